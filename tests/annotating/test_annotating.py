"""What a team writes onto a story for itself."""

from __future__ import annotations

import pytest

from testimonials import annotating, withdrawing
from testimonials.models import Note, Testimonial
from tests.cast import Cast


def test_only_whoever_wrote_a_note_takes_it_back(cast: Cast) -> None:
    story = cast.dana_writes()
    note = annotating.note(story, "Good for the commuter page.", by=cast.alice)
    annotating.take_back(story, note.written_at, by=cast.bob)
    assert Note.objects.exists()
    annotating.take_back(story, note.written_at, by=cast.alice)
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("text", "refusal"), [(" ", annotating.NothingNoted), ("a" * 2001, annotating.NoteTooLong)]
)
def test_a_note_that_does_not_fit_is_refused(cast: Cast, text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        annotating.note(cast.dana_writes(), text, by=cast.alice)


def test_a_product_is_found_by_its_id(cast: Cast) -> None:
    story = cast.dana_writes()
    annotating.name_product(story, "SKU-4711", by=cast.alice)
    assert Testimonial.objects.saying("sku-4711").get() == story


def test_featuring_makes_the_walls_stale(cast: Cast, django_capture_on_commit_callbacks: object) -> None:
    story = cast.approved()
    widget = cast.brand.widgets.create(slug="halden", name="Wall", stale_since=None)
    annotating.feature(story, is_featured=True, by=cast.alice)
    widget.refresh_from_db()
    assert story.featured_at is not None
    assert widget.stale_since is not None


def test_withdrawal_erases_what_the_team_wrote(cast: Cast) -> None:
    story = cast.dana_writes()
    annotating.note(story, "Call her.", by=cast.alice)
    annotating.name_product(story, "SKU-4711", by=cast.alice)
    withdrawing.finish(withdrawing.withdraw(story))
    story.refresh_from_db()
    assert not Note.objects.exists()
    assert (story.searchable, story.product_id) == ("", "")
