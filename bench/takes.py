"""Takes in a headless Chromium, on the real page and a real server: how fast they are safe, and what is lost of them."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import av
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.browser.recorder import faults
from tests.browser.recorder.dana import Dana
from tests.browser.recorder.ledger import Ledger
from tests.browser.recorder.mortal import mortal
from tests.line import Line, between
from tests.server import Server, running

TAKE_SECONDS = 5
PATIENCE_SECONDS = 60
LIMITS = "from testimonials.models import CollectionLink as c; c.objects.update(max_seconds=900, max_bytes=400_000_000)"


@dataclass(frozen=True)
class Stand:
    """A server with one link, and the arguments of a Chromium with a camera."""

    server: Server
    link: str
    arguments: list[str]

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.server.folder)

    def browser(self) -> AbstractContextManager[Browser]:
        return chromium.started(self.arguments)

    def dana(self, browser: Browser, url: str = "") -> Dana:
        page = browser.new_page(viewport={"width": 390, "height": 844})
        return Dana(page, url or self.server.url, self.link)


@dataclass(frozen=True)
class Stopped:
    """Milliseconds from the stop to the browser's last chunk and to the server's last word; the take's kbit/s and lines."""

    last_chunk: int
    safe: int
    kbps: int
    lines: int


@dataclass(frozen=True)
class Loss:
    """Seconds of a killed browser's take that came back with the page, and that were only on the server."""

    with_spool: float
    server_alone: float


@dataclass(frozen=True)
class Outage:
    """What a time without a network did: to the bytes, to the recorder, and how soon it was over."""

    lost_bytes: int
    longest_silence: float
    resumed_after: float


@dataclass(frozen=True)
class Memory:
    """MiB over a take: the most that was unsent, and the script's heap as a line from its start to its end."""

    minutes: float
    most_unsent: float
    heap_before: float
    heap_after: float

    def after(self, minutes: float) -> float:
        """What the page would hold after so long, if it goes on like that."""
        growth = max(0.0, self.heap_after - self.heap_before) / self.minutes
        return self.heap_before + growth * minutes + self.most_unsent


@contextmanager
def standing(arguments: list[str]) -> Iterator[Stand]:
    """A started server whose link takes a quarter of an hour."""
    with (
        TemporaryDirectory(prefix="bench-upload-") as folder,
        running(Path(folder), environment={"BEGIN_RATE": "10000/hour"}) as server,
    ):
        link = server.access()["link"]
        server.manage("shell", "-c", LIMITS)
        yield Stand(server, link, arguments)


def stop_to_safe(stand: Stand, takes: int, *, kbps: int | None = None, rtt: float = 0.0) -> list[Stopped]:
    """Stop so many takes; without `kbps`, on loopback itself."""
    line = nullcontext(None) if kbps is None else between(stand.server.port, kbps=kbps, rtt=rtt)
    found = []
    with stand.browser() as browser, line as laid:
        dana = stand.dana(browser, laid.url if laid else "")
        dana.open()
        dana.start_camera()
        for number in range(takes):
            if number:
                dana.again()
            dana.tap_red()
            dana.speak(TAKE_SECONDS + random.random())  # at any moment between two chunks
            lines = min(dana.picture)
            dana.stop()
            dana.is_safe()
            last_chunk, safe = dana.stop_to_safe
            kbps_made = round(8 * dana.recorded / dana.ms)
            found.append(Stopped(round(1000 * last_chunk), round(1000 * safe), kbps_made, lines))
    return found


def killed(stand: Stand, container: str) -> Loss:
    """Kill the browser in mid-take, open it again, and see how much of the take is there."""
    with (
        TemporaryDirectory(prefix="bench-profile-") as profile,
        mortal(Path(profile), stand.arguments) as chrome,
    ):
        dana = Dana(chrome.open(), stand.server.url, stand.link)
        if container == "mp4":
            dana.page.add_init_script(faults.ONLY_MP4)
        dana.record(6 + 2 * random.random())
        testimonial, spoken = dana.testimonial, dana.spoken
        chrome.kill()
        time.sleep(0.5)  # what was on its way has arrived or broken off
        (upload,) = stand.ledger.all(testimonial)
        alone = length_of(stand.ledger.part(upload.token))
        dana = Dana(chrome.open(), stand.server.url, stand.link).open()
        dana.is_safe()
        back = stand.ledger.settled(dana.take).duration_ms / 1000
    return Loss(max(0.0, spoken - back), max(0.0, spoken - alone))


def offline(stand: Stand, seconds: float) -> Outage:
    """Take the network away for so long in mid-take, and give it back."""
    with stand.browser() as browser, between(stand.server.port) as line:
        dana = stand.dana(browser, line.url)
        dana.record(TAKE_SECONDS)
        _gone(dana, line)
        dana.speak(seconds)
        take, before = dana.take, stand.ledger.growing(dana.take)
        line.mend()
        dana.page.context.set_offline(False)
        resumed_after = _until_it_grows(stand.ledger, take, before)
        dana.speak(TAKE_SECONDS)
        silence = dana.longest_silence
        dana.stop()
        dana.is_safe()
        taken = stand.ledger.settled(take)
        is_same = taken.sha256 == dana.whole.sha256
        return Outage(dana.recorded - taken.bytes if is_same else dana.recorded, silence, resumed_after)


def held(stand: Stand, minutes: float) -> Memory:
    """Record for so long with a network, and look at what the page holds."""
    with stand.browser() as browser:
        dana = stand.dana(browser)
        dana.record(10)
        tab = dana.page.context.new_cdp_session(dana.page)
        before, most, take = _heap(tab), 0, dana.take
        ends = time.monotonic() + minutes * 60
        while time.monotonic() < ends:
            dana.speak(2)
            most = max(most, dana.recorded - stand.ledger.growing(take))
        after = _heap(tab)
        dana.stop()
        dana.is_safe()
    return Memory(minutes, most / 2**20, before, after)


def length_of(path: Path) -> float:
    """Seconds of a file that may end anywhere."""
    end = 0.0
    with av.open(str(path)) as film:
        try:
            for packet in film.demux():
                if packet.pts is not None:
                    end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
        except av.FFmpegError:
            return end  # the last packet is cut
    return end


def _gone(dana: Dana, line: Line) -> None:
    line.cut()
    dana.page.context.set_offline(True)
    dana.knows_it_is_offline()


def _until_it_grows(ledger: Ledger, take: str, before: int) -> float:
    began = time.monotonic()
    while ledger.growing(take) <= before:
        assert time.monotonic() - began < PATIENCE_SECONDS, "it never went on"
        time.sleep(0.02)
    return time.monotonic() - began


def _heap(tab: object) -> float:
    """MiB of the script's heap after a sweep."""
    tab.send("HeapProfiler.collectGarbage")  # type: ignore[attr-defined]
    found = tab.send("Runtime.getHeapUsage")  # type: ignore[attr-defined]
    return float(found["usedSize"]) / 2**20
