"""A job is a row: taken once, counted at the claim, fenced, found again."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from testimonials import expiring
from testimonials.models import Cut, lease
from testimonials.models.lease import MAX_ATTEMPTS, MAX_FAILURES, LeaseLost, NotClaimable
from tests.cast import Cast


@pytest.fixture
def cut(cast: Cast) -> Cut:
    story = cast.dana_writes()
    return Cut.objects.create(brand=cast.brand, testimonial=story, number=2)


def expire(cut: Cut) -> None:
    Cut.objects.filter(pk=cut.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_only_one_of_two_gets_the_lease(cut: Cut) -> None:
    rival = Cut.objects.get(pk=cut.pk)
    cut.claim()
    with pytest.raises(NotClaimable):
        rival.claim()


def test_the_attempt_is_counted_when_it_is_claimed(cut: Cut) -> None:
    cut.claim()
    assert Cut.objects.get(pk=cut.pk).attempts == 1


def test_a_dead_workers_row_is_stranded_and_can_be_claimed(cut: Cut) -> None:
    cut.claim()
    assert not Cut.objects.stranded().filter(pk=cut.pk).exists()
    expire(cut)
    assert Cut.objects.stranded().filter(pk=cut.pk).exists()
    Cut.objects.get(pk=cut.pk).claim()


def test_who_lost_the_lease_cannot_write(cut: Cut) -> None:
    cut.claim()
    expire(cut)
    Cut.objects.get(pk=cut.pk).claim()
    with pytest.raises(LeaseLost):
        cut.release(state=Cut.State.READY)
    assert Cut.objects.get(pk=cut.pk).state == Cut.State.WAITING


def test_an_outage_of_ours_does_not_use_up_a_try(cut: Cut) -> None:
    cut.claim()
    cut.wait_out(timedelta(0))
    assert Cut.objects.get(pk=cut.pk).attempts == 0


def test_it_is_parked_with_a_reason_after_three_failures(cut: Cut) -> None:
    for _try in range(MAX_FAILURES):
        cut.claim()
        cut.count_failure(timedelta(0))
        expire(cut)
    with pytest.raises(NotClaimable):
        cut.claim()
    expiring.park_exhausted()
    cut.refresh_from_db()
    assert (cut.state, cut.problem_code) == ("failed", "gave_up")
    assert "The original is kept" in cut.problem


def test_machines_that_die_park_nothing_before_it_has_been_begun_ten_times(cut: Cut) -> None:
    for _try in range(MAX_ATTEMPTS):
        cut.claim()
        expire(cut)
    with pytest.raises(NotClaimable):
        cut.claim()
    assert Cut.objects.exhausted().filter(pk=cut.pk).exists()


@pytest.fixture
def _quick_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "BEAT_SECONDS", 0.02)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_quick_beats")
def test_a_job_that_is_busy_for_longer_than_its_lease_keeps_it(cut: Cut) -> None:
    cut.claim()
    expire(cut)
    with cut.kept():
        until = time.monotonic() + 10
        while Cut.objects.stranded().filter(pk=cut.pk).exists():
            assert time.monotonic() < until
            time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_quick_beats")
def test_a_lease_that_was_given_back_is_not_taken_again(cut: Cut) -> None:
    cut.claim()
    with cut.kept():
        cut.release(state=Cut.State.READY)
        time.sleep(0.3)
        assert Cut.objects.get(pk=cut.pk).lease_until is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_quick_beats")
def test_who_lost_the_lease_does_not_renew_anothers(cut: Cut) -> None:
    cut.claim()
    expire(cut)
    rival = Cut.objects.get(pk=cut.pk)
    rival.claim()
    with cut.kept():
        time.sleep(0.3)
        assert Cut.objects.get(pk=cut.pk).lease_until == rival.lease_until
