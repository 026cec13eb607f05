"""A quote is a stretch of what was said."""

from __future__ import annotations

import pytest

from testimonials import quoting
from testimonials.models import Answer, PullQuote
from tests.cast import Cast

WORDS = "I used to arrive angry. Now I take the river path! 太好了。"


def _answer(cast: Cast) -> Answer:
    return cast.dana_writes(WORDS).answers.get()


def test_sentences_are_found_in_every_language() -> None:
    found = [one.text for one in quoting.sentences("One. Two?\nسه است؟ چهار. 五。六！")]
    assert found == ["One.", "Two?", "سه است؟", "چهار.", "五。", "六！"]


def test_a_sentence_says_where_it_stands() -> None:
    for one in quoting.sentences(WORDS):
        assert WORDS[one.starts : one.ends] == one.text


def test_a_quote_is_exactly_what_was_said(cast: Cast) -> None:
    answer = _answer(cast)
    quote = quoting.pick(answer.testimonial, answer, 23, 51, by=cast.alice)
    assert quote.text == "Now I take the river path!"


def test_picking_again_replaces_the_quote(cast: Cast) -> None:
    answer = _answer(cast)
    quoting.pick(answer.testimonial, answer, 0, 23, by=cast.alice)
    quoting.pick(answer.testimonial, answer, 24, 50, by=cast.bob)
    assert PullQuote.objects.get().by == cast.bob


def test_a_quote_from_elsewhere_is_refused(cast: Cast) -> None:
    answer, other = _answer(cast), cast.dana_writes("Another one.")
    with pytest.raises(quoting.NotTheirWords):
        quoting.pick(other, answer, 0, 5, by=cast.alice)


@pytest.mark.parametrize(("starts", "ends"), [(500, 600), (5, 5), (9, 3)])
def test_a_stretch_of_nothing_is_refused(cast: Cast, starts: int, ends: int) -> None:
    answer = _answer(cast)
    with pytest.raises(quoting.NotTheirWords):
        quoting.pick(answer.testimonial, answer, starts, ends, by=cast.alice)


def test_a_quote_has_an_end(cast: Cast) -> None:
    answer = cast.dana_writes("word " * 100).answers.get()
    with pytest.raises(quoting.QuoteTooLong):
        quoting.pick(answer.testimonial, answer, 0, 400, by=cast.alice)


def test_a_changed_answer_takes_its_quote_along(cast: Cast) -> None:
    answer = _answer(cast)
    quote = quoting.pick(answer.testimonial, answer, 0, 23, by=cast.alice)
    Answer.objects.filter(pk=answer.pk).update(text="Something else entirely, later.", revision=2)
    assert PullQuote.objects.get(pk=quote.pk).text == ""
