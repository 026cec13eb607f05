"""The link editor in a real Chromium: the preview follows the typing, and all of it works without a script."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.server import Server, running

pytestmark = pytest.mark.browser
SIDEWAYS = "() => [document.documentElement, document.querySelector('.page')].some((e) => e.scrollWidth > e.clientWidth)"
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("sayso")) as started:
        started.access()
        yield started


@contextmanager
def studio(server: Server, **options: Any) -> Iterator[Page]:
    """A signed-in page of the demo brand's owner; whatever goes wrong in it fails the test."""
    problems: list[str] = []
    with chromium.launched() as browser:
        page = _signed_in(browser, server, **options)
        page.on("pageerror", lambda error: problems.append(str(error)))
        yield page
    assert problems == []


def _signed_in(browser: Browser, server: Server, **options: Any) -> Page:
    page = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options}).new_page()
    page.set_default_timeout(10_000)
    page.goto(f"{server.url}/studio/")
    page.locator("input[name=login]").fill(server.access()["email"])
    page.locator("input[name=password]").fill(server.access()["password"])
    page.locator("form button").first.click()
    page.locator(".nav").wait_for()
    return page


def at(server: Server, path: str) -> str:
    return f"{server.url}/studio/halden/links{path}"


def test_the_preview_follows_what_is_typed_and_the_way_back_stays(server: Server) -> None:
    with studio(server) as page:
        page.goto(at(server, ""))
        page.goto(at(server, "/new?pack=saas"))
        preview = page.frame_locator("#link-preview")
        preview.get_by_text("How do you work on it today?").wait_for()
        page.locator("[name=title]").fill("Typed <script>just</script> now")
        preview.get_by_text("Typed <script>just</script> now").wait_for()
        page.locator("[name=q0-text]").fill("And this one?")
        preview.get_by_text("And this one?").wait_for()
        page.on("dialog", lambda dialog: dialog.accept())
        page.go_back()
        expect(page).to_have_url(at(server, ""))


def test_a_new_row_takes_the_cursor_and_keeps_what_was_typed(server: Server) -> None:
    with studio(server) as page:
        page.goto(at(server, "/new?pack=empty"))
        page.locator("[name=name]").fill("Winter")
        page.locator("[name=title]").fill("How was winter?")
        page.locator("[name=q0-text]").fill("First?")
        page.get_by_role("button", name="Add a question").click()
        expect(page.locator("[name=q1-text]")).to_be_focused()
        page.keyboard.type("Second?")
        page.get_by_role("button", name="Move question 2 up").click()
        expect(page.locator("[name=q0-text]")).to_have_value("Second?")
        expect(page.locator("[name=q1-text]")).to_have_value("First?")
        page.get_by_role("button", name="Make the link").click()
        page.get_by_text("Your link is ready").wait_for()


def test_another_language_brings_its_fields_and_its_preview(server: Server) -> None:
    with studio(server) as page:
        page.goto(at(server, "/new?pack=retail"))
        page.locator("label.chip:has(input[value=fa])").click()
        page.locator("[name=title_fa]").fill("در فروشگاه ما چطور بود؟")
        page.locator("[name=shown_in]").select_option("fa")
        shown = page.frame_locator("#link-preview")
        shown.get_by_text("در فروشگاه ما چطور بود؟").wait_for()
        assert shown.locator("html").get_attribute("dir") == "rtl"


def test_without_a_script_everything_is_a_form(server: Server) -> None:
    with studio(server, java_script_enabled=False) as page:
        page.goto(at(server, "/new?pack=empty"))
        page.locator("[name=name]").fill("No script")
        page.locator("[name=title]").fill("How was it?")
        page.get_by_role("button", name="Show it as it is typed").click()
        page.frame_locator("#link-preview").get_by_text("How was it?").wait_for()
        page.locator("[name=q0-text]").fill("First?")
        page.get_by_role("button", name="Add a question").click()
        page.locator("[name=q1-text]").fill("Second?")
        page.get_by_role("button", name="Make the link").click()
        page.get_by_text("Your link is ready").wait_for()


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, marks=pytest.mark.slow),
        {"color_scheme": "dark"},
        pytest.param(PHONE, marks=pytest.mark.slow),
        PHONE | {"locale": "fa"},
    ],
    ids=["wide", "dark", "phone", "persian"],
)
def test_axe_finds_nothing_and_nothing_runs_off_the_page(server: Server, options: dict[str, Any]) -> None:
    link = server.access()["link"]
    with studio(server, **options) as page:
        for path in ("", "/new", "/new?pack=fitness", f"/{link}", f"/{link}/share", f"/{link}/state/revoked"):
            page.goto(at(server, path))
            page.wait_for_timeout(200)
            assert not page.evaluate(SIDEWAYS), path
            found = Axe().run(page).response["violations"]
            assert [f"{rule['id']}: {[node['html'][:80] for node in rule['nodes']]}" for rule in found] == []


def test_every_target_is_large_enough_for_a_thumb(server: Server) -> None:
    with studio(server, **PHONE) as page:
        for path in ("", "/new?pack=fitness"):
            page.goto(at(server, path))
            for target in page.locator(
                "main :is(button, a.button, a.tab, select, input:not([type=hidden], .switch))"
            ).all():
                box = target.bounding_box()
                if box and target.is_visible() and box["width"] > 1:
                    assert box["height"] >= 44, target.evaluate("(e) => e.outerHTML.slice(0, 120)")
