"""The Studio: Alice and Bob decide, Charlie sees nothing, a removed member sees nothing at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from testimonials import moderating
from testimonials.models import Cut, Membership, Testimonial
from tests.cast import Cast

HTMX = {"HX-Request": "true"}


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_inbox_shows_a_new_story(cast: Cast) -> None:
    cast.dana_writes("I arrive awake.")
    page = signed_in(cast.bob).get("/studio/halden/inbox").content.decode()
    assert "Dana Dober" in page
    assert "I arrive awake." in page


def test_a_new_story_changes_the_list_and_silence_does_not(cast: Cast) -> None:
    client = signed_in(cast.alice)
    cast.dana_writes()
    page = client.get("/studio/halden/inbox/rows")
    version = page.context["version"]
    assert client.get("/studio/halden/inbox/rows", {"seen": version}).status_code == 204
    cast.dana_writes()
    assert client.get("/studio/halden/inbox/rows", {"seen": version}).status_code == 200


def test_the_second_moderator_is_told(cast: Cast) -> None:
    story = cast.dana_writes()
    moderating.approve(story, by=cast.alice)
    address = f"/studio/halden/testimonials/{story.token}/decision"
    answer = signed_in(cast.bob).post(address, {"verdict": "approved"}, headers=HTMX)
    assert "in the meantime" in answer.content.decode()


def test_a_failed_story_says_why(cast: Cast) -> None:
    story = cast.dana_writes()
    Cut.objects.update(state="failed", problem="The upload is damaged at 1.6 of 3.0 s.")
    page = signed_in(cast.alice).get(f"/studio/halden/testimonials/{story.token}").content.decode()
    assert "The upload is damaged at 1.6 of 3.0 s." in page


def test_a_viewer_may_look_but_not_decide(cast: Cast) -> None:
    Membership.objects.filter(user=cast.bob).update(role="viewer")
    story = cast.dana_writes()
    address = f"/studio/halden/testimonials/{story.token}/decision"
    signed_in(cast.bob).post(address, {"verdict": "approved"}, headers=HTMX)
    assert Testimonial.objects.get().state == "new"


def test_script_in_any_field_is_text(cast: Cast) -> None:
    story = cast.dana_writes("<script>alert(1)</script>")
    story.speaker.name = "<img src=x onerror=alert(1)>"  # type: ignore[union-attr]
    story.speaker.save()  # type: ignore[union-attr]
    page = signed_in(cast.alice).get(f"/studio/halden/testimonials/{story.token}").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize(
    "path",
    [
        "inbox",
        "inbox/rows",
        "links",
        "widgets",
        "testimonials/{token}",
        "testimonials/{token}/decision",
        "testimonials/{token}/progress",
        "testimonials/{token}/cuts",
        "assets/{token}",
        "assets/{token}/download",
        "links/{link}/state",
    ],
)
def test_charlie_sees_nothing(cast: Cast, path: str) -> None:
    story = cast.dana_writes()
    client = signed_in(cast.charlie)
    method = client.post if path.endswith(("decision", "state", "cuts")) else client.get
    filled = path.format(token=story.token, link=cast.link.token)
    foreign = method(f"/studio/halden/{filled}")
    missing = method(f"/studio/no-such-brand/{filled}")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content


def test_another_brands_story_is_not_found_by_its_token(cast: Cast) -> None:
    story = cast.dana_writes()
    assert signed_in(cast.charlie).get(f"/studio/charlies/testimonials/{story.token}").status_code == 404


def test_a_removed_member_sees_nothing_from_the_next_request(cast: Cast) -> None:
    client = signed_in(cast.bob)
    assert client.get("/studio/halden/inbox").status_code == 200
    Membership.objects.filter(user=cast.bob).delete()
    assert client.get("/studio/halden/inbox").status_code == 404


def test_a_stranger_is_sent_to_sign_in(cast: Cast, client: Client) -> None:
    answer = client.get("/studio/halden/inbox")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_a_draft_is_nobodys_business(cast: Cast) -> None:
    from testimonials import recording

    draft, _secret = recording.begin(cast.link, language="en")
    assert signed_in(cast.alice).get(f"/studio/halden/testimonials/{draft.token}").status_code == 404
