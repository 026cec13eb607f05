"""Dana in a browser: the recorder's page, driven as a person would, in one place.

What the page is made of (`data-do`, `data-part`, `data-look`, `data-safe`) is known here and nowhere else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from playwright.sync_api import Page, expect

from tests.browser.recorder import faults

PATIENCE_MS = 30_000

NOTE = """() => {
  const key = Object.keys(localStorage).find((name) => name.startsWith('sayso:'));
  const kept = JSON.parse(localStorage.getItem(key) ?? '{}');
  return { testimonial: kept.testimonial ?? '', takes: Object.values(kept.takes ?? {}) };
}"""
WHOLE = """async () => {
  const blob = window.__shown.at(-1);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()));
  return { size: blob.size, sha256: [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('') };
}"""

PICTURE = """() => {
  const { width, height } = window.__tracks.findLast((track) => track.kind === 'video').getSettings();
  return [width, height];
}"""

MOMENTS = """() => {
  const [stop, safe] = ['sayso:stop', 'sayso:safe'].map((name) => performance.getEntriesByName(name).at(-1).startTime);
  return [stop, window.__arrivals.at(-1), safe];
}"""


@dataclass(frozen=True)
class Whole:
    """The take as the page plays it."""

    size: int
    sha256: str


class Dana:
    """One page on one collection link. `url` is the server's, or a line's before it."""

    def __init__(self, page: Page, url: str, link: str) -> None:
        self.page = page
        self.address = f"{url}/c/{link}"
        self.problems: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.add_init_script(faults.WITNESS)

    # Going through the page

    def open(self) -> Dana:
        """Open the link; return when the page listens."""
        self.page.goto(self.address)
        self.page.locator("html[data-ready]").wait_for(state="attached")
        return self

    def start_camera(self) -> None:
        """From the welcome to the recorder; return when it is ready or has refused."""
        self.ask_for_camera()
        self.page.locator("[data-name=record][data-look=ready]").wait_for(state="attached")

    def ask_for_camera(self) -> None:
        self.page.locator("[data-do=start-camera]:visible").first.click()

    def tap_red(self) -> None:
        """Begin, or go on after a pause; return when it records."""
        self.page.locator("[data-part=main][data-do=record]").click()
        self.page.locator("[data-name=record][data-look=recording]").wait_for(state="attached")

    def record(self, seconds: float) -> None:
        """Open, start the camera and speak; the recording goes on when this returns."""
        self.open()
        self.start_camera()
        self.tap_red()
        self.speak(seconds)

    def speak(self, seconds: float) -> None:
        self.page.wait_for_timeout(seconds * 1000)

    def pause(self) -> None:
        self.page.locator("[data-do=pause]:visible").click()
        self.page.locator("[data-name=record][data-look=paused]").wait_for(state="attached")

    def stop(self) -> None:
        """Stop; return when the page shows the take."""
        self.page.locator("[data-do=stop]:visible").first.click()
        self.is_at("review")

    def again(self) -> None:
        """Throw the take away and be ready for another."""
        self.page.locator("[data-do=again]:visible").first.click()
        self.page.locator("[data-name=record][data-look=ready]").wait_for(state="attached")

    def save_data(self) -> None:
        """Switch it on in the ready recorder; return when that is ready again."""
        self.page.locator("[data-do=devices]").click()
        self.page.locator("label:has([data-part=saver])").click()
        self.page.locator("[data-name=record][data-look=ready]").wait_for(state="attached")
        self.page.locator("[data-do=devices]").click()

    def choose_file(self, path: str) -> None:
        """From the welcome to the file input, and a file into it."""
        self.page.locator("[data-do=upload]:visible").first.click()
        self.page.locator("input[name=file]").set_input_files(path)

    def go_on(self) -> None:
        """Leave the step that takes files, as far as the page lets her."""
        self.page.locator("[data-name=upload] [data-do=next]:visible").click()

    def is_past_question(self, number: int) -> None:
        self.page.wait_for_function("(end) => !location.hash.endsWith(end)", arg=f"-{number}")

    def send(self, name: str = "Dana Dober") -> None:
        """From the review over whatever the page asks to the last button; return when it was pressed."""
        self._press("keep")
        while self.step != "consent":
            if self.step == "about":
                self.page.locator("input[name=name]").fill(name)
            if (relation := self.page.locator("label:has(input[name=relation][value=customer])")).count():
                relation.click()
            self._press("next" if self.step in {"about", "rating"} else "skip")
        self.page.locator("[data-do=send]:visible").click()

    def _press(self, action: str) -> None:
        """Press a button that leads to another step, and wait until it is there."""
        here = self.page.evaluate("() => location.hash")
        self.page.locator(f"[data-do={action}]:visible").first.click()
        self.page.wait_for_function("(here) => location.hash !== here", arg=here)

    # What her browser allows

    def allow(self, *devices: str) -> None:
        self.page.context.grant_permissions(list(devices))

    def forbid(self, *devices: str) -> None:
        """Take away what was allowed, while it is in use: its track ends."""
        tab = self.page.context.new_cdp_session(self.page)
        browser = self.page.context.browser
        assert browser is not None
        whole = browser.new_browser_cdp_session()
        for device in devices:
            asked = {
                "permission": {"name": device},
                "setting": "denied",
                "origin": re.sub(r"/c/.*", "", self.address),
                "browserContextId": tab.send("Target.getTargetInfo")["targetInfo"]["browserContextId"],
            }
            whole.send("Browser.setPermission", asked)

    # What the page shows

    @property
    def step(self) -> str:
        return self.page.locator("main").get_attribute("data-step") or ""

    def is_at(self, step: str) -> None:
        self.page.locator(f"main[data-step={step}]").wait_for(state="attached")

    def is_safe(self) -> None:
        """Wait until the page promises that the server has everything."""
        self.page.locator("main[data-safe=safe]").wait_for(state="attached", timeout=2 * PATIENCE_MS)

    def knows_it_is_offline(self) -> None:
        self.page.locator("main[data-safe=offline]").wait_for(state="attached")

    def is_refused(self, sentence: str) -> None:
        """Wait for the file step with this reason for it."""
        self.is_at("upload")
        expect(self.page.locator("[data-name=upload] [data-text=refused]")).to_contain_text(
            re.compile(sentence, re.IGNORECASE)
        )

    def says(self, sentence: str) -> None:
        """Wait until this can be read on the page."""
        self.page.get_by_text(re.compile(sentence, re.IGNORECASE)).filter(visible=True).first.wait_for()

    @property
    def remark(self) -> str:
        """Why the take ended, as the review tells it; empty when Dana ended it herself."""
        return self.page.locator("[data-part=interrupted]").inner_text().strip()

    # What the page knows

    @property
    def testimonial(self) -> str:
        return str(self.page.evaluate(NOTE)["testimonial"])

    @property
    def take(self) -> str:
        """The token of the upload of the only take."""
        notes = self.page.evaluate(NOTE)["takes"]
        assert len(notes) == 1, notes
        return str(notes[0]["url"]).rsplit("/", 1)[-1]

    @property
    def ms(self) -> int:
        """How long the take is by the page's own clock."""
        return int(self.page.evaluate(NOTE)["takes"][0]["ms"])

    @property
    def whole(self) -> Whole:
        """The bytes of the take that the review plays."""
        return Whole(**self.page.evaluate(WHOLE))

    @property
    def recorded(self) -> int:
        """Bytes that the browser's recorder has given so far."""
        return int(self.page.evaluate("() => window.__given"))

    @property
    def spoken(self) -> float:
        """Seconds since the recorder began."""
        return float(self.page.evaluate("() => performance.now() - window.__began")) / 1000

    @property
    def picture(self) -> tuple[int, int]:
        """How large her camera's picture is, upright or not."""
        width, height = self.page.evaluate(PICTURE)
        return int(width), int(height)

    @property
    def longest_silence(self) -> float:
        """The most seconds that passed between two chunks of the recorder."""
        times = [time / 1000 for time in self.page.evaluate("() => window.__arrivals")]
        return max(after - before for before, after in pairwise(times))

    @property
    def stop_to_safe(self) -> tuple[float, float]:
        """Seconds from the tap that stopped the take to the browser's last chunk, and to the server's last word."""
        stopped, last_chunk, safe = self.page.evaluate(MOMENTS)
        return (last_chunk - stopped) / 1000, (safe - stopped) / 1000
