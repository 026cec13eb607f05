"""`make screenshots URL=…`: take the README's pictures from a running instance with the demo."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import imageio_ffmpeg
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser import chromium
from tests.browser.journey import Journey, Stage
from tests.browser.smoke import stage_at
from tests.server import ROOT

TARGET = ROOT / "docs" / "screenshots"
FACE = ROOT / "demo" / "speakers" / "priya-2.webm"


def main(url: str) -> None:
    """Write recorder.webp, studio.webp and wall.webp."""
    stage = stage_at(url)
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        camera, voice = _as_devices(Path(folder))
        devices = (
            f"--use-file-for-fake-video-capture={camera}",
            f"--use-file-for-fake-audio-capture={voice}",
        )
        with chromium.launched(
            *devices, "--use-fake-device-for-media-stream", without=("--use-fake-device",)
        ) as browser:
            _recorder(browser, stage)
    with chromium.launched() as browser:
        _studio(browser, stage)
        _wall(browser, stage)


def _recorder(browser: Browser, stage: Stage) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=2)
    page.goto(f"{stage.url}/c/{stage.link}")
    page.locator("[data-do=start-camera]:visible").click()
    page.locator("[data-do=record]:visible").click()
    page.locator("[data-do=stop]:visible").wait_for(timeout=20_000)
    page.wait_for_timeout(4200)
    _save(page, "recorder", width=390)


def _studio(browser: Browser, stage: Stage) -> None:
    page = Journey(browser, stage, name="").sign_in()
    page.locator(".stage-video video").wait_for()
    page.wait_for_timeout(1200)
    _save(page, "studio", width=1280)


def _wall(browser: Browser, stage: Stage) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(stage.host_url)
    wall = page.locator("sayso-widget")
    wall.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
    page.evaluate(
        "() => scrollTo(0, document.querySelector('sayso-widget').getBoundingClientRect().top + scrollY - 24)"
    )
    page.wait_for_timeout(800)
    _save(page, "wall", width=1280)


def _as_devices(folder: Path) -> tuple[Path, Path]:
    """Turn the demo's speaker into what Chromium takes for a camera and a microphone."""
    camera, voice = folder / "face.mjpeg", folder / "voice.wav"
    base = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-i", str(FACE)]
    subprocess.run([*base, "-an", "-vf", "scale=1280:720", "-q:v", "3", "-r", "25", str(camera)], check=True)
    subprocess.run([*base, "-vn", "-ac", "1", "-ar", "48000", str(voice)], check=True)
    return camera, voice


def _save(page: Page, name: str, *, width: int) -> None:
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        page.screenshot(path=file.name)
        picture = Image.open(file.name)
        height = round(picture.height * width / picture.width)
        picture.resize((width, height)).save(TARGET / f"{name}.webp", quality=82)
    print(f"  docs/screenshots/{name}.webp")


if __name__ == "__main__":
    main(sys.argv[1])
