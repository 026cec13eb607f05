"""Deciding one after the other: the next story at once, and the way back, written into history."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from testimonials import moderating
from testimonials.models import Cut, Membership, Testimonial
from tests.cast import Cast


@pytest.fixture
def bob(cast: Cast, client: Client) -> Client:
    client.force_login(cast.bob)
    return client


def decide(client: Client, story: Testimonial, verdict: str, *, page: str = "", **form: str) -> Any:
    address = f"/studio/halden/testimonials/{story.token}/decision"
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/studio/halden/inbox{page}"}
    return client.post(address, {"verdict": verdict, **form}, headers=headers)


def undo(client: Client, said: Any) -> Any:
    form = {"what": said.what, "stories": said.stories, "tag": said.tag}
    return client.post("/studio/halden/inbox/undo", form, headers={"HX-Request": "true"})


def verdicts(story: Testimonial) -> list[str]:
    return list(story.decisions.order_by("pk").values_list("verdict", flat=True))


def state(story: Testimonial) -> str:
    return Testimonial.objects.get(pk=story.pk).state


def test_the_answer_is_the_next_story_of_the_list(cast: Cast, bob: Client) -> None:
    oldest, middle, newest = (cast.dana_writes() for _ in range(3))
    answer = decide(bob, middle, "approved", cut=middle.cut.token)  # type: ignore[union-attr]

    assert answer.context["testimonial"] == oldest
    assert f'data-story="{oldest.token}"' in answer.content.decode()
    assert answer["HX-Push-Url"] == f"/studio/halden/testimonials/{oldest.token}"
    assert answer["HX-Trigger"] == "decided"
    assert decide(bob, oldest, "approved").context["testimonial"] == newest
    assert 'data-state="done"' in decide(bob, newest, "approved").content.decode()


def test_it_goes_on_in_the_list_that_the_page_shows(cast: Cast, bob: Client) -> None:
    first, second, third = (cast.dana_writes(text) for text in ("one", "two", "one again"))
    answer = decide(bob, first, "approved", page="?order=oldest&q=one")
    assert answer.context["testimonial"] == third
    assert answer["HX-Push-Url"].endswith(f"{third.token}?q=one&order=oldest")
    assert second.token not in answer["HX-Push-Url"]


def test_what_is_being_prepared_is_passed_over(cast: Cast, bob: Client) -> None:
    ready, busy, decided = (cast.dana_writes() for _ in range(3))
    Cut.objects.filter(testimonial=busy).update(state="rendering")
    assert decide(bob, decided, "approved").context["testimonial"] == ready
    assert decide(bob, ready, "approved").context["testimonial"] == busy


def test_without_a_script_the_next_story_is_a_page(cast: Cast, bob: Client) -> None:
    older, newer = cast.dana_writes(), cast.dana_writes()
    address = f"/studio/halden/testimonials/{newer.token}/decision"
    answer = bob.post(
        address, {"verdict": "approved"}, headers={"Referer": "http://testserver/studio/halden/inbox"}
    )
    assert answer.status_code == 302
    assert answer["Location"] == f"/studio/halden/testimonials/{older.token}"


def test_the_second_moderator_is_told_without_a_script_too(cast: Cast, bob: Client) -> None:
    story = cast.dana_writes()
    moderating.approve(story, by=cast.alice)
    answer = bob.post(f"/studio/halden/testimonials/{story.token}/decision", {"verdict": "approved"})
    assert answer.status_code == 409
    assert "in the meantime" in answer.content.decode()
    assert verdicts(story) == ["approved"]


@pytest.mark.parametrize(("verdict", "form"), [("approved", {}), ("rejected", {"reason": "spam"})])
def test_undo_writes_a_reopening_and_shows_the_story_again(
    cast: Cast, bob: Client, verdict: str, form: dict[str, str]
) -> None:
    cast.dana_writes()
    story = cast.dana_writes()
    said = decide(bob, story, verdict, **form).context["said"]
    answer = undo(bob, said)

    assert verdicts(story) == [verdict, "reopened"]
    assert state(story) == "new"
    assert answer.context["testimonial"] == story


def test_undoing_a_reopening_decides_as_before(cast: Cast, bob: Client) -> None:
    story = cast.approved()
    undo(bob, decide(bob, story, "reopened").context["said"])
    assert verdicts(story) == ["approved", "reopened", "approved"]

    moderating.reject(Testimonial.objects.get(), reason="asked", by=cast.bob)
    undo(bob, decide(bob, Testimonial.objects.get(), "reopened").context["said"])
    assert story.decisions.latest("pk").reason == "asked"


def test_nobody_undoes_what_somebody_else_has_decided_since(cast: Cast, bob: Client) -> None:
    story = cast.dana_writes()
    said = decide(bob, story, "approved").context["said"]
    moderating.reopen(Testimonial.objects.get(), by=cast.alice)
    moderating.approve(Testimonial.objects.get(), by=cast.alice)
    answer = undo(bob, said)

    assert "1 was decided on before." in answer.content.decode()
    assert state(story) == "approved"


def test_a_viewer_undoes_nothing(cast: Cast, bob: Client) -> None:
    story = cast.dana_writes()
    said = decide(bob, story, "approved").context["said"]
    Membership.objects.filter(user=cast.bob).update(role="viewer")
    assert "You may look, but not decide." in undo(bob, said).content.decode()
    assert state(story) == "approved"


def test_another_brands_story_is_not_undone(cast: Cast, bob: Client) -> None:
    story = cast.dana_writes()
    decide(bob, story, "approved")
    client = Client()
    client.force_login(cast.charlie)
    form = {"what": "approved", "stories": story.token}
    answer = client.post("/studio/charlies/inbox/undo", form, headers={"HX-Request": "true"})
    assert "Nothing was changed." in answer.content.decode()
    assert state(story) == "approved"


def test_the_toast_is_safe_and_says_its_key(cast: Cast, bob: Client) -> None:
    page = decide(bob, cast.dana_writes(), "approved").content.decode()
    assert "Approved. It is on its way to your walls." in page
    assert 'hx-swap-oob="innerHTML:#toasts"' in page
    assert 'data-key="z"' in page
