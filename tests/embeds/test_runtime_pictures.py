"""Photos and portraits on cards, in a browser: drawn, opened, and gone without leaving a hole."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from embeds.contract import Payload
from tests.embeds import stories
from tests.embeds.conftest import Web
from tests.embeds.watching import play

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
    portrait = faces.nth(1)
    assert (portrait.get_attribute("src") or "").endswith(wall["items"][1]["face"])
    assert portrait.evaluate("face => [face.naturalWidth > 0, face.offsetWidth, face.offsetHeight]") == [
        True,
        40,
        40,
    ]


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


def test_a_photo_that_does_not_come_in_the_player_says_so_and_breaks_nothing(web: Web) -> None:
    wall = web.publish(pictured())
    photo = wall["items"][0]
    for name in (photo["still"]["file"], photo["still"]["older"]):
        del web.sayso.files[f"/m/{photo['id']}/{name}"]
    page = web.visit(web.snippet(wall))
    page.get_by_role("button", name="Watch Abebe Tessema").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Next story").click()
    expect(page.get_by_role("alert")).to_have_text("This story is no longer here.")
    assert {problem.partition(":")[2][:24] for problem in web.problems} == {" Failed to load resource"}


def test_show_more_draws_a_photo_that_came_after_the_page_was_loaded(web: Web) -> None:
    wall = stories.wall(12)
    wall["items"] += [
        {**item, "id": stories.token(f"again {n}")} for n, item in enumerate(stories.wall(3)["items"])
    ]
    for item in wall["items"][12:]:
        item.pop("film", None), item.pop("still", None)
    later = wall["items"].pop(0)
    page = web.visit(web.snippet(web.publish(wall)))
    expect(page.get_by_role("button", name="Show")).to_be_visible()
    photo = pictured()["items"][0]
    wall["items"][12] = {**photo, "id": later["id"]}
    web.publish(wall)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("button", name="See the photo from Priya Raman")).to_have_count(1)


def test_a_photo_beside_a_film_is_among_the_answers_until_it_is_taken_back(web: Web) -> None:
    wall = stories.wall(3)
    first, _told, other = wall["items"]
    still = other["still"]
    for number, file in enumerate((f"{other['id']}/{still['older']}", f"{other['id']}/{'0' * 64}.jpg")):
        first["told"].append(
            {
                "question": f"Show us {number}.",
                "text": "",
                "photo": {"file": file, "width": 640, "height": 360},
            }
        )
    page = web.visit(web.snippet(web.publish(wall)))
    play(page)
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("video")).to_have_count(1)
    photo = dialog.get_by_role("img", name="Priya Raman")
    expect(photo).to_have_count(1)
    expect(photo).to_have_js_property("naturalWidth", 640)
    expect(dialog.get_by_text("Show us 1.")).to_be_visible()
