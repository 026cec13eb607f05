"""A draft goes from one device to another, from one language to another, and back into a closed link."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import chromium
from tests.server import Server, running

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("sayso")) as started:
        yield started


def opened(browser: Browser, url: str, size: dict[str, int] = PHONE) -> Page:
    page = browser.new_context(viewport=size, permissions=["camera", "microphone"]).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(20_000)
    page.goto(url)
    page.locator("html[data-ready]").wait_for()
    return page


def write(page: Page, text: str) -> None:
    page.locator("[data-do=write]:visible").click()
    page.locator("textarea[name=text]").fill(text)
    page.locator("[data-do=next]:visible").click()


def test_a_phone_goes_on_with_everything_that_was_begun_on_a_desktop(server: Server) -> None:
    link = f"{server.url}/c/{server.access()['link']}?lang=en"
    with chromium.launched() as browser:
        desktop = opened(browser, link, DESKTOP)
        write(desktop, "I arrive awake.")
        desktop.locator("textarea[name=text]").wait_for()
        desktop.goto(f"{link}#about")
        desktop.reload()
        desktop.locator("input[name=name]").fill("Dana Dober")
        desktop.goto(f"{link}#welcome")
        desktop.reload()
        with desktop.expect_response("**/hand-off") as handed:
            desktop.locator("[data-do=hand-off]:visible").click()
        desktop.locator("#hand-off img:visible").wait_for()
        phone = opened(browser, handed.value.json()["url"])
        assert "carry" not in phone.url
        phone.locator("[data-do=send-what-we-have]:visible").click()
        assert phone.locator("input[name=name]").input_value() == "Dana Dober"
        finish(phone)
        desktop.locator("main[data-step=thanks]").wait_for()


def finish(page: Page) -> None:
    page.locator("[data-do=next]:visible").click()
    page.locator("label:has([name=relation][value=customer])").click()
    page.locator("[data-do=next]:visible").click()
    page.locator("[data-do=send]:visible").click()
    page.locator("main[data-step=thanks]").wait_for()


def test_a_tap_before_the_script_is_there_waits_for_it(server: Server) -> None:
    link = f"{server.url}/c/{server.access()['link']}?lang=en"
    with chromium.launched() as browser:
        page = browser.new_context(viewport=PHONE, permissions=["camera", "microphone"]).new_page()  # type: ignore[arg-type]
        page.route("**/recorder/main*.js", lambda route: (page.wait_for_timeout(1500), route.continue_()))
        page.goto(link, wait_until="commit")
        page.locator("[data-do=write]:visible").click()
        page.locator("main[data-step=write]").wait_for()


def test_another_language_keeps_what_was_answered_and_is_the_storys(server: Server) -> None:
    link = f"{server.url}/c/{server.access()['link']}"
    with chromium.launched() as browser:
        page = opened(browser, f"{link}?lang=en")
        write(page, "I arrive awake.")
        page.goto(f"{link}?lang=en#welcome")
        page.reload()
        page.locator(".languages [hreflang=fa]").click()
        page.locator("html[lang=fa][data-ready]").wait_for()
        page.locator("[data-do=send-what-we-have]:visible").click()
        page.locator("input[name=name]").fill("مینا رستمی")
        finish(page)
        with page.context.expect_page() as own:
            page.locator("[data-part=open-mine]").click()
        own.value.wait_for_load_state()
        assert own.value.locator("html").get_attribute("lang") == "fa"


def test_a_link_that_closed_meanwhile_lets_whoever_had_begun_finish(server: Server) -> None:
    link = f"{server.url}/c/{server.access()['link']}"
    with chromium.launched() as browser:
        page = opened(browser, f"{link}?lang=en")
        write(page, "I arrive awake.")
        page.locator("textarea[name=text]").wait_for()
        page.wait_for_function(
            "() => Object.values(JSON.parse(Object.values(localStorage)[0]).answers).every((a) => a.told)"
        )
        _move(server, "close")
        page.goto(link)
        page.locator("html[data-ready]").wait_for()
        page.locator("[data-do=send-what-we-have]:visible").click()
        page.locator("input[name=name]").fill("Dana Dober")
        finish(page)


def _move(server: Server, verb: str) -> None:
    server.manage(
        "shell", "-c",
        f"from testimonials import collecting, models as m; collecting.{verb}(m.CollectionLink.objects.get())",
    )  # fmt: skip
