"""Whether somebody may begin, and the one sentence that says why not."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from testimonials import collecting
from testimonials.collecting import Standing
from testimonials.models import CollectionLink
from tests.cast import Cast


def sentence(link: CollectionLink) -> str:
    with pytest.raises(collecting.LinkNotOpen) as refused:
        collecting.check_open(link)
    return str(refused.value.message)


def at(monkeypatch: pytest.MonkeyPatch, *moment: int) -> None:
    now = datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type]
    monkeypatch.setattr(timezone, "now", lambda: now)


def test_an_open_link_lets_people_begin(cast: Cast) -> None:
    collecting.check_open(cast.link)
    assert collecting.standing(cast.link) is Standing.OPEN


def test_a_paused_link_asks_to_come_back(cast: Cast) -> None:
    collecting.pause(cast.link)
    assert "come back later" in sentence(cast.link)


def test_a_paused_link_opens_again(cast: Cast) -> None:
    collecting.pause(cast.link)
    collecting.reopen(cast.link)
    collecting.check_open(cast.link)


def test_a_closed_link_says_so(cast: Cast) -> None:
    collecting.close(cast.link)
    assert "is closed" in sentence(cast.link)


@pytest.mark.parametrize("end", [collecting.close, collecting.revoke])
@pytest.mark.parametrize("move", [collecting.pause, collecting.reopen])
def test_what_has_ended_stays_ended(cast: Cast, end: Any, move: Any) -> None:
    end(cast.link)
    with pytest.raises(collecting.LinkIsClosed):
        move(cast.link)


def test_a_click_that_comes_too_late_undoes_nothing(cast: Cast) -> None:
    seen_before = CollectionLink.objects.get()
    collecting.revoke(cast.link)
    with pytest.raises(collecting.LinkIsClosed):
        collecting.reopen(seen_before)
    assert CollectionLink.objects.get().state == "revoked"


def test_revoking_notes_when_once(cast: Cast) -> None:
    collecting.revoke(cast.link)
    first = cast.link.revoked_at
    collecting.revoke(cast.link)
    assert CollectionLink.objects.get().revoked_at == first is not None
    assert "taken back" in sentence(cast.link)


def test_a_closed_link_can_still_be_revoked(cast: Cast) -> None:
    collecting.close(cast.link)
    collecting.revoke(cast.link)
    assert collecting.standing(cast.link) is Standing.REVOKED


def test_whoever_had_begun_may_send_for_a_day_after_the_revocation(cast: Cast) -> None:
    collecting.revoke(cast.link)
    collecting.check_accepts(cast.link)
    cast.link.revoked_at = timezone.now() - timedelta(hours=25)
    with pytest.raises(collecting.LinkIsRevoked):
        collecting.check_accepts(cast.link)


@pytest.mark.parametrize("stop", [collecting.pause, collecting.close])
def test_pausing_and_closing_leave_those_who_had_begun_alone(cast: Cast, stop: Any) -> None:
    stop(cast.link)
    collecting.check_accepts(cast.link)


def test_an_expired_link_names_the_day_it_ended(cast: Cast) -> None:
    cast.link.expires_at = datetime(2026, 5, 3, 20, 30, tzinfo=UTC)
    cast.brand.time_zone = cast.link.brand.time_zone = "Asia/Shanghai"
    assert "May 4, 2026" in sentence(cast.link)


def test_an_early_link_names_the_day_it_opens(cast: Cast) -> None:
    cast.link.opens_at = datetime(2099, 5, 3, 7, 0, tzinfo=UTC)
    assert "opens on May 3, 2099, 07:00" in sentence(cast.link)


def test_outside_its_hours_it_names_them(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.link.brand.time_zone = "Europe/Oslo"
    cast.link.opens_daily, cast.link.closes_daily = time(9), time(17, 30)
    at(monkeypatch, 2026, 11, 3, 16, 31)
    assert "from 09:00 to 17:30, Oslo time" in sentence(cast.link)
    at(monkeypatch, 2026, 11, 3, 8, 0)
    collecting.check_open(cast.link)


def test_hours_go_over_midnight(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.link.opens_daily, cast.link.closes_daily = time(22), time(6)
    at(monkeypatch, 2026, 11, 3, 23, 0)
    collecting.check_open(cast.link)
    at(monkeypatch, 2026, 11, 3, 12, 0)
    assert collecting.standing(cast.link) is Standing.RESTING


def test_enough_stories_are_enough_and_drafts_are_none(cast: Cast) -> None:
    cast.link.max_submissions = 1
    cast.link.save()
    from testimonials import recording

    recording.begin(cast.link, language="en")
    collecting.check_open(cast.link)
    cast.dana_writes()
    assert "Enough stories" in sentence(cast.link)


def test_the_state_comes_before_every_other_cause(cast: Cast) -> None:
    cast.link.expires_at = timezone.now() - timedelta(days=1)
    collecting.pause(cast.link)
    assert collecting.standing(cast.link) is Standing.PAUSED


def test_a_persian_reader_reads_persian_days_and_digits(cast: Cast) -> None:
    cast.link.opens_at = datetime(2099, 5, 3, 7, 0, tzinfo=UTC)
    with translation.override("fa"):
        assert "۱۴ اردیبهشت ۱۴۷۸" in sentence(cast.link)
        assert "۰۷:۰۰" in sentence(cast.link)
