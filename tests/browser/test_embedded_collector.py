"""The collector inside somebody else's page, on another site: camera, upload and sending, without a cookie."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page

from tests.browser import chromium
from tests.browser.host import hosting
from tests.server import Server, running

pytestmark = pytest.mark.browser
# Where a browser keeps storage from other sites' frames it refuses locks, too; nothing here depends on them.
HARMLESS = re.compile("favicon")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("sayso")
    with running(folder) as started:
        yield started


def snippet_for(server: Server, sites: list[str]) -> str:
    """The snippet the Studio shows, for the demo's link that `sites` may show."""
    token = server.access()["link"]
    told = server.manage(
        "shell",
        "-v0",
        "-c",
        "import json\n"
        "from testimonials.models import CollectionLink\n"
        "from testimonials.views.links import snippet\n"
        f"link = CollectionLink.objects.get(token={token!r})\n"
        f"link.sites = {sites!r}; link.save()\n"
        "print(json.dumps(snippet(link)))",
    )
    return str(json.loads(told.splitlines()[-1]))


def record_and_send(page: Page, frame: FrameLocator) -> None:
    """Answer the first question for a second, skip the others, send."""
    frame.locator("[data-do=start-camera]:visible").click()
    frame.locator("[data-do=record]:visible").click()
    frame.locator("[data-do=stop]:visible").wait_for()
    page.wait_for_timeout(1500)
    frame.locator("[data-do=stop]:visible").first.click()
    frame.locator("main[data-safe=safe]").wait_for(state="attached")
    frame.locator("[data-do=keep]:visible").click()
    while frame.locator("main").get_attribute("data-step") != "about":
        frame.locator("[data-do=skip]:visible").click()
    frame.locator("input[name=name]").fill("Dana in a frame")
    frame.locator("[data-do=next]:visible").click()
    frame.locator("label:has(input[name=relation][value=customer])").click()
    frame.locator("[data-do=next]:visible").click()
    frame.locator("label:has(input[name=website])").click()
    frame.locator("[data-do=send]:visible").click()
    frame.locator("main[data-step=thanks]").wait_for()


def test_a_speaker_records_and_sends_inside_another_site(server: Server) -> None:
    with chromium.launched() as browser:
        page = browser.new_context(viewport={"width": 800, "height": 900}).new_page()
        page.set_default_timeout(20_000)
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: said.type == "error" and problems.append(said.text))
        with hosting("<main></main>") as site:
            snippet = snippet_for(server, [site])
            page.goto(site)
            page.evaluate("(frame) => document.querySelector('main').innerHTML = frame", snippet)
            record_and_send(page, page.frame_locator("iframe"))
        assert [one for one in problems if not HARMLESS.search(one)] == []
        assert page.context.cookies() == []


def test_a_site_that_is_not_named_shows_nothing(server: Server) -> None:
    with chromium.launched() as browser:
        page = browser.new_page()
        refused: list[str] = []
        page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
        with hosting(snippet_for(server, ["https://www.example.com"])) as site:
            page.goto(site)
            page.wait_for_timeout(1500)
            assert page.frame_locator("iframe").locator("main").count() == 0
        assert any("frame-ancestors" in said for said in refused)


def test_a_frame_that_is_not_handed_the_camera_leads_to_a_tab_of_its_own(server: Server) -> None:
    with chromium.launched() as browser:
        # The browser would say yes; it is the page around that does not hand it on.
        page = browser.new_context(
            viewport={"width": 800, "height": 900}, permissions=["camera", "microphone"]
        ).new_page()
        page.set_default_timeout(20_000)
        with hosting("<main></main>") as site:
            snippet = re.sub(r'allow="[^"]*"', "", snippet_for(server, [site]))
            page.goto(site)
            page.evaluate("(frame) => document.querySelector('main').innerHTML = frame", snippet)
            frame = page.frame_locator("iframe")
            frame.locator("[data-do=start-camera]:visible").click()
            frame.locator("main[data-step=upload]").get_by_text(
                "The page around this one keeps the camera off"
            ).wait_for()
            link = frame.locator("main[data-step=upload] a[target=_blank]:visible")
            with page.context.expect_page() as opened:
                link.click()
            opened.value.locator("[data-do=start-camera]:visible").click()
            opened.value.locator("main[data-step=record]").wait_for()
            assert opened.value.url.startswith(f"{server.url}/c/")


def test_the_snippet_survives_being_pasted(server: Server) -> None:
    snippet = snippet_for(server, ["https://www.example.com"])
    assert (
        html.unescape(snippet).count(
            'allow="camera; microphone; autoplay; fullscreen; clipboard-write; screen-wake-lock"'
        )
        == 1
    )
