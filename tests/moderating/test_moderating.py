"""A decision names the cut and the answers it saw; a rating is never a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from testimonials import moderating
from testimonials.models import Cut, Decision, Message, Notice, Testimonial
from tests.cast import Cast, decision_of


def test_an_approval_names_what_it_saw(cast: Cast) -> None:
    story = cast.approved()
    decision = decision_of(story)
    assert decision.cut == story.cut
    assert decision.answers_seen == [[story.answers.get().pk, 1]]
    assert decision.by == cast.alice


def test_what_is_still_rendering_cannot_be_approved(cast: Cast) -> None:
    story = cast.dana_writes()
    Cut.objects.filter(testimonial=story).update(state=Cut.State.RENDERING)
    with pytest.raises(moderating.NotReady):
        moderating.approve(story, by=cast.alice)


@pytest.mark.parametrize("reason", ["", "rating", "two_stars"])
def test_a_rejection_needs_a_listed_reason(cast: Cast, reason: str) -> None:
    story = cast.dana_writes()
    with pytest.raises(moderating.ReasonMissing):
        moderating.reject(story, reason=reason, by=cast.alice)
    assert Decision.objects.count() == 0


def test_no_listed_reason_is_about_the_rating() -> None:
    assert not any("rating" in code or "star" in code for code in Decision.Reason.values)


def test_two_moderators_at_once_make_one_decision(cast: Cast) -> None:
    story = cast.dana_writes()
    bobs_view = Testimonial.objects.get(pk=story.pk)
    moderating.approve(story, by=cast.alice)
    with pytest.raises(moderating.AlreadyDecided):
        moderating.reject(bobs_view, reason="spam", by=cast.bob)
    assert [d.verdict for d in Decision.objects.all()] == ["approved"]


def test_a_withdrawn_story_cannot_be_decided_on(cast: Cast) -> None:
    story = cast.dana_writes()
    story.move_to(Testimonial.State.WITHDRAWN)
    with pytest.raises(moderating.AlreadyDecided):
        moderating.approve(story, by=cast.alice)


def test_a_decision_can_be_taken_back(cast: Cast) -> None:
    story = cast.approved()
    moderating.reopen(story, by=cast.bob)
    assert Testimonial.objects.get(pk=story.pk).state == "new"


def test_the_speaker_is_told_once_the_time_to_undo_is_over(cast: Cast) -> None:
    cast.approved()
    notice = Notice.objects.get(kind="approved")
    assert not Notice.objects.stranded().filter(pk=notice.pk).exists()
    Notice.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert Notice.objects.stranded().filter(pk=notice.pk).exists()


def test_nobody_is_told_of_a_decision_that_was_undone(cast: Cast) -> None:
    story = cast.approved()
    moderating.reopen(story, by=cast.alice)
    assert not Notice.objects.filter(kind="approved").exists()


def test_who_sends_spam_is_not_written_to(cast: Cast) -> None:
    moderating.reject(cast.dana_writes(), reason="spam", by=cast.alice)
    assert not Notice.objects.filter(kind="not_shown").exists()


def test_a_note_goes_with_the_news_and_stays_in_the_thread(cast: Cast) -> None:
    story = cast.dana_writes()
    moderating.reject(story, reason="off_topic", by=cast.alice, note="Tell us about the bike?")
    assert Message.objects.get().text == "Tell us about the bike?"
    assert Notice.objects.get(kind="not_shown").details == {"note": "Tell us about the bike?"}


def test_a_note_that_is_too_long_decides_nothing(cast: Cast) -> None:
    story = cast.dana_writes()
    with pytest.raises(moderating.NoteTooLong):
        moderating.approve(story, by=cast.alice, note="a" * 2001)
    assert Testimonial.objects.get().state == "new"


def test_the_slower_moderator_is_told_by_whom(cast: Cast) -> None:
    story = cast.dana_writes()
    bobs_view = Testimonial.objects.get(pk=story.pk)
    moderating.approve(story, by=cast.alice)
    with pytest.raises(moderating.AlreadyDecided, match="Alice has decided"):
        moderating.approve(bobs_view, by=cast.bob)
