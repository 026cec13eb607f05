"""What a speaker's page tells, and to whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from embeds import publishing
from embeds.models import Widget
from testimonials import admitting, moderating, recording
from testimonials.models import Consent, Cut, Testimonial
from testimonials.templatetags.days import day
from tests.cast import Cast, give, send
from tests.speaking.conftest import Page, page_of


def test_it_says_that_the_story_waits_to_be_watched(page: Page) -> None:
    told = page.text()
    assert "Waiting to be watched" in told
    assert "It changed my way to work." in told


def test_it_says_where_the_story_is_shown(cast: Cast) -> None:
    wall = Widget.objects.create(brand=cast.brand, name="Wall", slug="wall", title="People who ride")
    story = cast.approved()
    publishing.publish(wall)
    told = page_of(story).text()
    assert "Shown since" in told
    assert "People who ride" in told
    assert 'href="/wall/wall"' in told


def test_approved_and_on_no_page_is_said_as_it_is(cast: Cast) -> None:
    assert "It is on no page yet" in page_of(cast.approved()).text()


def test_what_is_allowed_nowhere_is_not_called_shown(cast: Cast) -> None:
    assert "On no website" in page_of(cast.approved(website=False)).text()


@pytest.mark.parametrize(("reason", "words"), [("off_topic", "something else"), ("asked", "You had asked")])
def test_a_rejection_is_said_with_its_reason(cast: Cast, reason: str, words: str) -> None:
    story = cast.dana_writes()
    moderating.reject(story, reason=reason, by=cast.alice)
    told = page_of(story).text()
    assert "Not shown" in told
    assert words in told


def test_what_could_not_be_prepared_is_said_with_its_reason(page: Page) -> None:
    Cut.objects.update(state="failed", problem="The upload is damaged at 1.6 of 3.0 s.")
    told = page.text()
    assert "Could not be prepared" in told
    assert "The upload is damaged at 1.6 of 3.0 s. Your originals are kept." in told


def test_it_is_shown_only_since_it_was_allowed_again(cast: Cast) -> None:
    wall = Widget.objects.create(brand=cast.brand, name="Wall", slug="wall")
    story = cast.approved()
    give(story, website=False)
    later = timezone.now() + timedelta(days=30)
    Consent.objects.create(
        brand=story.brand, testimonial=story, revision=3, for_website=True, language="en", given_at=later,
        expires_at=later + timedelta(days=30),
    )  # fmt: skip
    wall.refresh_from_db()
    publishing.publish(wall)
    assert f"Shown since {day(later)}" in page_of(story).text()


def test_what_was_left_out_is_said(page: Page) -> None:
    Cut.objects.update(shortened_ms=14_000)
    assert "Shortened by 0:14" in page.text()


def test_it_speaks_the_storys_language(page: Page) -> None:
    Testimonial.objects.update(language="fa")
    answer = page.get()
    assert 'lang="fa" dir="rtl"' in answer.content.decode()
    assert answer["Content-Language"] == "fa"


def test_it_sets_no_cookie_and_reads_none(page: Page) -> None:
    plain = page.get()
    page.client.cookies["sayso_session"] = "somebody"
    assert page.get().content.count(b"somebody") == 0
    assert not plain.cookies
    assert "Cookie" not in plain.get("Vary", "")


@pytest.mark.parametrize("part", ["", "/consent", "/withdrawal", "/link"])
def test_nothing_of_it_is_kept_found_or_told_on(page: Page, part: str) -> None:
    answer = page.get(part)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "<script" not in answer.content.decode()


@pytest.mark.parametrize("part", ["", "/consent", "/withdrawal", "/link", "/originals"])
def test_looking_changes_nothing(page: Page, part: str) -> None:
    before = row(page)
    page.get(part)
    page.client.head(page.address + part)
    assert row(page) == before


def row(page: Page) -> dict[str, Any]:
    return Testimonial.objects.filter(pk=page.story.pk).values().get()


def test_an_unknown_address_is_a_constant_404(page: Page) -> None:
    first, second = Client().get("/s/" + "x" * 22), Client().get(page.address[:-1])
    assert first.status_code == second.status_code == 404
    assert first.content == second.content


def test_a_draft_has_no_page(cast: Cast) -> None:
    draft, _secret = recording.begin(cast.link, language="en")
    assert admitting.open_page(draft) is None
    assert Client().get(f"/s/{draft.page_secret()}").status_code == 404


def test_charlie_sees_nothing(cast: Cast, page: Page) -> None:
    """Being signed in, somewhere, opens no page: only its address does."""
    client = Client()
    client.force_login(cast.charlie, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/s/{page.story.token}").status_code == 404
    assert client.get(f"/studio/halden/testimonials/{page.story.token}").status_code == 404
    answer = client.post(f"/studio/halden/testimonials/{page.story.token}/messages", {"text": "Hello"})
    assert answer.status_code == 404
    assert not page.story.messages.exists()


def test_opening_a_page_twice_is_opening_it_once(page: Page) -> None:
    assert admitting.open_page(page.story) is None
    assert page.story.notices.count() == 1


def test_whatever_was_typed_is_text(cast: Cast) -> None:
    story = cast.dana_writes("<script>alert(1)</script>")
    page = page_of(story)
    page.post("/messages", text="<img src=x onerror=alert(1)>")
    told = page.text()
    assert "<script" not in told
    assert "<img src=x" not in told


def test_a_changed_consent_is_what_it_shows(cast: Cast) -> None:
    story = cast.approved()
    page = page_of(story)
    give(story, website=False, social=False)
    assert page.text().count(">no<") == 2


def test_a_new_address_takes_the_drafts_key_away(cast: Cast) -> None:
    draft, secret = recording.begin(cast.link, language="en")
    recording.answer_in_text(draft, cast.questions[0], "It is quiet.")
    send(draft)
    admitting.open_page(draft)
    address, headers = f"/api/testimonials/{draft.token}", {"Authorization": f"Bearer {secret}"}
    assert draft.page_secret() in Client().get(address, headers=headers).json()["page"]
    admitting.rotate(draft)
    assert Client().get(address, headers=headers).status_code == 404
