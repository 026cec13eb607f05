"""The player: what a click brings, and what it does when something is missing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from embeds import runtime
from tests.embeds import stories
from tests.embeds.conftest import Web
from tests.embeds.watching import play, until

pytestmark = pytest.mark.browser


def test_a_click_plays_and_escape_gives_the_focus_back(web: Web) -> None:
    page = web.wall()
    play(page)
    expect(page.get_by_role("dialog", name="Priya Raman")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_text("Eleven kilometres")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    focused = page.evaluate("document.activeElement.shadowRoot.activeElement.ariaLabel")
    assert focused == "Watch Priya Raman, 0:38"
    assert web.problems == []


def test_not_a_byte_of_film_before_a_click(web: Web) -> None:
    page = web.wall()
    page.wait_for_load_state("networkidle")
    assert [path for path in web.sayso.asked if path.endswith(".mp4")] == []
    assert page.locator("video").count() == 0
    play(page)
    assert [path for path in web.sayso.asked if path.endswith(".mp4")] != []


@pytest.mark.parametrize(
    ("line", "height"),
    [({}, 720), ({"saveData": True, "downlink": 10}, 360), ({"saveData": False, "downlink": 0.8}, 360)],
)
def test_who_saves_data_or_has_a_slow_line_gets_the_smaller_film(
    web: Web, line: dict[str, Any], height: int
) -> None:
    wall = web.publish(stories.wall(1))
    (source,) = (source for source in wall["items"][0]["film"]["sources"] if source["height"] == height)
    if line:
        connection = f"Object.defineProperty(navigator, 'connection', {{ value: {json.dumps(line)} }})"
    else:
        connection = "delete Navigator.prototype.connection"
    page = web.visit(web.snippet(wall), head=f"<script>{connection}</script>", device_scale_factor=2)
    play(page)
    assert next(path for path in web.sayso.asked if path.endswith(".mp4")).endswith(source["file"])


def test_a_film_that_does_not_come_says_one_sentence(web: Web) -> None:
    wall = web.publish(stories.wall())
    for path in [path for path in web.sayso.files if path.endswith(".mp4")]:
        web.sayso.put(path, b"", "video/mp4")
    page = web.visit(web.snippet(wall))
    page.get_by_role("button", name="Watch Priya Raman").click()
    expect(page.get_by_role("alert")).to_have_text("This film does not start. Try again in a moment.")


def test_a_story_withdrawn_since_the_page_was_loaded_is_not_shown(web: Web) -> None:
    wall = stories.wall()
    page = web.wall(wall)
    web.publish({**wall, "items": wall["items"][1:]}, media=False)
    page.get_by_role("button", name="Watch Priya Raman").click()
    expect(page.get_by_role("alert")).to_have_text("This story is no longer here.")
    expect(page.get_by_role("button", name="Watch Priya Raman")).to_have_count(0)
    assert page.locator("video").count() == 0


def test_without_the_player_the_click_leads_to_the_hosted_wall(web: Web) -> None:
    page = web.wall()
    web.sayso.page("/wall/halden", "<!doctype html><title>Hosted wall</title>")
    web.sayso.files.pop(f"/w/{runtime.player_file()[0]}")
    page.get_by_role("button", name="Watch Priya Raman").click()
    page.wait_for_url("**/wall/halden")


def test_arrow_keys_go_to_the_next_story_and_round(web: Web) -> None:
    page = web.wall()
    play(page)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog", name="Margarethe van den Boogaard-Oosterhuis")).to_be_visible()
    assert page.locator("video").count() == 0
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("dialog", name="Ingrid Aasen")).to_be_visible()


def test_a_host_page_may_listen_and_say_no(web: Web) -> None:
    page = web.wall()
    page.evaluate(
        """() => {
            globalThis.heard = [];
            for (const name of ["beforeplay", "play", "close"])
                document.addEventListener(`sayso:${name}`, (event) => heard.push(name));
        }"""
    )
    play(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    until(lambda: page.evaluate("globalThis.heard") == ["beforeplay", "play", "close"])
    page.evaluate("document.addEventListener('sayso:beforeplay', (event) => event.preventDefault())")
    page.get_by_role("button", name="Watch Priya Raman").click()
    page.wait_for_timeout(200)
    expect(page.get_by_role("dialog")).to_have_count(0)
