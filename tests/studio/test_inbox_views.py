"""Saved views are a member's own; tags of one story are edited on its stage."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from testimonials import tagging
from testimonials.models import Membership, SavedView, Testimonial
from tests.cast import Cast

INBOX = "/studio/halden/inbox"
PAGE = f"http://testserver{INBOX}?q=battery&language=fa"


@pytest.fixture
def bob(cast: Cast, client: Client) -> Client:
    client.force_login(cast.bob)
    return client


def save(client: Client, page: str = PAGE, **form: str) -> Any:
    return client.post(f"{INBOX}/views", form, headers={"Referer": page})


def test_what_the_page_shows_is_kept_under_a_name(cast: Cast, bob: Client) -> None:
    cast.dana_writes()
    answer = save(bob, name="  Persian  battery ")
    assert answer["Location"] == f"{INBOX}?q=battery&language=fa"
    assert SavedView.objects.get().query == "q=battery&language=fa"
    page = bob.get(INBOX).content.decode()
    assert "Persian battery" in page
    assert f"{INBOX}?q=battery&amp;language=fa" in page


def test_it_is_renamed_and_forgotten_by_its_name(bob: Client) -> None:
    save(bob, name="One")
    save(bob, do="rename", name="One", new="Two")
    assert SavedView.objects.get().name == "Two"
    save(bob, do="forget", name="Two")
    assert not SavedView.objects.exists()


def test_nobody_else_sees_or_changes_it(cast: Cast, bob: Client) -> None:
    save(bob, name="Mine")
    client = Client()
    client.force_login(cast.alice)
    assert "Mine" not in client.get(INBOX).content.decode()
    save(client, do="forget", name="Mine")
    assert SavedView.objects.count() == 1
    save(client, name="Mine")
    assert SavedView.objects.count() == 2


@pytest.mark.parametrize("name", ["", "x" * 61, "one"])
def test_it_says_what_to_mend(cast: Cast, bob: Client, name: str) -> None:
    cast.dana_writes()
    save(bob, name="One")
    page = save(bob, name=name).content.decode()
    assert 'role="alert"' in page
    assert SavedView.objects.count() == 1


def test_a_page_that_goes_on_is_kept_from_its_beginning(cast: Cast, bob: Client) -> None:
    save(bob, f"http://testserver{INBOX}?shelf=approved&after={cast.dana_writes().token}", name="Up")
    assert SavedView.objects.get().query == "shelf=approved"


def tag(client: Client, story: Testimonial, **form: str) -> Any:
    address = f"/studio/halden/testimonials/{story.token}/tags"
    return client.post(address, form, headers={"HX-Request": "true"})


def test_a_tag_goes_on_and_off_with_a_way_back(cast: Cast, bob: Client) -> None:
    story = cast.dana_writes()
    page = tag(bob, story, tag="Battery").content.decode()
    assert "Tagged “Battery”." in page
    assert 'name="what" value="tagged"' in page
    page = tag(bob, story, tag="Battery", do="remove").content.decode()
    assert "The tag “Battery” is off." in page
    form = {"what": "untagged", "stories": story.token, "tag": "Battery"}
    bob.post(f"{INBOX}/undo", form, headers={"HX-Request": "true"})
    assert story.taggings.get().by == cast.bob


def test_what_was_typed_comes_back_with_what_to_mend(cast: Cast, bob: Client) -> None:
    story = cast.dana_writes()
    page = tag(bob, story, tag="x" * 41).content.decode()
    assert "under 40 characters" in page
    assert "x" * 41 in page


def test_a_viewer_tags_nothing(cast: Cast, bob: Client) -> None:
    Membership.objects.filter(user=cast.bob).update(role="viewer")
    story = cast.dana_writes()
    assert "You may look" in tag(bob, story, tag="battery").content.decode()
    assert not story.taggings.exists()


def test_a_tag_is_renamed_from_the_list_that_it_filters(cast: Cast, bob: Client) -> None:
    story = cast.dana_writes()
    tagging.add(story, "batery", by=cast.bob)
    page = {"Referer": f"http://testserver{INBOX}?tag=batery&shelf=all"}
    answer = bob.post("/studio/halden/tags", {"tag": "batery", "new": "battery"}, headers=page)
    assert answer["Location"] == f"{INBOX}?shelf=all&tag=battery"
    assert story.taggings.get().tag.name == "battery"
    again = bob.post("/studio/halden/tags", {"tag": "batery", "new": "x"}, headers=page)
    assert "not there any more" in again.content.decode()


def test_a_script_in_a_tag_or_a_view_is_text(cast: Cast, bob: Client) -> None:
    story = cast.dana_writes()
    script = "<script>alert(1)</script>"
    assert script not in tag(bob, story, tag=script).content.decode()
    save(bob, f"http://testserver{INBOX}?q={script}", name=script)
    assert script not in bob.get(INBOX, {"tag": script, "q": script}).content.decode()
