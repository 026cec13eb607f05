"""kill -9 of the server at any moment, start again: what was acknowledged becomes ready."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.server import Server
from tests.speaker import Speaker

RECORDINGS = Path(__file__).parent.parent / "recordings"
CLIP = RECORDINGS / "webkitgtk-mp4-avc1-aac.mp4"


@pytest.mark.slow
@pytest.mark.parametrize("after_seconds", [0.0, 0.6, 2.0])
def test_a_sent_story_survives_the_death_of_the_server(tmp_path: Path, after_seconds: float) -> None:
    server = Server(tmp_path)
    server.manage("prepare")
    access = server.access()
    try:
        server.start()
        dana = Speaker(server.url, access["link"])
        dana.answer(CLIP)
        assert dana.send()["state"] == "new"
        time.sleep(after_seconds)
        server.kill()
        server.start()
        assert dana.wait_until_done(seconds=150) == "ready"
    finally:
        server.kill()


@pytest.mark.slow
def test_an_acknowledged_take_survives_and_can_still_be_sent(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.manage("prepare")
    access = server.access()
    try:
        server.start()
        dana = Speaker(server.url, access["link"])
        upload = dana.upload(CLIP)
        server.kill()
        server.start()
        dana.put(f"/answers/{dana.question}", {"kind": "video", "upload": upload})
        dana.send()
        assert dana.wait_until_done() == "ready"
    finally:
        server.kill()
