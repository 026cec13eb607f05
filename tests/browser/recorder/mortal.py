"""A Chromium that can be killed: a process of its own over a profile that outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser import chromium

START_SECONDS = 60


class Mortal:
    """Opened, killed with everything it started, opened again."""

    def __init__(self, profile: Path, arguments: Sequence[str] = chromium.ARGUMENTS) -> None:
        self.profile = profile
        self.arguments = arguments
        self.process: subprocess.Popen[bytes] | None = None
        self.browser: Browser | None = None

    def open(self) -> Page:
        """Start it; return its page."""
        port_file = self.profile / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        arguments = [
            *self.arguments, "--headless=new", "--no-first-run", "--remote-debugging-port=0",
            "--window-size=390,844", f"--user-data-dir={self.profile}", "about:blank",
        ]  # fmt: skip
        self.process = subprocess.Popen(
            [chromium.path() or "chromium", *arguments],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while not (port_file.exists() and port_file.read_text(encoding="utf-8").count("\n")):
            assert self.process.poll() is None
            assert time.monotonic() < deadline, "Chromium did not start"
            time.sleep(0.05)
        port = port_file.read_text(encoding="utf-8").split()[0]
        self.browser = chromium.connected(f"http://127.0.0.1:{port}")
        return self.browser.contexts[0].pages[0]

    def kill(self) -> None:
        """kill -9 of every process of it, at once."""
        if self.process is None or self.process.poll() is not None:
            return
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.browser is not None:
            self.browser.close()


@contextmanager
def mortal(profile: Path, arguments: Sequence[str] = chromium.ARGUMENTS) -> Iterator[Mortal]:
    """A Chromium over `profile` that is gone at the end, however that comes about."""
    chrome = Mortal(profile, arguments)
    try:
        yield chrome
    finally:
        chrome.kill()
