"""The whole path in a real Chromium with a fake camera, on two origins, over the embedded mode."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import imageio_ffmpeg
import pytest

from tests.browser import chromium
from tests.browser.journey import PLAYING, Journey, Stage, choose, seek
from tests.server import Server, running
from tests.speaker import Speaker

pytestmark = pytest.mark.browser
RECORDINGS = sorted(
    path
    for path in (Path(__file__).parent.parent / "recordings").iterdir()
    if path.suffix in {".webm", ".mp4"}
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("sayso"), has_demo=True) as started:
        yield started


@pytest.fixture
def stage(server: Server) -> Stage:
    access = server.access()
    return Stage(url=server.url, host_url=server.host_url, **access)


def test_from_a_collection_link_to_a_page_of_another_origin(stage: Stage) -> None:
    with chromium.launched() as browser:
        journey = Journey(browser, stage, name="Dana Dober")
        studio = journey.sign_in()
        speaker = journey.speak(3)
        journey.wait_until_ready(speaker)
        journey.approve(studio)
        journey.visit()
        assert journey.problems == []


@pytest.mark.parametrize("clip", RECORDINGS, ids=lambda path: path.name)
def test_every_real_recording_goes_through_and_plays(server: Server, stage: Stage, clip: Path) -> None:
    dana = Speaker(server.url, stage.link)
    dana.answer(clip)
    dana.send(name=f"Dana {clip.stem}")
    assert dana.wait_until_done() == "ready"
    with chromium.launched() as browser:
        journey = Journey(browser, stage, name=f"Dana {clip.stem}")
        studio = journey.sign_in()
        choose(studio, journey.name)
        seek(studio, ".stage-video video")
        assert studio.evaluate(PLAYING)


def test_a_broken_story_says_why_in_the_studio_and_keeps_its_original(
    server: Server, stage: Stage, tmp_path: Path
) -> None:
    broken = hollow(tmp_path)
    dana = Speaker(server.url, stage.link)
    dana.answer(broken)
    dana.send(name="Dana Broken")
    assert dana.wait_until_done() == "failed"
    with chromium.launched() as browser:
        studio = Journey(browser, stage, name="Dana Broken").sign_in()
        choose(studio, "Dana Broken")
        studio.locator(".failed [role=alert]").wait_for()
        with studio.expect_download() as download:
            studio.locator(".failed a[href$=download]").click()
        assert Path(download.value.path()).read_bytes() == broken.read_bytes()


def hollow(folder: Path) -> Path:
    """A file whose index is whole and whose pictures and sounds are nothing but zeros."""
    whole = folder / "whole.mp4"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(RECORDINGS[-1]), "-c", "copy"]
    subprocess.run([*command, "-movflags", "+faststart", str(whole)], check=True)
    index, mark, content = whole.read_bytes().partition(b"mdat")
    broken = folder / "broken.mp4"
    broken.write_bytes(index + mark + bytes(len(content)))
    return broken


def test_without_a_camera_the_file_input_is_offered(stage: Stage) -> None:
    with chromium.launched(
        "--use-fake-device-for-media-stream=device-count=0", without=("--use-fake-device",)
    ) as browser:
        page = Journey(browser, stage, name="Dana").page()
        page.goto(f"{stage.url}/c/{stage.link}")
        page.locator("[data-do=start-camera]:visible").click()
        page.locator("main[data-step=upload] [role=alert]:visible").first.wait_for()
        assert page.locator("input[name=file]").count() == 1


def test_a_refused_camera_is_one_sentence_and_the_file_input(stage: Stage) -> None:
    with chromium.launched(without=("--use-fake-ui",)) as browser:
        page = Journey(browser, stage, name="Dana").page()
        page.goto(f"{stage.url}/c/{stage.link}")
        page.locator("[data-do=start-camera]:visible").click()
        page.locator("main[data-step=upload] [role=alert]:visible").first.wait_for()
        assert page.locator("input[name=file]").count() == 1


def test_a_text_file_named_mp4_is_refused_and_the_page_goes_on(stage: Stage, tmp_path: Path) -> None:
    fake = tmp_path / "holiday.mp4"
    fake.write_text("Dear Halden, " * 1000)
    with chromium.launched() as browser:
        page = Journey(browser, stage, name="Dana").page()
        page.goto(f"{stage.url}/c/{stage.link}")
        page.locator("[data-do=upload]:visible").click()
        page.locator("input[name=file]").set_input_files(fake)
        page.get_by_text("This is not a video we can read").first.wait_for()
        page.locator("input[name=file]").set_input_files(RECORDINGS[0])
        page.locator("main[data-safe=safe]").wait_for(state="attached")
