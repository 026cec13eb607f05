"""The wall as its visitors see it, in a real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.embeds import stories
from tests.embeds.conftest import Web
from tests.embeds.watching import SHIFTS, play

pytestmark = pytest.mark.browser


def test_it_shows_the_stories_as_a_list_with_its_counts(web: Web) -> None:
    page = web.wall()
    expect(page.get_by_role("heading", name="People who ride a Halden")).to_be_visible()
    expect(page.get_by_text("14 received, 12 shown")).to_be_visible()
    shown = page.get_by_role("listitem").count()
    assert 5 <= shown < 12
    expect(page.get_by_role("button", name=f"Show {12 - shown} more")).to_be_visible()
    expect(page.get_by_role("img", name="2 of 5 stars")).to_be_visible()
    assert web.problems == []


@pytest.mark.parametrize("width", [1280, 390])
def test_a_late_script_moves_nothing(web: Web, width: int) -> None:
    web.sayso.delay = lambda path: 1.5 if path.endswith(".js") else 0.0
    body = f"<h1>Shop</h1>{web.snippet(web.publish(stories.wall()))}<p>Below the wall</p>"
    page = web.visit(body, head=f"<script>{SHIFTS}</script>", viewport={"width": width, "height": 1400})
    page.locator(".card").first.wait_for()
    page.wait_for_timeout(500)
    assert page.evaluate("globalThis.shifted ?? 0") <= 0.001
    assert page.locator("sayso-widget").bounding_box()["height"] == 860  # type: ignore[index]


def test_ten_more_approvals_do_not_make_it_taller(web: Web) -> None:
    few = web.wall(stories.wall(5)).locator("sayso-widget").bounding_box()
    many = web.wall(stories.wall(12)).locator("sayso-widget").bounding_box()
    assert few is not None
    assert many is not None
    assert few["height"] == many["height"] == 860


def test_show_more_shows_the_rest_below_and_moves_the_focus_there(web: Web) -> None:
    page = web.wall()
    places = "[...document.querySelector('sayso-widget').shadowRoot.querySelectorAll('.card:not([hidden])')].map((card) => card.id + card.offsetTop)"
    before = page.evaluate(places)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("listitem")).to_have_count(12)
    assert set(before) <= set(page.evaluate(places))
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.className") == "card"
    expect(page.get_by_role("button", name="Show")).to_have_count(0)


def test_stories_beyond_the_first_page_are_fetched_when_asked_for(web: Web) -> None:
    wall = stories.wall(12)
    wall["items"] += [
        {**item, "id": stories.token(f"again {n}")}
        for n, item in enumerate(wall["items"])
        if "film" not in item
    ]
    page = web.wall(wall)
    assert not [path for path in web.sayso.asked if path.endswith(".json")]
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("listitem")).to_have_count(len(wall["items"]))


@pytest.mark.parametrize(("width", "columns"), [(1152, 3), (700, 2), (360, 1)])
def test_columns_follow_the_box_and_not_the_window(web: Web, width: int, columns: int) -> None:
    wall = web.publish(stories.wall())
    page = web.visit(f'<div style="width:{width}px">{web.snippet(wall)}</div>')
    page.locator(".card").first.wait_for()
    lefts = page.evaluate(
        "new Set([...document.querySelector('sayso-widget').shadowRoot.querySelectorAll('.card:not([hidden])')].map((card) => card.offsetLeft)).size"
    )
    assert lefts == columns


def test_media_that_was_withdrawn_takes_its_card_along(web: Web) -> None:
    wall = stories.wall()
    gone = wall["items"][0]
    page_wall = web.publish(wall)
    for path in [path for path in web.sayso.files if path.startswith(f"/m/{gone['id']}/")]:
        web.sayso.files.pop(path)
    page = web.visit(web.snippet(page_wall))
    expect(page.get_by_text(gone["quote"])).to_have_count(0)
    expect(page.get_by_role("listitem").first).to_be_visible()


def test_a_browser_without_avif_gets_the_older_picture(web: Web) -> None:
    wall = web.publish(stories.wall(1))
    still = wall["items"][0]["still"]
    web.sayso.put(f"/m/{wall['items'][0]['id']}/{still['file']}", b"not a picture", "image/avif")
    page = web.visit(web.snippet(wall))
    page.wait_for_function(
        "(older) => document.querySelector('sayso-widget').shadowRoot?.querySelector('img')?.currentSrc.endsWith(older)",
        arg=still["older"],
    )
    expect(page.get_by_role("listitem")).to_have_count(1)


def test_a_page_that_reserves_nothing_gets_the_whole_first_page(web: Web) -> None:
    wall = web.publish(stories.wall(12))
    page = web.visit(web.snippet(wall, height=0))
    expect(page.get_by_role("listitem")).to_have_count(12)
    expect(page.get_by_role("button", name="Show")).to_have_count(0)


def test_a_wall_from_right_to_left(web: Web) -> None:
    wall = stories.wall(lang="fa")
    page = web.wall(wall)
    first, second = (page.get_by_role("listitem").nth(n).bounding_box() for n in (0, 1))
    assert first is not None
    assert second is not None
    assert first["x"] > second["x"]
    play(page, "Priya Raman")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("dialog", name="Margarethe van den Boogaard-Oosterhuis")).to_be_visible()
    directions = page.evaluate(
        "[...document.querySelector('sayso-widget').shadowRoot.querySelectorAll('.said')].map((said) => getComputedStyle(said).direction)"
    )
    assert {"ltr", "rtl"} == set(directions)


def test_alone_in_its_column_the_next_story_is_glimpsed_and_not_yet_reached(web: Web) -> None:
    wall_of_four = web.publish(stories.wall(4))
    page = web.visit(web.snippet(wall_of_four, height=1000), viewport={"width": 390, "height": 900})
    glimpse = page.locator(".card[inert]:visible")
    expect(glimpse).to_have_count(1)
    expect(page.locator(".card:not([inert]):visible")).to_have_count(2)
    box, wall = glimpse.bounding_box(), page.locator("sayso-widget").bounding_box()
    assert box is not None
    assert wall is not None
    assert wall["height"] == 1000
    assert box["y"] + box["height"] < wall["y"] + wall["height"]
    page.get_by_role("button", name="Show 2 more").click()
    expect(glimpse).to_have_count(0)
    expect(page.get_by_role("listitem")).to_have_count(4)


def test_a_glimpse_too_small_to_tell_anything_is_not_shown(web: Web) -> None:
    wall = web.publish(stories.wall(2))
    page = web.visit(web.snippet(wall, height=600), viewport={"width": 390, "height": 900})
    expect(page.get_by_role("button", name="Show 1 more")).to_be_visible()
    expect(page.locator(".card:visible")).to_have_count(1)
