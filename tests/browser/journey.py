"""Sayso's main job in a real browser, step by step, each timed: record, approve, seen elsewhere, playing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

STEP_MS = 20_000
RENDER_MS = 120_000


@dataclass
class Stage:
    """Where the running instance is, and how to get into its Studio."""

    url: str
    link: str
    email: str
    password: str
    brand: str
    host_url: str


@dataclass
class Journey:
    """One speaker, one moderator, one visitor, each with a browser context of their own."""

    browser: Browser
    stage: Stage
    name: str
    seconds: dict[str, float] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Note how long a step took."""
        began = time.monotonic()
        yield
        self.seconds[step] = round(time.monotonic() - began, 2)

    def page(self, **options: object) -> Page:
        """A page that notes whatever goes wrong in it."""
        page = self.browser.new_context(**options).new_page()  # type: ignore[arg-type]
        page.set_default_timeout(STEP_MS)
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on(
            "console", lambda said: said.type == "error" and self.problems.append(f"{page.url}: {said.text}")
        )
        return page

    def speak(self, seconds: float) -> Page:
        """Record one answer on a phone and send it; return the speaker's page, on its thank-you step."""
        page = self.page(viewport={"width": 390, "height": 844}, permissions=["camera", "microphone"])
        with self.timed("open"):
            page.goto(f"{self.stage.url}/c/{self.stage.link}")
            page.locator("[data-step=welcome]").wait_for()
        self._record(page, seconds)
        self._finish(page)
        assert not page.context.cookies(), "the speaker's side set a cookie"
        return page

    def _record(self, page: Page, seconds: float) -> None:
        with self.timed("camera"):
            page.locator("[data-do=start-camera]:visible").click()
            page.locator("[data-do=record]:visible").click()
            page.locator("[data-do=stop]:visible").wait_for()
        page.wait_for_timeout(seconds * 1000)
        page.locator("[data-do=stop]:visible").first.click()
        with self.timed("safe"):
            page.locator("main[data-safe=safe]").wait_for(state="attached")
        marks = page.evaluate(
            "() => ['sayso:stop', 'sayso:safe'].map((name) => performance.getEntriesByName(name).at(-1)?.startTime)"
        )
        self.seconds["stop → safe"] = round((marks[1] - marks[0]) / 1000, 3)

    def _finish(self, page: Page) -> None:
        page.locator("[data-do=keep]:visible").click()
        while page.locator("main").get_attribute("data-step") != "about":
            page.locator("[data-do=skip]:visible").click()
        page.locator("input[name=name]").fill(self.name)
        page.locator("[data-do=next]:visible").click()
        tick(page, "[name=rating][value='4']")
        tick(page, "[name=relation][value=customer]")
        page.locator("[data-do=next]:visible").click()
        for consent in ("website", "shows_name", "shows_face", "shows_voice"):
            tick(page, f"[name={consent}]")
        page.locator("[data-do=send]:visible").click()
        page.locator("main[data-step=thanks]").wait_for()

    def wait_until_ready(self, page: Page) -> None:
        """Stay on the thank-you page until it says that the story can be watched."""
        with self.timed("submit → ready"):
            page.locator("[data-stage=ready]").wait_for(timeout=RENDER_MS, state="attached")

    def sign_in(self) -> Page:
        """Sign in as the demo's owner; return the inbox."""
        page = self.page(viewport={"width": 1280, "height": 800})
        with self.timed("sign in"):
            page.goto(f"{self.stage.url}/studio/{self.stage.brand}/inbox")
            page.locator("input[name=login]").fill(self.stage.email)
            page.locator("input[name=password]").fill(self.stage.password)
            page.locator("form button").first.click()
            page.locator("#list, .notice").first.wait_for()
        return page

    def approve(self, studio: Page) -> None:
        """Find the story in the inbox without reloading, watch it, seek in it, approve it."""
        with self.timed("seen in the inbox"):
            studio.locator("a.story", has_text=self.name).first.wait_for()
        choose(studio, self.name)
        with self.timed("watched"):
            seek(studio, ".stage-video video")
        studio.locator("#story [data-key=a]").click()
        # The next story is on the stage at once.
        studio.locator("#toasts .toast").wait_for()

    def visit(self) -> Page:
        """See the story on a page of another origin, and play it."""
        began = time.monotonic()
        patience_ms = 900
        while (page := self._newcomer(patience_ms)) is None:
            patience_ms *= 2
            assert time.monotonic() - began < 30, "not on the host page after 30 s"
        self.seconds["approve → host page"] = round(time.monotonic() - began, 2)
        with self.timed("click → playing"):
            self._play(page)
        return page

    def _newcomer(self, patience_ms: float) -> Page | None:
        """Somebody who has never been there (a browser may keep a wall for a minute), if they see the story."""
        page = self.page(viewport={"width": 1280, "height": 900})
        page.goto(self.stage.host_url)
        page.locator("sayso-widget").first.scroll_into_view_if_needed()
        try:
            page.locator("sayso-widget").get_by_text(self.name).first.wait_for(timeout=patience_ms)
        except PlaywrightTimeoutError:
            page.context.close()
            return None
        return page

    def _play(self, page: Page) -> None:
        page.locator("sayso-widget").locator("button, [role=button]").filter(has_text=":").first.click()
        page.wait_for_function(PLAYING)


def choose(studio: Page, name: str) -> None:
    """Click a story in the list, and wait until the stage shows it anew."""
    studio.evaluate("() => document.querySelector('#story')?.setAttribute('data-old', '')")
    studio.locator("a.story", has_text=name).first.click()
    studio.locator("#story:not([data-old])").wait_for(state="attached")
    expect(studio.locator("#story-name")).to_have_text(name)


def tick(page: Page, css: str) -> None:
    """Tick a box or a star as a person does: on its label."""
    page.locator(f"label:has(input{css})").click()
    expect(page.locator(f"input{css}")).to_be_checked()


def seek(page: Page, video: str) -> None:
    """Play a video and jump in it; it must show the moment asked for."""
    page.wait_for_function("(css) => document.querySelector(css)?.readyState >= 1", arg=video)
    page.evaluate(
        "async (css) => { const v = document.querySelector(css); v.muted = true; await v.play();"
        " v.currentTime = v.duration * 0.6; }",
        video,
    )
    page.wait_for_function(
        "(css) => { const v = document.querySelector(css); return v.currentTime >= v.duration * 0.6 && !v.seeking; }",
        arg=video,
    )


PLAYING = """() => {
  const all = (root) => [...root.querySelectorAll('*')].flatMap((e) => e.shadowRoot ? [e, ...all(e.shadowRoot)] : [e]);
  return all(document).some((e) => e instanceof HTMLVideoElement && e.currentTime > 0.1 && !e.paused);
}"""
