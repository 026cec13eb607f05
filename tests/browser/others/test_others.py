"""The main job in Firefox and in WebKitGTK, the nearest to Safari there is here: record, send, play what came of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Any

import av
import pytest

from tests.browser.recorder.ledger import Ledger
from tests.flow import public_media
from tests.moderator import Moderator, wait_for_items
from tests.server import ROOT, Server, running
from tests.speaker import Speaker

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HERE = Path(__file__).parent
SECONDS = 4
LIMIT_SECONDS = 240
# WebKitGTK's encoders need up to half a second after it says that it records.
SLACK_MS = {"webm": 500, "mp4": 1_000}
FIREFOX = ["node", str(HERE / "firefox.mjs")]
WEBKIT = ["dbus-run-session", "--", "xvfb-run", "-a", sys.executable, "-m", "tests.browser.others.webkit"]
SANDBOX = {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
# GStreamer's own first choice of encoder makes no bytes here, without a word.
RANKS = {"GST_PLUGIN_FEATURE_RANK": "openh264enc:400,vp8dec:400,vp9dec:400"}

needs_firefox = pytest.mark.skipif(
    shutil.which("firefox-esr") is None or not (HERE / "node_modules").exists(),
    reason="no Firefox, or no driver for it: make test-browsers installs both",
)
needs_webkit = pytest.mark.skipif(
    shutil.which("WebKitWebDriver") is None, reason="no WebKitGTK: make test-browsers installs it"
)
BROWSERS = [
    pytest.param(FIREFOX, {}, "webm", marks=needs_firefox, id="firefox"),
    pytest.param(WEBKIT, SANDBOX | RANKS, "mp4", marks=needs_webkit, id="webkitgtk"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("others")) as started:
        yield started


def driven(command: list[str], environment: dict[str, str], *task: str) -> dict[str, Any]:
    """Let a browser do a task; return the JSON that its driver printed."""
    done = subprocess.run(
        [*command, *task], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True,
        timeout=LIMIT_SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


@pytest.mark.parametrize(("command", "environment", "container"), BROWSERS)
def test_what_it_records_is_accepted_and_what_is_rendered_plays_in_it(
    server: Server, command: list[str], environment: dict[str, str], container: str
) -> None:
    access = server.access()
    address = f"{server.url}/c/{access['link']}"
    note = driven(command, environment, "record", address, str(SECONDS))
    assert (note["step"], container in note["type"]) == ("review", True), note
    taken = Ledger(server.folder).settled(note["upload"])
    assert taken.state == "accepted"
    assert abs(taken.duration_ms - note["ms"]) <= SLACK_MS[container]
    with published(server, access, note, name=container) as film, page_with(film) as page:
        played = driven(command, environment, "play", page)
    assert played.get("seconds", 0) >= 1, played
    assert played["width"] > 0


@contextmanager
def page_with(film: str) -> Iterator[str]:
    """A page of somebody else's that shows the film; yields its address."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f'<!doctype html><video src="{film}" width="640"></video>'.encode())

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_address[1]}/"
        site.shutdown()


@contextmanager
def published(server: Server, access: dict[str, str], note: dict[str, Any], *, name: str) -> Iterator[str]:
    """Send the story that was recorded and approve it; yield the address of its film while it is public."""
    dana = Speaker.taking_over(server.url, access["link"], note["testimonial"], note["secret"])
    dana.put(f"/answers/{dana.question}", {"kind": "video", "upload": note["upload"]})
    dana.send(name=f"Dana {name}")
    assert dana.wait_until_done() == "ready"
    alice = Moderator(server.url, email=access["email"], password=access["password"], brand=access["brand"])
    wall = alice.wall()
    alice.decide(dana.token, "approved")
    wait_for_items(server.url, wall, 1)
    yield public_media(server.url, wall)
    alice.decide(dana.token, "reopened")
    wait_for_items(server.url, wall, 0)


@needs_webkit
def test_a_take_without_a_byte_is_told_and_not_taken_for_a_story(server: Server) -> None:
    """Without the ranks WebKitGTK says that it recorded, and hands over nothing."""
    access = server.access()
    note = driven(WEBKIT, SANDBOX, "record", f"{server.url}/c/{access['link']}", "2")
    assert note["step"] == "upload", note
    assert note["told"].startswith("Nothing was recorded")
    assert note["upload"] == ""
    assert Ledger(server.folder).all(note["testimonial"]) == []


@pytest.mark.skipif(
    shutil.which("chromedriver") is None or shutil.which("xvfb-run") is None,
    reason="no chromedriver or no display for it: make test-browsers installs both",
)
def test_a_hidden_tab_records_without_a_hole(server: Server) -> None:
    hidden = ["xvfb-run", "-a", sys.executable, "-m", "tests.browser.others.hidden"]
    note = driven(hidden, {}, f"{server.url}/c/{server.access()['link']}", "10")
    assert note["hidden"] >= 9_000, note
    books = Ledger(server.folder)
    taken = books.settled(note["upload"])
    assert taken.state == "accepted"
    assert abs(taken.duration_ms - note["ms"]) <= 500
    assert widest_hole(books.original(taken.token)) < 2


def widest_hole(path: Path) -> float:
    """The most seconds between two pictures that follow each other."""
    with av.open(str(path)) as film:
        times = [
            float(packet.pts * packet.time_base) for packet in film.demux(video=0) if packet.pts is not None
        ]
    return max(after - before for before, after in pairwise(times))
