"""Questions are revised or retired, never rewritten; an editor who comes second is told."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from testimonials import collecting
from testimonials.collecting import Asked
from testimonials.models import CollectionLink, Question
from tests.cast import Cast


def asked(question: Question, **changes: object) -> Asked:
    """A question as it is, but for `changes`."""
    kept = {name: getattr(question, name) for name in Asked("").content()} | {"key": question.key}
    return Asked(**kept | changes)


def change(link: CollectionLink, questions: list[Asked], **fields: object) -> list[Question]:
    collecting.change(link, questions=questions, seen=collecting.stamp(link), **fields)
    return list(link.questions.current())


def texts(link: CollectionLink) -> list[str]:
    return [question.text for question in link.questions.current()]


def test_what_is_the_same_stays_the_same_row(cast: Cast) -> None:
    kept = change(cast.link, [asked(question) for question in cast.questions], name="Renamed")
    assert kept == cast.questions
    assert CollectionLink.objects.get().name == "Renamed"


def test_a_new_wording_is_a_revision_and_the_old_one_stays(cast: Cast) -> None:
    first, second = cast.questions
    revised, kept = change(cast.link, [asked(first, text="What came before?"), asked(second)])
    assert (revised.key, revised.revision, revised.text) == (first.key, 2, "What came before?")
    assert kept == second
    first.refresh_from_db()
    assert first.text == "What was it like before?"
    assert first.retired_at is not None


def test_an_answer_keeps_the_wording_its_speaker_saw(cast: Cast) -> None:
    story = cast.dana_writes()
    change(cast.link, [asked(cast.questions[0], text="Something else?")])
    assert story.answers.get().question.text == "What was it like before?"


def test_a_question_that_is_left_out_is_retired(cast: Cast) -> None:
    change(cast.link, [asked(cast.questions[1])])
    assert texts(cast.link) == ["What changed?"]
    assert cast.link.questions.count() == 2


def test_questions_are_asked_in_their_new_order(cast: Cast) -> None:
    first, second = cast.questions
    change(cast.link, [asked(second), Asked("And in winter?"), asked(first)])
    assert texts(cast.link) == ["What changed?", "And in winter?", "What was it like before?"]


def test_leaving_the_first_out_does_not_revise_the_others(cast: Cast) -> None:
    assert change(cast.link, [asked(cast.questions[1])]) == [cast.questions[1]]


def test_an_unknown_key_makes_a_new_question(cast: Cast) -> None:
    (made,) = change(cast.link, [Asked("New?", key=uuid4())])
    assert made.revision == 1


def test_a_key_of_another_link_is_not_touched(cast: Cast) -> None:
    other = collecting.create(cast.charlies_brand, name="x", title="x", questions=[("Theirs?", "")])
    change(cast.link, [asked(other.questions.get())])
    assert other.questions.current().count() == 1


def test_a_poll_keeps_its_options_and_translations(cast: Cast) -> None:
    said = {"fa": {"text": "چرا؟", "options": ["الف", "ب"]}}
    (poll,) = change(cast.link, [Asked("Why?", kind="poll", options=["a", "b"], translations=said)])
    assert poll.options_in("fa") == ["الف", "ب"]
    assert change(cast.link, [asked(poll, options=["a", "c"])])[0].revision == 2


def test_whoever_saves_second_is_told_and_nothing_is_stored(cast: Cast) -> None:
    seen = collecting.stamp(cast.link)
    change(CollectionLink.objects.get(), [Asked("Theirs?")], title="Theirs")
    with pytest.raises(collecting.LinkChanged):
        collecting.change(cast.link, questions=[Asked("Mine?")], seen=seen, title="Mine")
    assert CollectionLink.objects.get().title == "Theirs"
    assert texts(cast.link) == ["Theirs?"]


def test_a_pause_in_between_is_no_change_and_survives_the_save(cast: Cast) -> None:
    seen = collecting.stamp(cast.link)
    collecting.pause(CollectionLink.objects.get())
    collecting.change(cast.link, questions=[Asked("Mine?")], seen=seen, title="Mine")
    assert CollectionLink.objects.get().state == "paused"


def test_what_is_not_valid_stores_nothing(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        change(cast.link, [Asked("x" * 301)], title="New")
    assert CollectionLink.objects.get().title == "How is life with the bike?"
    assert texts(cast.link) == ["What was it like before?", "What changed?"]


def test_pairs_and_questions_both_make_a_link(cast: Cast) -> None:
    link = collecting.create(
        cast.brand,
        name="n",
        title="t",
        questions=[("One?", "A tip."), Asked("Two?", kind="poll", options=["a", "b"])],
    )
    assert [(q.text, q.tip, q.kind) for q in link.questions.current()] == [
        ("One?", "A tip.", "open"),
        ("Two?", "", "poll"),
    ]
