"""One visit at a time to a page of the shop, in a new browser context, and what it cost.

The window is a desktop's, unless it says otherwise. "Slow" is a processor four times slower and a
line of 1.6 Mbit/s and 150 ms that all requests of a page share. The browser finds no other machine:
who calls home is noted, and gets no answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page, ViewportSize

from bench import embed_web
from bench.embed_peers import Peer
from bench.embed_web import Web
from bench.link import Link
from bench.spending import BenchFailed
from tests.browser import chromium

WATCH = (Path(__file__).parent / "embed_watch.js").read_text(encoding="utf-8")
KBPS, RTT_SECONDS, SLOWER = 1600, 0.150, 4
LATE_SECONDS = 1.5
QUIET_MS, SETTLE_MS, PAINT_MS = 1000, 2000, 700
UNREPORTED_MS = 16  # Event Timing keeps what is shorter to itself
DRAWN_SECONDS, PLAYING_SECONDS = 60, 60
DESKTOP: ViewportSize = {"width": 1280, "height": 1400}
PHONE: ViewportSize = {"width": 412, "height": 823}  # Lighthouse's
BELOW = '<div style="height:6000px"></div>'
HERO = '<img id="hero" src="/hero.jpg" width="960" height="720" alt="">'
NOBODY_ELSE = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
ARGUMENTS = (
    f"--host-resolver-rules={NOBODY_ELSE}",
    # Frames of other sites stay in the page's own process, as on small phones: their work counts, too.
    "--disable-site-isolation-trials",
    "--disable-features=IsolateOrigins,site-per-process",
)


@dataclass(frozen=True)
class Weight:
    """What a page asks for and keeps because of a widget, before anybody touches it.

    `code` is bytes of script, style and data as they were sent; `film` those of films. `kept` counts
    cookies and stored entries, `strangers` the hosts that are neither the page's nor the widget's.
    """

    code: int
    requests: int
    requests_below: int
    film: int
    kept: int
    strangers: int


@contextmanager
def browsing() -> Iterator[Browser]:
    """A Chromium in which nothing plays before a click."""
    with chromium.launched(*ARGUMENTS, without=("--autoplay-policy",)) as browser:
        yield browser


class Visitor:
    """Goes to the pages of one web with one browser."""

    def __init__(self, browser: Browser, web: Web) -> None:
        self.browser, self.web = browser, web

    def weigh(self, peer: Peer) -> Weight:
        """Count what comes with twelve stories in view, and how many requests when they are far below."""
        below, _ = self._asked(peer, above=BELOW)
        sent = self.web.vendor.sent
        sent.clear()
        seen, kept = self._asked(peer)
        known = {urlsplit(one.url).netloc for one in (self.web.vendor, self.web.shop)}
        return Weight(
            code=sum(size for path, size in sent.items() if not path.startswith("/m/")),
            requests=len(seen),
            requests_below=len(below),
            film=sum(size for path, size in sent.items() if path.endswith(".mp4")),
            kept=kept,
            strangers=len({urlsplit(url).netloc for url in seen} - known),
        )

    def load(self, peer: Peer, count: int) -> tuple[float, float]:
        """Return the main thread's CPU milliseconds for so many stories: in scripts, and in all."""
        with self._visit(self._page(peer, count), peer.ready) as (_, devtools):
            found = {one["name"]: one["value"] for one in devtools.send("Performance.getMetrics")["metrics"]}
        own = found["TaskDuration"] - found["DevToolsCommandDuration"]
        return found["ScriptDuration"] * 1000, own * 1000

    def strain(self, peer: Peer) -> tuple[float, float]:
        """Return what tasks of more than 50 ms blocked on a slow processor, and its slowest click, in ms."""
        with self._visit(self._page(peer), peer.ready, slower=SLOWER) as (page, _):
            blocked = sum(max(0, one - 50) for one in page.evaluate("watched.longTasks"))
            return blocked, max(self._click(page, peer, one) for one in peer.clicks)

    def wait_late(self, peer: Peer) -> float:
        """Return the sum of all shifts when scripts come late, which is what CLS is at most."""
        self.web.vendor.delay = lambda path: LATE_SECONDS if path.endswith(".js") else 0.0
        with self._visit(self._page(peer), peer.ready) as (page, _):
            return float(page.evaluate("watched.shifts.reduce((sum, one) => sum + one, 0)"))

    def play(self, peer: Peer) -> float:
        """Return the milliseconds from a click to a moving picture, all slow; others have one film here."""
        self._slow_line()
        with self._visit(self._page(peer, count=1), peer.ready, slower=SLOWER) as (page, _):
            page.locator(peer.clicks[-1]).first.click()
            page.wait_for_function("watched.frame > 0", timeout=PLAYING_SECONDS * 1000)
            return float(page.evaluate("watched.frame - watched.click"))

    def look(self, peer: Peer) -> float:
        """Return when the photograph on top of a phone's page was there, all slow, in milliseconds."""
        self._slow_line()
        with self._visit(self.first_screen(peer), "#hero", slower=SLOWER, viewport=PHONE) as (page, _):
            largest = page.evaluate("watched.largest")
        if largest["id"] != "hero":
            raise BenchFailed(f"The largest of the first screen is not the photograph but {largest}.")
        return float(largest["at"])

    def first_screen(self, peer: Peer) -> str:
        """Return the address of the page with a photograph on top and the widget below it."""
        return self._page(peer, above=HERO)

    def _asked(self, peer: Peer, *, above: str = "") -> tuple[list[str], int]:
        """Return the addresses asked for, without the page's own, and what the browser was left with."""
        asked: list[str] = []
        address = self._page(peer, above=above)
        with self._visit(address, "h1" if above else peer.ready, asked=asked) as (page, _):
            stored = page.evaluate("localStorage.length + sessionStorage.length")
            kept = len(page.context.cookies()) + int(stored)
        return [url for url in asked if url.startswith("http") and url != address], kept

    def _click(self, page: Page, peer: Peer, control: str) -> float:
        """Return the time to the next paint after a click, which the browser rounds to 8 ms; 16 where it was less."""
        for frame in page.frames:
            frame.evaluate("watched.interactions = [], watched.click = 0")
        place = page.frame_locator(peer.frame) if peer.frame else page
        place.locator(control).first.click()
        page.wait_for_timeout(PAINT_MS)
        frames = [frame for frame in page.frames if frame.url.startswith("http://")]
        noted = [one for frame in frames for one in frame.evaluate("globalThis.watched?.interactions ?? []")]
        if not noted and not any(frame.evaluate("globalThis.watched?.click") for frame in frames):
            raise BenchFailed(f"The click on {control} of {peer.name} was not heard.")
        return float(max(noted, default=UNREPORTED_MS))

    @contextmanager
    def _visit(
        self,
        address: str,
        ready: str,
        *,
        slower: int = 1,
        viewport: ViewportSize = DESKTOP,
        asked: list[str] | None = None,
    ) -> Iterator[tuple[Page, CDPSession]]:
        """A page that has drawn `ready` and come to rest; the line is quick again afterwards."""
        context = self.browser.new_context(viewport=viewport)
        try:
            page = context.new_page()
            page.add_init_script(WATCH)
            if asked is not None:
                page.on("request", lambda request: asked.append(request.url))
            devtools = context.new_cdp_session(page)
            # A busy machine makes wall-clock time longer; the thread's own CPU time hardly.
            devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
            devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
            page.wait_for_timeout(QUIET_MS)  # a new window draws the browser's own pages first
            page.goto(address)
            self._rest(page, ready)
            yield page, devtools
        finally:
            context.close()
            for one in (self.web.vendor, self.web.shop):
                one.delay, one.pace = (lambda path: 0.0), (lambda size: None)

    def _rest(self, page: Page, ready: str) -> None:
        """Wait in steps: asking a page at every frame whether it is ready would be work of its own."""
        until = monotonic() + DRAWN_SECONDS
        page.wait_for_timeout(SETTLE_MS)
        while not page.locator(ready).first.is_visible():
            if monotonic() > until:
                raise BenchFailed(f"{ready} was not drawn within {DRAWN_SECONDS} s.")
            page.wait_for_timeout(SETTLE_MS)

    def _page(self, peer: Peer, count: int = embed_web.STORIES, *, above: str = "") -> str:
        return embed_web.page(self.web, peer, count, above=above)

    def _slow_line(self) -> None:
        link = Link(KBPS, RTT_SECONDS)
        for one in (self.web.vendor, self.web.shop):
            one.delay, one.pace = (lambda path: link.rtt), link.wait_for
