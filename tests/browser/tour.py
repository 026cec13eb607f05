"""Pictures of every screen of the speaker's journey: python -m tests.browser.tour [FOLDER]

Three languages on a phone and on a desktop, light and dark, by keyboard alone. Fails on anything axe
objects to, on sideways scrolling and on errors in the console.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page

from tests.browser import axe, chromium
from tests.browser.walk import Walk
from tests.server import running

SIZES = {"360": (360, 740), "1280": (1280, 800)}
LANGUAGES = ("en", "fa", "zh-hans")
FULL_SCREEN = ("record-", "voice-")


def main(folder: Path) -> int:
    """Take the pictures; return how many things were wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    problems: list[str] = []
    with TemporaryDirectory() as data, running(Path(data)) as server, chromium.launched() as browser:
        link = f"{server.url}/c/{server.access()['link']}"
        for language, size, scheme in product(LANGUAGES, SIZES, ("light", "dark")):
            name = folder / f"{language}-{size}-{scheme}"
            found = _walk(browser, f"{link}?lang={language}", name, SIZES[size], scheme)
            print(f"{language} {size} {scheme}: {found or 'ok'}", flush=True)
            problems += found
    print(f"{len(list(folder.glob('*.png')))} pictures, {len(problems)} problems")
    return len(problems)


def _walk(browser: Browser, url: str, name: Path, size: tuple[int, int], scheme: str) -> list[str]:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        permissions=["camera", "microphone"],
    )
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: said.type == "error" and problems.append(said.text))

    def see(step: str) -> None:
        page.wait_for_timeout(250)  # what moves has come to rest
        page.screenshot(path=f"{name}-{step}.png", full_page=not step.startswith(FULL_SCREEN))
        problems.extend(_wrong(page, step))

    Walk(page, url).through(see)
    context.close()
    return problems


def _wrong(page: Page, step: str) -> list[str]:
    sideways = [f"{step}: scrolls sideways"] if axe.is_wide(page) else []
    return [f"{step}: {one}" for one in axe.violations(page)] + sideways


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/journey")) else 0)
