"""The speaker's whole journey by keyboard, on a phone, in each language: axe-clean, nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser import axe, chromium
from tests.browser.walk import Walk
from tests.server import Server, running

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("sayso")) as started:
        yield started


@pytest.mark.parametrize("language", ["en", "fa", pytest.param("zh-hans", marks=pytest.mark.slow)])
def test_a_keyboard_is_enough_from_the_first_page_to_the_thanks(server: Server, language: str) -> None:
    link = server.access()["link"]
    problems: list[str] = []
    with chromium.launched() as browser:
        page = browser.new_context(
            viewport={"width": 360, "height": 740}, permissions=["camera", "microphone"]
        ).new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: said.type == "error" and problems.append(said.text))

        def see(step: str) -> None:
            problems.extend(f"{step}: {one}" for one in axe.violations(page))
            if axe.is_wide(page):
                problems.append(f"{step}: scrolls sideways")

        Walk(page, f"{server.url}/c/{link}?lang={language}").through(see)
        assert page.locator("html").get_attribute("lang") == language
        assert not page.context.cookies()
    assert problems == []
