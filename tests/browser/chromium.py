"""Chromium as the tests drive it: Debian's, with a fake camera, and nothing called home."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from playwright.sync_api import Browser, Playwright, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream=fps=30",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def path() -> str | None:
    """Return where Chromium is, or None."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


def arguments(*extra: str, without: tuple[str, ...] = ()) -> list[str]:
    """Ours without some, and others."""
    return [*(one for one in ARGUMENTS if not one.startswith(without or ("\0",))), *extra]


@contextmanager
def launched(*extra: str, without: tuple[str, ...] = ()) -> Iterator[Browser]:
    """A Chromium with `extra` arguments and without some of ours."""
    with started(arguments(*extra, without=without)) as browser:
        yield browser


@contextmanager
def started(exactly: list[str]) -> Iterator[Browser]:
    """A Chromium with exactly these arguments."""
    browser = _playwright().chromium.launch(executable_path=path(), args=exactly)
    try:
        yield browser
    finally:
        browser.close()


def connected(address: str) -> Browser:
    """A Chromium that runs already and listens at `address`."""
    return _playwright().chromium.connect_over_cdp(address)


@cache
def _playwright() -> Playwright:
    """One driver for the whole process: a second one in the same thread is refused."""
    driver = sync_playwright().start()
    atexit.register(driver.stop)
    return driver


if __name__ == "__main__":
    sys.exit(0 if path() else "! No Chromium here, so the browser tests were left out.")
