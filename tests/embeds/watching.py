"""What a visitor does, and how a test waits for it."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep
from typing import Literal

from playwright.sync_api import Page

VIOLATIONS = """
globalThis.violations = [];
document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
"""

SHIFTS = """
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) globalThis.shifted = (globalThis.shifted ?? 0) + entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def play(page: Page, name: str = "Priya Raman", role: Literal["button", "link"] = "button") -> None:
    page.get_by_role(role, name=f"Watch {name}").click()
    film = page.locator("video")
    film.wait_for()
    # Not `wait_for_function`, which evaluates a string: strict pages forbid that.
    until(lambda: film.evaluate("(video) => video.currentTime > 0.2"))


def until(condition: Callable[[], bool], seconds: float = 5) -> None:
    """Wait until the condition holds; fail where it never does."""
    deadline = monotonic() + seconds
    while not condition():
        assert monotonic() < deadline
        sleep(0.05)
