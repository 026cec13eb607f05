"""A restored database does not bring back what was withdrawn."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from embeds.models import Placement, Widget
from testimonials import expiring, recording, withdrawing
from testimonials.models import Notice, Testimonial, Withdrawal
from tests.cast import Cast, published


@pytest.fixture
def restored(cast: Cast, wall: Widget) -> Testimonial:
    """Withdrawn yesterday; the database is of the day before."""
    told = cast.approved()
    published(wall)
    before = Testimonial.objects.filter(pk=told.pk).values("state", "rating", "draft_digest").get()
    withdrawing.finish(withdrawing.withdraw(told))
    receipt = Withdrawal.objects.get().receipt
    Withdrawal.objects.all().delete()
    Notice.objects.all().delete()
    Testimonial.objects.filter(pk=told.pk).update(**before)
    told.speaker.name = "Dana Dober"  # type: ignore[union-attr]
    told.speaker.save()  # type: ignore[union-attr]
    told.refresh_from_db()
    assert told.state == "approved"
    told.receipt = receipt  # type: ignore[attr-defined]
    return told


def test_it_is_withdrawn_again_under_the_same_receipt(restored: Testimonial) -> None:
    assert withdrawing.replay() == 1
    withdrawing.finish_all()
    again = Withdrawal.objects.get()
    restored.refresh_from_db()
    assert restored.state == "withdrawn"
    assert restored.speaker.name == ""  # type: ignore[union-attr]
    assert again.receipt == restored.receipt  # type: ignore[attr-defined]
    assert again.requested_at < timezone.now()
    assert not Placement.objects.exists()


def test_nobody_gets_a_second_receipt(restored: Testimonial) -> None:
    withdrawing.replay()
    assert not Notice.objects.exists()


def test_preparing_an_installation_does_it(restored: Testimonial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.management.commands.prepare.call_command", lambda *args, **options: None)
    told = io.StringIO()
    call_command("prepare", stdout=told)
    assert "Withdrew 1 again" in told.getvalue()
    restored.refresh_from_db()
    assert restored.state == "withdrawn"


def test_playing_again_finds_nothing_to_do(restored: Testimonial) -> None:
    withdrawing.replay()
    assert withdrawing.replay() == 0


def test_a_draft_that_was_sent_and_withdrawn_later_is_dropped(cast: Cast) -> None:
    told = cast.dana_writes()
    withdrawing.finish(withdrawing.withdraw(told))
    draft, _secret = recording.begin(cast.link, language="en")
    Testimonial.objects.filter(pk=told.pk).delete()
    Testimonial.objects.filter(pk=draft.pk).update(token=told.token)
    assert withdrawing.replay() == 1
    expiring.drop_abandoned()
    assert not Testimonial.objects.filter(pk=draft.pk).exists()
