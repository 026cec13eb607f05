"""The page for developers: it says what the runtime does, and its widget answers to what is set."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from embeds import runtime
from embeds.models import Widget
from embeds.views.developers import EVENTS, METHODS, MORE_EVENTS, PARTS
from tests.cast import Cast, published
from tests.embeds.conftest import Web, running_browser, web
from tests.studio.test_studio import signed_in

__all__ = ["running_browser", "web"]

SOURCES = {path.name: path.read_text(encoding="utf-8") for path in runtime.SOURCES.glob("*.js")}


def test_every_event_that_is_told_is_explained() -> None:
    told = set(re.findall(r'tell\([^)]*?, "(\w+)"', "".join(SOURCES.values())))
    told |= set(re.findall(r'this\.#note\("(\w+)"', SOURCES["player.js"])) - {"half"}
    assert told == set(EVENTS) | set(MORE_EVENTS)


def test_every_method_is_explained() -> None:
    there = re.findall(r"^    (?:async )?(\w+)\([^)]*\) \{$", SOURCES["host.js"], re.MULTILINE)
    assert {f"{name}()" for name in there} == set(METHODS)


def test_every_part_that_is_named_is_there() -> None:
    sources = "".join(SOURCES[name] for name in ("card.js", "wall.js", "player.js"))
    made = re.findall(r'make\(\s*"\w+",\s*[^"`,)]*["`]([\w -]+)', sources) + re.findall(
        r'button\("(\w+)"', sources
    )
    found = {part for names in made for part in names.split()}
    assert {part for names in PARTS.values() for part in names.split()} <= found


@pytest.fixture
def page(cast: Cast, wall: Widget, web: Web, live_server: LiveServer, settings: Any) -> Page:
    settings.SITE_URL = live_server.url
    cast.approved()
    published(wall)
    page = web.page(viewport={"width": 1280, "height": 900})
    name = settings.SESSION_COOKIE_NAME
    session = signed_in(cast.bob).cookies[name].value
    page.context.add_cookies([{"name": name, "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/studio/halden/widgets/{wall.token}/developers")
    expect(page.locator("#live .card")).to_be_visible()
    return page


@pytest.mark.browser
def test_what_is_set_is_on_the_widget_and_in_the_code(page: Page, web: Web) -> None:
    page.get_by_label("--sayso-radius").fill("3px")
    expect(page.locator("#css")).to_have_text("sayso-widget {\n  --sayso-radius: 3px;\n}")
    expect(page.locator("#live .card")).to_have_css("border-radius", "3px")
    page.get_by_role("button", name="Back to how it was").click()
    expect(page.locator("#live .card")).to_have_css("border-radius", "18px")
    page.get_by_role("button", name="quote", exact=True).click()
    expect(page.locator("#live .quote")).to_have_css("outline-style", "dashed")
    assert web.problems == []


@pytest.mark.browser
def test_a_method_is_tried_out_on_the_widget(page: Page, web: Web) -> None:
    page.get_by_role("button", name="pause()").click()
    expect(page.locator("#log")).to_contain_text("pause()")
    page.get_by_role("button", name="refresh()").click()
    expect(page.locator("#log")).to_contain_text("refresh()")
    expect(page.locator("#live .card")).to_be_visible()
    assert web.problems == []


@pytest.mark.browser
def test_what_happens_is_written_down_and_a_cancelled_story_stays_shut(page: Page, web: Web) -> None:
    expect(page.locator("#log")).to_contain_text("sayso:ready")
    page.get_by_label("Cancel sayso:beforeplay here").check()
    page.locator("#live").evaluate(
        "live => live.dispatchEvent(new CustomEvent('sayso:beforeplay', {cancelable: true, detail: {id: 'x'}}))"
    )
    expect(page.locator("#log")).to_contain_text("sayso:beforeplay x (cancelled)")
    assert [one["id"] for one in Axe().run(page, options={"preload": False}).response["violations"]] == []
    assert web.problems == []
