"""Everybody can use the wall: by keyboard, with a screen reader, in high contrast, with less motion."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.embeds import stories
from tests.embeds.conftest import Web

pytestmark = pytest.mark.browser

HOST = "<style>:root { color-scheme: light dark } body { color: light-dark(#222, #eee); background: light-dark(#fff, #111) }</style>"


def violations(page: Page) -> list[str]:
    """What axe finds inside the widget; the page around it is not ours."""
    found = Axe().run(page, context="sayso-widget").response["violations"]
    return [f"{rule['id']}: {[node['html'][:80] for node in rule['nodes']]}" for rule in found]


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, marks=pytest.mark.slow),
        {"color_scheme": "dark"},
        {"viewport": {"width": 360, "height": 800}},
        pytest.param({"forced_colors": "active"}, marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_axe_finds_nothing_on_the_wall_or_in_the_player(web: Web, options: dict[str, Any], lang: str) -> None:
    page = web.visit(web.snippet(web.publish(stories.wall(lang=lang))), head=HOST, **options)
    page.locator(".card").first.wait_for()
    assert violations(page) == []
    page.locator(".play").first.click()
    page.locator("video").wait_for()
    page.wait_for_timeout(400)
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_with_a_fixed_theme(web: Web, theme: str) -> None:
    page = web.visit(web.snippet(web.publish(stories.wall(theme=theme))), head=HOST, color_scheme=theme)
    page.locator(".card").first.wait_for()
    assert violations(page) == []


def test_everything_is_reached_and_worked_by_keyboard(web: Web) -> None:
    page = web.wall()
    labels = []
    for _ in range(page.get_by_role("button").count()):
        page.keyboard.press("Tab")
        labels.append(
            page.evaluate(
                "(({ ariaLabel, textContent }) => ariaLabel ?? textContent)(document.activeElement.shadowRoot.activeElement)"
            )
        )
    assert labels[0] == "Watch Priya Raman, 0:38"
    assert labels[-1].startswith("Show ")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.ariaLabel") == "Close"


def test_every_target_is_large_enough_for_a_thumb(web: Web) -> None:
    # Without motion: a dialog that is still growing is a hair smaller than it will be.
    page = web.wall(viewport={"width": 360, "height": 800}, reduced_motion="reduce")
    page.locator(".play").first.click()
    page.locator("video").wait_for()
    for button in page.get_by_role("button").all():
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44


@pytest.mark.parametrize("width", [1280, 768, 360])
def test_it_never_scrolls_sideways(web: Web, width: int) -> None:
    wall = stories.wall()
    wall["items"][0]["name"] = "Wolfeschlegelsteinhausenbergerdorff" * 3
    wall["items"][0]["quote"] = "Donaudampfschifffahrtsgesellschaft" * 5
    page = web.wall(wall, viewport={"width": width, "height": 800})
    page.get_by_role("button", name="Show").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".said").evaluate_all(
        "(all) => all.every((said) => said.scrollWidth <= said.clientWidth)"
    )


def test_less_motion_means_no_animation(web: Web) -> None:
    page = web.wall(reduced_motion="reduce")
    page.locator(".play").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert (
        page.evaluate("document.querySelector('sayso-widget').getAnimations({ subtree: true }).length") == 0
    )
    assert page.evaluate("document.getAnimations().length") == 0


def test_a_theme_of_its_own_wins_over_the_page(web: Web) -> None:
    def surface(theme: str, scheme: str) -> str:
        page = web.visit(
            web.snippet(web.publish(stories.wall(2, theme=theme))), head=HOST, color_scheme=scheme
        )
        page.locator(".card").first.wait_for()
        return str(page.locator(".card").first.evaluate("(card) => getComputedStyle(card).backgroundColor"))

    assert surface("dark", "light") == surface("", "dark") == "rgb(30, 26, 23)"
    assert surface("light", "dark") == surface("", "light") == "rgb(255, 255, 255)"
