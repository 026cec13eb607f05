"""A brand and a speaker write to each other; nobody else reads it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from testimonials import replying
from testimonials.models import Membership, Message, Notice
from tests.cast import Cast
from tests.speaking.conftest import Page, deliver


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def studio(page: Page, part: str = "") -> str:
    return f"/studio/halden/testimonials/{page.story.token}{part}"


def test_a_speaker_writes_and_the_brand_reads_it(cast: Cast, page: Page) -> None:
    answer = page.post("/messages", text="  How is the battery?  ")
    assert answer["Location"] == f"{page.address}?done=message"
    told = signed_in(cast.bob).get(studio(page)).content.decode()
    assert "How is the battery?" in told
    assert "Waiting for reply" in told


def test_the_brand_answers_and_an_e_mail_says_so_without_the_words(cast: Cast, page: Page) -> None:
    page.post("/messages", text="How is the battery?")
    signed_in(cast.bob).post(studio(page, "/messages"), {"text": "Bigger from May."})
    deliver()
    assert "Bigger from May." in page.text()
    assert mail.outbox[-1].to == ["dana@example.org"]
    assert page.address in str(mail.outbox[-1].body)
    assert "Bigger" not in str(mail.outbox[-1].body)


def test_whoever_writes_has_read_the_other(cast: Cast, page: Page) -> None:
    page.post("/messages", text="How is the battery?")
    page.text()
    assert Message.objects.get().read_at is None
    replying.write_as_brand(page.story, "Bigger.", by=cast.bob)
    assert Message.objects.get(by=None).read_at is not None


@pytest.mark.parametrize(("text", "words"), [("  ", "Write a sentence"), ("x" * 2001, "under 2,000")])
def test_what_cannot_be_sent_stays_in_the_field(page: Page, text: str, words: str) -> None:
    answer = page.post("/messages", text=text)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert words in told
    assert f">{text}</textarea>" in told
    assert not Message.objects.exists()


def test_a_day_has_room_for_twenty(page: Page) -> None:
    for number in range(replying.MESSAGES_A_DAY):
        page.post("/messages", text=f"Number {number}")
    answer = page.post("/messages", text="One more")
    assert answer.status_code == 429
    assert "One more" in answer.content.decode()


def test_a_viewer_reads_and_cannot_write(cast: Cast, page: Page) -> None:
    Membership.objects.filter(user=cast.bob).update(role="viewer")
    page.post("/messages", text="How is the battery?")
    client = signed_in(cast.bob)
    told = client.get(studio(page)).content.decode()
    assert "How is the battery?" in told
    assert "Write to the speaker" not in told
    answer = client.post(studio(page, "/messages"), {"text": "Hello"})
    assert answer.status_code == 422
    assert Message.objects.count() == 1


def test_who_left_no_address_gets_no_mail(cast: Cast, page: Page) -> None:
    assert page.story.speaker is not None
    page.story.speaker.email = ""
    page.story.speaker.save()
    assert replying.write_as_brand(page.story, "Thank you.", by=cast.bob) is None
    assert Notice.objects.filter(kind="message").count() == 0


def test_the_studio_answers_with_the_thread_alone_where_htmx_asks(cast: Cast, page: Page) -> None:
    answer = signed_in(cast.bob).post(studio(page, "/messages"), {"text": ""}, headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith("<section")
    assert "Write a sentence" in answer.content.decode()


def test_private_feedback_and_extra_fields_are_for_the_brand(cast: Cast, page: Page) -> None:
    page.story.private_feedback, page.story.extra, page.story.nps = "The bell broke.", {"city": "Bergen"}, 9
    page.story.save()
    cast.link.fields = [{"key": "city", "label": "Your city", "is_required": False}]
    cast.link.save()
    told = signed_in(cast.bob).get(studio(page)).content.decode()
    for words in ("The bell broke.", "Your city", "Bergen", "9 / 10"):
        assert words in told
