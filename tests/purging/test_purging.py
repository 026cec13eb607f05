"""A purge is a job: told at least once, tried again, parked in the end, and nobody waits for it."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from config.sweeping import sweep
from testimonials import cdn, purging
from testimonials.models import Purge, User
from testimonials.models.lease import LeaseLost, NotClaimable
from testimonials.stores import StoreUnavailable
from testimonials.tasks import purge_cdn
from tests.cast import Cast
from tests.purging.edge import Edge

pytestmark = pytest.mark.django_db
PATHS = ["w/a.js", "w/a.json"]
URLS = ["https://say.example.com/w/a.js", "https://say.example.com/w/a.json"]


def queued(paths: list[str] = PATHS) -> Purge:
    with Purge.over(paths):
        pass
    found: Purge = Purge.objects.latest("pk")
    return found


def make_due() -> None:
    Purge.objects.update(lease_until=None)


def test_what_was_told_leaves_no_row(told: Edge) -> None:
    purging.send(queued())
    assert told.told == URLS
    assert not Purge.objects.exists()


def test_without_a_cdn_there_is_no_row(settings: Any) -> None:
    settings.CDN = {}
    with Purge.over(PATHS):
        pass
    assert not Purge.objects.exists()


def test_an_address_is_told_once_however_often_it_is_named(told: Edge) -> None:
    assert queued(PATHS * 2).urls == URLS
    with Purge.over([]):
        pass
    assert Purge.objects.count() == 1


def test_nothing_is_told_while_the_old_bytes_may_still_be_there(told: Edge) -> None:
    with Purge.over(PATHS):
        assert not Purge.objects.stranded().exists()
    assert Purge.objects.stranded().exists()


def test_what_a_dead_worker_was_changing_is_told_whole(told: Edge) -> None:
    held = Purge.over(PATHS)
    held.__enter__()  # and nobody comes back
    past = timezone.now() - timedelta(seconds=1)
    Purge.objects.update(lease_until=past)
    purging.send(Purge.objects.get())
    assert told.told == URLS


def test_a_store_that_goes_away_half_way_leaves_all_that_may_have_changed(told: Edge) -> None:
    def take_away() -> None:
        with Purge.over(PATHS):
            raise StoreUnavailable("away")

    with pytest.raises(StoreUnavailable):
        take_away()
    assert Purge.objects.stranded().get().urls == URLS


def test_changes_that_took_longer_than_a_lease_are_told_once_more(told: Edge) -> None:
    with Purge.over(PATHS):
        make_due()
        purging.send(Purge.objects.get())
    purging.send(Purge.objects.get())
    assert told.told == URLS * 2


@pytest.mark.parametrize("status", [500, 503])
def test_one_that_is_away_is_asked_again_later_and_later(told: Edge, status: int) -> None:
    told.answers = [status, status]
    purge = queued()
    waits = []
    for _ in range(2):
        purging.send(purge)
        purge.refresh_from_db()
        assert purge.lease_until is not None
        waits.append(purge.lease_until - timezone.now())
        with pytest.raises(NotClaimable):
            purging.send(purge)
        make_due()
    assert (purge.attempts, purge.problem_code) == (2, "away")
    assert waits[1] > waits[0] > timedelta(seconds=5)
    purging.send(purge)
    assert not Purge.objects.exists()


def test_one_that_was_asked_too_often_costs_no_try(told: Edge) -> None:
    told.answers = [429]
    purge = queued()
    purging.send(purge)
    purge.refresh_from_db()
    assert (purge.attempts, purge.failures, purge.problem_code) == (0, 0, "busy")


def test_what_was_told_before_the_trouble_is_not_told_again(
    listening: Edge, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SITE_URL = "https://say.example.com"
    settings.CDN = {"kind": "fastly", "token": "t", "to": ""}
    monkeypatch.setattr(cdn, "FASTLY", listening.url)
    listening.answers = [200, 429]
    purge = queued()
    purging.send(purge)
    assert Purge.objects.get().urls == URLS[1:]
    make_due()
    purging.send(purge)
    assert [asked.path[-4:] for asked in listening.asked] == ["a.js", "json", "json"]
    assert not Purge.objects.exists()


def test_a_wrong_token_is_parked_after_three_tries(told: Edge) -> None:
    told.answers = [401] * 3
    purge = queued()
    for _ in range(3):
        purging.send(purge)
        make_due()
    purging.give_up()
    purge.refresh_from_db()
    assert (purge.failures, purge.problem_code) == (3, "refused")
    assert purge.parked_at is not None
    with pytest.raises(NotClaimable):
        purging.send(purge)


def test_one_that_stays_away_is_parked_after_ten_tries(told: Edge) -> None:
    told.answers = [500] * 10
    purge = queued()
    for _ in range(10):
        purging.send(purge)
        make_due()
    purging.give_up()
    assert Purge.objects.filter(parked_at__isnull=False).exists()
    assert len(told.asked) == 10


def test_operators_see_a_parked_one_and_have_it_tried_again(cast: Cast, told: Edge) -> None:
    purge = queued()
    Purge.objects.update(failures=3, problem_code="refused", parked_at=timezone.now())
    User.objects.filter(pk=cast.alice.pk).update(is_staff=True)
    client = Client()
    client.force_login(User.objects.get(pk=cast.alice.pk))
    assert "refused" in client.get("/operate/testimonials/purge/").content.decode()
    form = {"action": "try_again", "_selected_action": [purge.pk], "index": 0}
    client.post("/operate/testimonials/purge/", form)
    purging.send(purge)
    assert told.told == URLS


def test_the_sweeper_rings_for_what_waits(
    told: Edge,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    first, second = queued(["w/a.js"]), queued(["w/b.js"])
    rung: list[int] = []
    monkeypatch.setattr(purge_cdn, "delay", rung.append)
    with django_capture_on_commit_callbacks(execute=True):
        sweep()
    assert rung == [first.pk, second.pk]
    purge_cdn(first.pk)
    purge_cdn(first.pk)  # delivered twice
    assert told.told == URLS[:1]


def test_two_workers_do_not_both_tell(told: Edge) -> None:
    purge = queued()
    other = Purge.objects.get()
    purge.claim()
    with pytest.raises(NotClaimable):
        purging.send(other)
    Purge.objects.update(fence=9)  # the lease lapsed and somebody else took it
    with pytest.raises(LeaseLost):
        purge.hold(urls=[])


def test_what_waits_for_a_cdn_that_is_named_no_more_is_let_go(told: Edge, settings: Any) -> None:
    purge = queued()
    settings.CDN = {}
    purging.send(purge)
    assert not Purge.objects.exists()
    assert told.asked == []


def test_the_doctor_says_who_is_told(told: Edge, settings: Any) -> None:
    assert "127.0.0.1 is told" in doctor()
    settings.CDN = {}
    assert "nobody is told" in doctor()


def doctor() -> str:
    out = StringIO()
    call_command("doctor", stdout=out)
    assert "secret" not in out.getvalue()
    return out.getvalue()
