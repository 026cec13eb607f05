"""axe on the page as it is now."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def violations(page: Page, within: str | None = None) -> list[str]:
    """Return a line for each thing axe objects to, with the first element it means; `within` is a selector."""
    # Otherwise axe parses our sheets a second time, in inline styles that our own policy refuses.
    found = Axe().run(page, context=within, options={"preload": False}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


def is_wide(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
