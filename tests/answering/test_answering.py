"""A reply in public: nobody's words are replaced unseen, nothing typed is lost."""

from __future__ import annotations

import pytest

from testimonials import answering, withdrawing
from testimonials.models import AuditEvent, Reply
from tests.cast import Cast


def test_a_reply_is_published_with_who_and_when(cast: Cast) -> None:
    reply = answering.answer(cast.dana_writes(), " Thank you, Dana. ", by=cast.bob)
    assert (reply.text, reply.by, reply.revision) == ("Thank you, Dana.", cast.bob, 1)


def test_a_reply_is_not_replaced_unseen(cast: Cast) -> None:
    story = cast.dana_writes()
    answering.answer(story, "From Alice.", by=cast.alice)
    with pytest.raises(answering.ReplyChanged):
        answering.answer(story, "From Bob.", by=cast.bob)
    assert Reply.objects.get().text == "From Alice."


def test_whoever_has_seen_a_reply_may_change_it(cast: Cast) -> None:
    story = cast.dana_writes()
    first = answering.answer(story, "From Alice.", by=cast.alice)
    second = answering.answer(story, "From both.", by=cast.bob, seen=first.revision)
    assert (second.text, second.revision) == ("From both.", 2)


def test_history_keeps_codes_and_no_words(cast: Cast) -> None:
    answering.answer(cast.dana_writes(), "Thank you, Dana.", by=cast.bob)
    event = AuditEvent.objects.get(code="reply_published")
    assert (event.by, event.details) == (cast.bob, {})


def test_a_withdrawn_story_has_no_reply(cast: Cast) -> None:
    story = cast.dana_writes()
    answering.answer(story, "Thank you, Dana.", by=cast.bob)
    withdrawing.finish(withdrawing.withdraw(story))
    assert not Reply.objects.exists()
    with pytest.raises(answering.StoryGone):
        answering.answer(story, "Come back.", by=cast.bob)


@pytest.mark.parametrize(
    ("text", "refusal"), [("  ", answering.NothingAnswered), ("a" * 601, answering.ReplyTooLong)]
)
def test_a_reply_that_does_not_fit_is_refused(cast: Cast, text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        answering.answer(cast.dana_writes(), text, by=cast.bob)


def test_a_saved_reply_is_kept_once_a_name(cast: Cast) -> None:
    answering.keep(cast.brand, "Thanks", "Thank you, {name}.")
    answering.keep(cast.brand, "THANKS", "Many thanks, {name}.")
    assert [saved.text for saved in cast.brand.saved_replies.all()] == ["Many thanks, {name}."]
    answering.forget(cast.brand, "thanks")
    assert not cast.brand.saved_replies.exists()
