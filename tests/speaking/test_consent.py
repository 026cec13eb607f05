"""What a speaker allows is theirs to change, and it ends by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from config.sweeping import sweep
from embeds import publishing
from embeds.models import Placement, Widget
from testimonials import consenting
from testimonials.models import Consent, Testimonial
from tests.cast import Cast, give
from tests.speaking.conftest import Page, page_of


def saved(page: Page, *chosen: str, until: str = "", **other: str) -> Any:
    wording = consenting.wording(page.story.brand, page.story.language)
    data = {"wording_hash": consenting.wording_hash(wording), "until": until, **dict.fromkeys(chosen, "on")}
    return page.post("/consent", **data | other)


def revisions(page: Page) -> list[Consent]:
    return list(page.story.consents.order_by("revision"))


def test_what_is_switched_is_a_new_revision(page: Page) -> None:
    answer = saved(page, "social", "voice")
    assert (answer.status_code, answer["Location"]) == (303, f"{page.address}?done=consent")
    before, now = revisions(page)
    assert before.for_website
    assert now.choices() == dict.fromkeys(now.choices(), False) | {"social": True, "voice": True}


def test_without_a_day_it_is_valid_for_two_years(page: Page) -> None:
    saved(page, "website")
    left = revisions(page)[-1].expires_at - timezone.now()
    assert timedelta(days=729) < left <= timedelta(days=730)


def test_it_ends_when_the_chosen_day_begins_for_the_brand(page: Page) -> None:
    page.story.brand.time_zone = "Asia/Tehran"
    page.story.brand.save()
    chosen = (timezone.now() + timedelta(days=30)).date()
    saved(page, "website", until=chosen.isoformat())
    local = revisions(page)[-1].expires_at.astimezone(page.story.brand.zone)
    assert (local.date(), local.hour, local.minute) == (chosen, 0, 0)


def test_today_means_now(cast: Cast, wall: Widget) -> None:
    story = cast.approved()
    page = page_of(story)
    publishing.publish(wall)
    saved(page, "website", until=timezone.localdate().isoformat())
    assert not revisions(page)[-1].is_in_force
    assert not Placement.objects.exists()
    assert "Your consent has ended" in page.text()


@pytest.mark.parametrize(
    ("days", "words"),
    [(-1, "This day has passed"), (731, "Two years are the longest"), (None, "Choose a day")],
)
def test_an_impossible_day_is_said_beside_the_field_and_nothing_is_lost(
    page: Page, days: int | None, words: str
) -> None:
    until = "tomorrow" if days is None else (timezone.localdate() + timedelta(days=days)).isoformat()
    answer = saved(page, "ads", until=until)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert words in told
    assert f'value="{until}"' in told
    assert 'name="ads" autocomplete="off" checked' in told
    assert 'name="website" autocomplete="off" checked' not in told
    assert len(revisions(page)) == 1


def test_keeping_the_day_keeps_its_moment(page: Page) -> None:
    known = revisions(page)[0].expires_at
    saved(page, "website", until=known.astimezone(page.story.brand.zone).date().isoformat())
    assert revisions(page)[-1].expires_at == known


def test_who_read_another_wording_is_asked_again(page: Page) -> None:
    answer = saved(page, "website", wording_hash="0" * 64)
    assert answer.status_code == 409
    assert "read it once more" in answer.content.decode()
    assert len(revisions(page)) == 1


def test_history_tells_every_revision(page: Page) -> None:
    saved(page, "sales")
    assert page.text("/consent").count('class="mark"') == 2


def test_switching_the_website_off_takes_it_down_in_the_same_moment(cast: Cast, wall: Widget) -> None:
    page = page_of(cast.approved())
    publishing.publish(wall)
    saved(page, "social")
    assert not Placement.objects.exists()


def test_the_sweep_unpublishes_what_has_ended(
    cast: Cast, wall: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.approved()
    publishing.publish(wall)
    later = timezone.now() + timedelta(days=731)
    monkeypatch.setattr(timezone, "now", lambda: later)
    sweep()
    wall.refresh_from_db()
    publishing.publish(wall)
    assert not Placement.objects.exists()


def test_a_withdrawn_story_takes_no_consent(cast: Cast) -> None:
    story = cast.dana_writes()
    story.move_to(Testimonial.State.WITHDRAWN)
    with pytest.raises(consenting.AlreadyWithdrawn):
        give(story)
