"""A decision names the cut and the answers it saw; a rating is never a reason."""

from __future__ import annotations

import pytest

from testimonials import moderating
from testimonials.models import Cut, Decision, Testimonial
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
