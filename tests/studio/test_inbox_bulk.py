"""Many at once: each on its own, one sentence about all, one way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from testimonials import moderating, tagging
from testimonials.models import Cut, Membership, Tag, Testimonial
from tests.cast import Cast

BULK = "/studio/halden/inbox/bulk"


@pytest.fixture
def bob(cast: Cast, client: Client) -> Client:
    client.force_login(cast.bob)
    return client


def bulk(client: Client, stories: list[Testimonial], **form: str) -> Any:
    chosen = {"story": [story.token for story in stories], **form}
    return client.post(BULK, chosen, headers={"HX-Request": "true"})


def said(answer: Any) -> str:
    return str(answer.context["said"].text)


def undo(client: Client, answer: Any) -> Any:
    toast = answer.context["said"]
    form = {"what": toast.what, "stories": toast.stories, "tag": toast.tag}
    return client.post("/studio/halden/inbox/undo", form, headers={"HX-Request": "true"})


def states() -> list[str]:
    return list(Testimonial.objects.order_by("pk").values_list("state", flat=True))


def test_one_sentence_tells_what_was_not_possible(cast: Cast, bob: Client) -> None:
    stories = [cast.dana_writes() for _ in range(4)]
    Cut.objects.filter(testimonial=stories[0]).update(state="rendering")
    moderating.approve(stories[1], by=cast.alice)
    answer = bulk(bob, stories, verdict="approved")

    assert said(answer) == "2 approved, 1 is still being prepared, 1 was decided on before."
    assert answer["HX-Reswap"] == "none"
    assert states() == ["new", "approved", "approved", "approved"]


def test_one_undo_is_for_all_of_them_and_no_other(cast: Cast, bob: Client) -> None:
    stories = [cast.dana_writes() for _ in range(3)]
    Testimonial.objects.filter(pk=stories[0].pk).update(state="rejected")
    done = bulk(bob, stories[1:], reason="off_topic")
    assert said(done) == "2 will not be shown."

    assert said(undo(bob, done)) == "2 taken back."
    assert states() == ["rejected", "new", "new"]
    assert stories[1].decisions.count() == 2


def test_where_the_story_on_the_stage_was_among_them_the_next_one_comes(cast: Cast, bob: Client) -> None:
    rest, *stories = [cast.dana_writes() for _ in range(3)]
    answer = bulk(bob, stories, verdict="approved", shown=stories[0].token)
    assert answer.context["testimonial"] == rest


def test_rejecting_needs_a_reason_of_the_list(cast: Cast, bob: Client) -> None:
    story = cast.dana_writes()
    assert "Nothing" not in said(bulk(bob, [story], reason="two stars"))
    assert states() == ["new"]


def test_tags_go_on_and_off_and_back(cast: Cast, bob: Client) -> None:
    stories = [cast.dana_writes() for _ in range(3)]
    tagging.add(stories[0], "battery", by=cast.alice)
    done = bulk(bob, stories, tagging="add", tag="Battery")
    assert said(done) == "2 tagged, 1 was like that."
    undo(bob, done)
    assert [story.taggings.count() for story in stories] == [1, 0, 0]

    off = bulk(bob, stories, tagging="remove", tag="battery")
    assert said(off) == "The tag is off 1 story, 2 were like that."
    undo(bob, off)
    assert Tag.objects.get().taggings.count() == 1


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"tagging": "add", "tag": ""}, "Write a tag"),
        ({"verdict": "published"}, "Choose what to do"),
        ({"verdict": "approved", "story": []}, "Choose some stories first."),
        ({"verdict": "approved", "story": ["x"] * 101}, "at most 100"),
        ({"verdict": "approved", "story": ["x"]}, "Nothing was changed."),
    ],
)
def test_what_cannot_be_is_said(cast: Cast, bob: Client, form: dict[str, Any], told: str) -> None:
    story = cast.dana_writes()
    answer = bob.post(BULK, {"story": [story.token], **form}, headers={"HX-Request": "true"})
    assert told in said(answer)
    assert answer.context["said"].what == ""
    assert states() == ["new"]


def test_a_viewer_changes_nothing(cast: Cast, bob: Client) -> None:
    Membership.objects.filter(user=cast.bob).update(role="viewer")
    story = cast.dana_writes()
    assert "You may look" in said(bulk(bob, [story], verdict="approved"))
    assert states() == ["new"]


def test_another_brands_stories_are_nobodys(cast: Cast) -> None:
    story = cast.dana_writes()
    client = Client()
    client.force_login(cast.charlie)
    form = {"story": [story.token], "verdict": "approved"}
    answer = client.post("/studio/charlies/inbox/bulk", form, headers={"HX-Request": "true"})
    assert said(answer) == "Nothing was changed."
    assert states() == ["new"]


def test_it_works_without_a_script_with_its_way_back(cast: Cast, bob: Client) -> None:
    story = cast.dana_writes()
    page = bob.post(BULK, {"story": [story.token], "verdict": "approved"}).content.decode()
    assert "1 approved." in page
    assert f'value="{story.token}"' in page
    answer = bob.post("/studio/halden/inbox/undo", {"what": "approved", "stories": story.token})
    assert answer["Location"] == f"/studio/halden/testimonials/{story.token}"
    assert states() == ["new"]
