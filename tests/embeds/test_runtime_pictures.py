"""Photos and portraits on cards, in a browser: drawn, opened, and gone without leaving a hole."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from embeds.contract import Payload
from tests.embeds import stories
from tests.embeds.conftest import Web

pytestmark = pytest.mark.browser


def pictured(layout: str = "wall") -> Payload:
    """A wall whose first story is a photo, and whose second has a portrait beside its words."""
    wall = stories.wall(3)
    wall["layout"] = layout
    photo, told, film = wall["items"]
    told["face"] = f"{film['id']}/{film['still']['file']}"
    del photo["film"], photo["still"]["time"]
    return wall


@pytest.mark.parametrize("layout", ["wall", "grid", "carousel", "marquee", "single"])
def test_a_photo_opens_large_and_says_what_it_is(web: Web, layout: str) -> None:
    page = web.visit(web.snippet(web.publish(pictured(layout))))
    opener = page.get_by_role("button", name="See the photo from Priya Raman", exact=True).first
    expect(opener).to_be_visible()
    expect(opener.locator(".time")).to_have_count(0)
    opener.press("Enter")  # a marquee never stands still for a mouse
    dialog = page.get_by_role("dialog", name="Priya Raman")
    expect(dialog.get_by_role("img", name="Priya Raman")).to_be_visible()
    expect(dialog.locator("video")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog", name="Margarethe van den Boogaard-Oosterhuis")).to_be_visible()
    assert web.problems == []


def test_a_portrait_stands_where_the_initial_would(web: Web) -> None:
    wall = web.publish(pictured())
    page = web.visit(web.snippet(wall))
    faces = page.locator(".face")
    expect(faces).to_have_count(2)  # the photo's speaker left none
    assert faces.all_text_contents() == ["P", ""]
    drawn = faces.nth(1).evaluate(
        "face => [getComputedStyle(face).backgroundImage, face.offsetWidth, face.offsetHeight]"
    )
    assert wall["items"][1]["face"] in drawn[0]
    assert drawn[1:] == [40, 40]


def test_a_portrait_that_is_gone_leaves_its_story(web: Web) -> None:
    wall = pictured()
    wall["items"][1]["face"] = f"{stories.token('gone')}/{'0' * 64}.avif"
    page = web.visit(web.snippet(web.publish(wall)))
    page.wait_for_load_state("networkidle")
    expect(page.locator(".card")).to_have_count(3)


def test_a_photo_that_is_gone_takes_its_card_along(web: Web) -> None:
    wall = pictured()
    page = web.visit(web.snippet(web.publish(wall, media=False)))
    expect(page.locator(".card")).to_have_count(1)  # only words are left
