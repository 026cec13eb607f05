"""The speaker's whole journey by the keyboard alone: nothing here ever points at anything.

`Walk.through` calls `see(step)` whenever a screen is complete, so that the same walk takes pictures,
runs axe and proves that a keyboard is enough.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

MOST_TABS = 90
STEP_MS = 20_000
See = Callable[[str], None]


@dataclass
class Walk:
    """Dana with a keyboard, on one page. `url` is the collection link's address."""

    page: Page
    url: str
    name: str = "Dana Dober"
    email: str = "dana@example.org"

    def through(self, see: See) -> None:
        """From the first page to the thanks: a voice, words, a photo, a choice, everything about her."""
        self.page.set_default_timeout(STEP_MS)
        # Once for the whole walk: Chromium hears of it and of a key on different ways, and the key may be faster.
        self.page.on("filechooser", lambda chooser: chooser.set_files(photo()))
        self.page.goto(self.url)
        self.page.locator("html[data-ready]").wait_for()
        see("welcome")
        self._speak(see)
        self._write(see)
        self._show(see)
        self._choose(see)
        self._introduce(see)
        self._rate(see)
        self._consent(see)

    def reach(self, css: str) -> None:
        """Press Tab until the focus is on `css`."""
        for _ in range(MOST_TABS):
            if self.page.evaluate("(css) => Boolean(document.activeElement?.matches(css))", css):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard never comes to {css}")

    def press(self, css: str, key: str = "Enter") -> None:
        """Go to `css` and press a key on it."""
        self.reach(css)
        self.page.keyboard.press(key)

    def type(self, css: str, text: str) -> None:
        """Go to a field and write in it."""
        self.reach(css)
        self.page.keyboard.type(text)

    def at(self, step: str) -> None:
        """Wait for a step."""
        self.page.locator(f"main[data-step={step}]").wait_for()

    def _speak(self, see: See) -> None:
        self.press("[data-do=start-camera]")
        self._is_ready()
        see("record-ready")
        self.press("[data-do=devices]")
        self.page.locator("[data-part=devices]:visible").wait_for()
        see("record-devices")
        self.press("[data-do=other-way]")
        self.at("voice")
        self._is_ready()
        see("voice-ready")
        self.press("[data-part=main]")
        self.page.locator("[data-do=stop]:visible").first.wait_for()
        self.page.wait_for_timeout(2500)
        see("voice-recording")
        self.press("[data-do=pause]")
        self.page.locator("[data-look=paused]").wait_for()
        see("voice-paused")
        self.press("[data-do=stop]")
        self.at("review")
        self.page.locator("main[data-safe=safe]").wait_for(state="attached")
        see("review")
        self.press("[data-do=keep]")
        self.at("voice")

    def _is_ready(self) -> None:
        self.page.locator("[data-look=ready]").wait_for()

    def _write(self, see: See) -> None:
        self._is_ready()
        self.press("[data-do=write]")
        self.at("write")
        self.press("[data-do=next]")
        see("write-error")
        self.type("textarea", "I arrive awake, and some mornings I see a heron.")
        see("write")
        self.press("[data-do=next]")

    def _show(self, see: See) -> None:
        self.at("write")
        self.press("[data-do=photo]")
        self.at("photo")
        self.press("input[name=photo]", "Space")
        self.page.locator("img[data-part=photo]:visible").wait_for()
        self.type("[name=caption]", "The river path.")
        see("photo")
        self.press("[data-do=next]")

    def _choose(self, see: See) -> None:
        self.at("poll")
        self.press("[name=choice]", "Space")
        self.page.keyboard.press("ArrowDown")
        see("poll")
        self.press("[data-do=next]")

    def _introduce(self, see: See) -> None:
        self.at("about")
        self.press("[data-do=next]")
        see("about-error")
        self.type("[name=name]", self.name)
        self.type("[name=email]", self.email)
        self.press("input[name=face]", "Space")
        self.page.locator("[data-still=face] img:visible").wait_for()
        see("about")
        self.press("[data-do=next]")

    def _rate(self, see: See) -> None:
        self.at("rating")
        for name, steps in {"rating": 3, "nps": 8}.items():
            self.press(f"[name={name}]", "Space")
            for _ in range(steps):
                self.page.keyboard.press("ArrowRight")
        self.press("[name=relation]", "Space")
        self.type("[name=private_feedback]", "The bell is a little loud.")
        see("rating")
        self.press("[data-do=next]")

    def _consent(self, see: See) -> None:
        self.at("consent")
        for name in ("website", "shows_name", "shows_voice"):
            self.press(f"[name={name}]", "Space")
            expect(self.page.locator(f"[name={name}]")).to_be_checked()
        see("consent")
        self.press("[data-do=send]")
        self.at("thanks")
        self.page.locator("[data-part=mine]:visible").wait_for()
        see("thanks")


def photo() -> FilePayload:
    """A photo as a phone would send it."""
    kept = io.BytesIO()
    picture = Image.linear_gradient("L").resize((1200, 800))
    Image.merge("RGB", (picture, picture.rotate(180), picture)).save(kept, "JPEG")
    return FilePayload(name="ride.jpg", mimeType="image/jpeg", buffer=kept.getvalue())
