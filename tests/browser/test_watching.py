"""A moderator watches an answer as it came, while the story renders; nobody takes it out of their hands."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser import chromium
from tests.browser.journey import Journey, Stage
from tests.clips import ffmpeg
from tests.server import Server, running
from tests.speaker import Speaker

pytestmark = pytest.mark.browser
RECORDING = Path(__file__).parent.parent / "recordings" / "chromium-vp8-opus.webm"
READY_MS = 60_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("sayso")) as started:
        yield started


@pytest.fixture
def stage(server: Server) -> Stage:
    return Stage(url=server.url, host_url="", **server.access())


def sent(stage: Stage, clip: Path, name: str) -> Speaker:
    dana = Speaker(stage.url, stage.link)
    dana.answer(clip)
    dana.send(name)
    return dana


def plays(video: Locator) -> None:
    """Its pictures move. The page's policy forbids Playwright's own way to wait for that."""
    deadline = time.monotonic() + 20
    while not video.evaluate("video => video.currentTime > 0.2"):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def opened(studio: Page, stage: Stage, dana: Speaker) -> None:
    studio.goto(f"{stage.url}/studio/{stage.brand}/testimonials/{dana.token}")


def test_an_answer_plays_before_it_is_rendered_and_goes_on_after(stage: Stage) -> None:
    with chromium.launched() as browser:
        journey = Journey(browser, stage, name="Dana Dober")
        studio = journey.sign_in()
        dana = sent(stage, RECORDING, "Dana Dober")
        opened(studio, stage, dana)
        expect(studio.locator("video.remux")).to_be_visible()
        studio.eval_on_selector(
            "video.remux", "video => { video.muted = true; video.loop = true; return video.play(); }"
        )
        assert dana.progress()["stage"] != "ready"
        assert not Axe().run(studio, options={"preload": False}).response["violations"]

        expect(studio.get_by_text("Ready. You can decide now.")).to_be_visible(timeout=READY_MS)
        assert studio.eval_on_selector("video.remux", "video => !video.paused && video.currentTime > 0")

        studio.get_by_role("link", name="Show it").click()
        expect(studio.locator(".stage-video video")).to_be_visible()
        studio.keyboard.press("a")
        expect(studio.get_by_role("button", name="Undo")).to_be_visible()
        opened(studio, stage, dana)
        expect(studio.locator("#story")).to_have_attribute("data-state", "approved")
        assert journey.problems == []


def test_who_is_not_watching_is_shown_what_is_ready(stage: Stage) -> None:
    with chromium.launched() as browser:
        journey = Journey(browser, stage, name="Eve")
        studio = journey.sign_in()
        opened(studio, stage, sent(stage, RECORDING, "Eve"))
        expect(studio.locator("#progress")).to_contain_text(re.compile(r"about \d+ s left"), timeout=READY_MS)

        expect(studio.locator(".stage-video video")).to_be_visible(timeout=READY_MS)
        assert journey.problems == []


def test_a_story_that_is_only_told_plays_as_its_waveform(stage: Stage, tmp_path: Path) -> None:
    voice = tmp_path / "voice.mp3"
    ffmpeg("-i", str(RECORDING), "-vn", "-c:a", "libmp3lame", str(voice))
    dana = sent(stage, voice, "Mina")
    assert dana.wait_until_done() == "ready"
    with chromium.launched() as browser:
        journey = Journey(browser, stage, name="Mina")
        studio = journey.sign_in()
        opened(studio, stage, dana)
        video = studio.locator(".stage-video video")
        video.evaluate("video => { video.muted = true; return video.play(); }")
        plays(video)
        assert video.evaluate("video => [video.videoWidth, video.videoHeight]") == [1280, 720]


def test_av1_is_what_plays_once_it_is_there(stage: Stage) -> None:
    dana = sent(stage, RECORDING, "Ann")
    assert dana.wait_until_done() == "ready"
    with chromium.launched() as browser:
        journey = Journey(browser, stage, name="Ann")
        studio = journey.sign_in()
        opened(studio, stage, dana)
        for _ in range(60):
            if studio.locator("video source[type*=av01]").count():
                break
            studio.wait_for_timeout(500)
            studio.reload()
        address = studio.locator("video source").first.get_attribute("src")
        video = studio.locator(".stage-video video")
        video.evaluate("video => { video.muted = true; return video.play(); }")
        plays(video)

        assert str(video.evaluate("video => video.currentSrc")).endswith(str(address))
        assert "av01" in (studio.locator("video source").first.get_attribute("type") or "")
