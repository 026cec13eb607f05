"""Every layout of the widget in every look: python -m tests.embeds.layout_tour [FOLDER]

Light and dark, on a phone and on a desktop, from left to right and from right to left: a picture of each, axe on
each, and a story opened and closed by keyboard alone. Ten more approvals with a late script must move nothing.
Fails on anything axe objects to, on a shift, on sideways scrolling and on errors in the console.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

from tests import standalone  # noqa: F401  before everything of Django's

# isort: split
from config import catalogues
from embeds import wording
from embeds.designing import HEIGHTS
from tests.browser import axe, chromium
from tests.embeds import stories
from tests.embeds.conftest import Web
from tests.embeds.host import origin
from tests.embeds.watching import SHIFTS

SIZES = {"360": (360, 740), "1280": (1280, 900)}
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
FEW, MANY, MOST_SHIFT = 2, 12, 0.001
LATE_SECONDS = 1.0
MOST_TABS = 40
SETTLE_MS = 500
LOOK = """<style>
  :root { color-scheme: light dark }
  body { margin: 0 auto; max-width: 1152px; padding: 24px 16px; font: 16px/1.5 system-ui; color: light-dark(#222, #eee); background: light-dark(#fff, #151210) }
</style>"""
FOCUSED = "document.activeElement?.shadowRoot?.activeElement"


@dataclass(frozen=True)
class Look:
    """A widget as somebody's page shows it."""

    layout: str
    lang: str = "en"
    size: str = "1280"
    scheme: Literal["light", "dark"] = "light"

    def __str__(self) -> str:
        return f"{self.layout}-{self.lang}-{self.size}-{self.scheme}"


def main(folder: Path) -> int:
    """Take the pictures; return how many things were wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    catalogues.compile_all()
    problems: list[str] = []
    with origin() as sayso, origin("localhost") as shop, chromium.launched() as browser:
        shop.put("/favicon.ico", b"", "image/x-icon")
        web = Web(sayso, shop, browser)
        for parts in product(HEIGHTS, ("en", "fa"), SIZES, SCHEMES):
            found = _wrong(web, Look(*parts), folder)
            print(f"{Look(*parts)}: {found or 'ok'}", flush=True)
            problems += found
        for layout, size in product(HEIGHTS, SIZES):
            found = _moved(web, Look(layout, size=size))
            print(f"{layout} at {size}, ten more approvals: {found or 'nothing moved'}", flush=True)
            problems += found
    print(f"{len(list(folder.glob('*.png')))} pictures, {len(problems)} problems")
    return len(problems)


def _wrong(web: Web, look: Look, folder: Path) -> list[str]:
    """What is wrong with one layout in one look."""
    page = _visit(web, look, MANY)
    page.screenshot(path=folder / f"{look}.png")
    found = [f"axe: {one}" for one in axe.violations(page, "sayso-widget")]
    if axe.is_wide(page):
        found.append("scrolls sideways")
    found += _by_keyboard(page, look, folder / f"{look}-open.png")
    return [f"{look}: {one}" for one in found + _done(web)]


def _by_keyboard(page: Page, look: Look, picture: Path) -> list[str]:
    """Open a story and close it again with keys; a badge is a link, which is only reached."""
    css = "a" if look.layout == "badge" else ".play"
    if not _reach(page, css):
        return [f"{css} is not reached by Tab"]
    if look.layout == "badge":
        return []
    page.keyboard.press("Enter")
    page.locator("dialog[open]").wait_for()
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=picture)
    found = [f"axe, open: {one}" for one in axe.violations(page, "sayso-widget")]
    page.keyboard.press("Escape")
    page.locator("dialog[open]").wait_for(state="detached")
    if not page.evaluate(f"Boolean({FOCUSED}?.matches('{css}'))"):
        found.append("the focus does not come back")
    return found


def _reach(page: Page, css: str) -> bool:
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(f"Boolean({FOCUSED}?.matches('{css}'))"):
            return True
    return False


def _moved(web: Web, look: Look) -> list[str]:
    """What a page feels of ten more stories: its script is late, and its height must be what it was."""
    heights, found = [], []
    for count in (FEW, MANY):
        web.sayso.delay = lambda path: LATE_SECONDS if path.endswith(".js") else 0.0
        page = _visit(web, look, count)
        web.sayso.delay = lambda path: 0.0
        box = page.locator("sayso-widget").bounding_box()
        heights.append(box["height"] if box else None)
        if (shift := page.evaluate("globalThis.shifted ?? 0")) > MOST_SHIFT:
            found.append(f"{look}: a shift of {shift:.4f} with {count} stories")
        found += _done(web)
    return found if heights[0] == heights[1] else [*found, f"{look}: heights differ: {heights}"]


def _visit(web: Web, look: Look, count: int) -> Page:
    width, height = SIZES[look.size]
    widget = web.snippet(
        web.publish(stories.widget(look.layout, count, lang=look.lang)), height=HEIGHTS[look.layout]
    )
    direction = wording.direction(look.lang)
    page = web.visit(
        f"<main lang={look.lang} dir={direction}><h1>Halden</h1>{widget}<p>Below</p></main>",
        head=f"{LOOK}<script>{SHIFTS}</script>",
        color_scheme=look.scheme,
        viewport={"width": width, "height": height},
    )
    page.locator("sayso-widget .wall").first.wait_for()
    page.wait_for_timeout(SETTLE_MS)
    return page


def _done(web: Web) -> list[str]:
    """What pages complained about, whose contexts are closed."""
    found, web.problems[:] = list(web.problems), []
    for context in web.contexts:
        context.close()
    web.contexts.clear()
    return found


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/layouts")) else 0)
