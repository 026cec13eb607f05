"""What a team writes onto a story, in the Studio: part by part, with and without JavaScript."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from testimonials import answering, moderating, notifying
from testimonials.models import Membership, Note, Notice, PullQuote, Reply, Testimonial
from tests.cast import Cast
from tests.studio.test_studio import HTMX, signed_in


@pytest.fixture
def story(cast: Cast) -> Testimonial:
    return cast.dana_writes("I arrive awake. Every day.")


def _address(story: Testimonial, part: str = "") -> str:
    return f"/studio/halden/testimonials/{story.token}{part}"


def test_a_note_comes_back_as_its_part_alone(cast: Cast, story: Testimonial) -> None:
    answer = signed_in(cast.bob).post(_address(story, "/notes"), {"text": "For the commuters."}, headers=HTMX)
    assert "For the commuters." in answer.content.decode()
    assert "stage-video" not in answer.content.decode()


def test_without_javascript_the_page_comes_back(cast: Cast, story: Testimonial) -> None:
    answer = signed_in(cast.bob).post(_address(story, "/notes"), {"text": "For the commuters."})
    assert (answer.status_code, answer["Location"]) == (302, _address(story))


def test_a_refused_note_comes_back_with_what_was_typed(cast: Cast, story: Testimonial) -> None:
    typed = "a" * 2001
    answer = signed_in(cast.bob).post(_address(story, "/notes"), {"text": typed})
    assert answer.status_code == 422
    assert typed in answer.content.decode()
    assert "under 2,000 characters" in answer.content.decode()


def test_ones_own_note_is_taken_back_by_its_button(cast: Cast, story: Testimonial) -> None:
    client = signed_in(cast.bob)
    client.post(_address(story, "/notes"), {"text": "For the commuters."})
    written = client.get(_address(story)).context["notes"][0].written_at.isoformat()
    client.post(_address(story, "/notes"), {"written": written})
    assert not Note.objects.exists()


def test_a_sentence_becomes_the_quote(cast: Cast, story: Testimonial) -> None:
    client = signed_in(cast.bob)
    span = client.get(_address(story)).context["sentences"][1][0]
    client.post(_address(story, "/quote"), {"span": span})
    assert PullQuote.objects.get().text == "Every day."


@pytest.mark.parametrize("span", ["0:400:500", "7:0:3", "0:0:999999999999", "-1:0:5", "x:y:z", "0:²:5"])
def test_a_made_up_span_is_refused_in_words(cast: Cast, story: Testimonial, span: str) -> None:
    answer = signed_in(cast.bob).post(_address(story, "/quote"), {"span": span}, headers=HTMX)
    assert answer.status_code == 200
    assert not PullQuote.objects.exists()


def test_a_reply_written_over_another_shows_both(cast: Cast, story: Testimonial) -> None:
    answering.answer(story, "From Alice.", by=cast.alice)
    answer = signed_in(cast.bob).post(
        _address(story, "/reply"), {"text": "From Bob.", "seen": "0"}, headers=HTMX
    )
    assert "From Alice." in answer.content.decode()
    assert "From Bob." in answer.content.decode()
    assert Reply.objects.get().text == "From Alice."


def test_a_saved_reply_is_offered_at_the_next_story(cast: Cast, story: Testimonial) -> None:
    client = signed_in(cast.bob)
    typed = {"do": "keep", "name": "Thanks", "text": "Thank you, {name}.", "seen": "0"}
    assert (
        "Thank you, {name}." in client.post(_address(story, "/reply"), typed, headers=HTMX).content.decode()
    )
    page = client.get(_address(cast.dana_writes())).content.decode()
    assert 'data-insert="Thank you, {name}."' in page


def test_the_history_tells_decisions_and_publications(cast: Cast, story: Testimonial) -> None:
    moderating.approve(story, by=cast.alice)
    answering.answer(story, "Thanks.", by=cast.bob)
    told = [(one.what, one.who) for one in signed_in(cast.bob).get(_address(story)).context["history"]]
    assert told == [("Answered in public", "Bob"), ("Approved", "Alice"), ("Sent", "Dana Dober")]


def test_who_looks_on_is_told_that_somebody_else_has_decided(cast: Cast, story: Testimonial) -> None:
    client = signed_in(cast.bob)
    seen = client.get(_address(story)).context["seen"]
    assert client.get(_address(story, "/news"), {"seen": seen}, headers=HTMX).status_code == 204
    moderating.approve(story, by=cast.alice)
    told = client.get(_address(story, "/news"), {"seen": seen}, headers=HTMX)
    assert "Alice has just approved this story." in told.content.decode()


def test_ones_own_decision_is_no_news(cast: Cast, story: Testimonial) -> None:
    moderating.approve(story, by=cast.bob)
    assert signed_in(cast.bob).get(_address(story, "/news"), headers=HTMX).status_code == 204


@pytest.mark.parametrize("part", ["notes", "reply", "quote", "facts", "messages"])
def test_a_viewer_changes_nothing(cast: Cast, story: Testimonial, part: str) -> None:
    Membership.objects.filter(user=cast.bob).update(role="viewer")
    typed = {"text": "x", "span": "0:0:5", "featured": "yes", "seen": "0"}
    answer = signed_in(cast.bob).post(_address(story, f"/{part}"), typed, headers=HTMX)
    assert "You may look, but not decide." in answer.content.decode()
    story.refresh_from_db()
    assert [model.objects.count() for model in (Note, Reply, PullQuote)] == [0, 0, 0]
    assert story.featured_at is None


@pytest.mark.parametrize("part", ["notes", "reply", "quote", "facts", "messages", "news"])
def test_charlie_sees_nothing(cast: Cast, story: Testimonial, part: str) -> None:
    client = signed_in(cast.charlie)
    assert client.post(_address(story, f"/{part}"), {"text": "x"}).status_code == 404 or part == "news"
    assert client.get(_address(story, f"/{part}")).status_code in {404, 405}


def test_the_mail_tells_the_reason_and_the_note(cast: Cast, story: Testimonial) -> None:
    moderating.reject(story, reason="off_topic", by=cast.alice, note="Tell us about the bike?")
    Notice.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    notifying.send(Notice.objects.get(kind="not_shown"))
    body = str(mail.outbox[-1].body)
    assert "It is about something else than what they had asked." in body
    assert "Tell us about the bike?" in body
    assert f"/s/{story.page_secret()}" in body
