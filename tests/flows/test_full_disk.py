"""The embedded mode on a disk that is full: database, takes, stores and scratch all lie on it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow import CLIP
from tests.server import Server
from tests.services.patient_speaker import Dana, Declined, Take
from tests.services.small_disk import Disk, can_mount

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not can_mount(), reason="a disk that can be full needs root to mount it"),
]
MIB = 1024**2
NOT_NOW = {503, 507}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    made = Disk(tmp_path / "data")
    yield made
    made.remove()


@pytest.fixture
def server(tmp_path: Path, disk: Disk) -> Iterator[Server]:
    """A running Sayso whose whole data folder is that disk."""
    made = Server(tmp_path)
    made.manage("prepare")
    made.access()
    try:
        yield made.start()
    finally:
        made.kill()


def opened(server: Server) -> Take:
    """A take of somebody who has just opened the link."""
    take = Take(Dana(server.url, server.access()["link"]), CLIP)
    take.open()
    return take


def test_new_takes_are_refused_and_a_sent_story_waits_until_there_is_room(server: Server, disk: Disk) -> None:
    take = opened(server)
    take.resume()
    take.dana.answer_with(take)
    disk.leave(20 * MIB)
    take.dana.send()
    with pytest.raises(Declined) as declined:
        opened(server)
    assert declined.value.status == 507
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        assert take.dana.progress()["stage"] not in {"ready", "failed"}
        time.sleep(0.2)
    disk.grow()
    assert take.dana.wait_until_done() == "ready"


def test_without_a_single_byte_left_nothing_is_called_safe_that_is_not(server: Server, disk: Disk) -> None:
    take = opened(server)
    safe = take.send(stop=50_000)
    disk.leave(0)
    with pytest.raises(Declined) as declined:
        take.send(start=safe)
    assert declined.value.status in NOT_NOW
    with pytest.raises(Declined) as declined:
        take.dana.answer_with(take)
    assert declined.value.status in NOT_NOW
    disk.grow()
    assert safe <= take.offset() < len(take.body)
    take.resume()
    take.dana.answer_with(take)
    assert take.dana.send()["state"] == "new"
    assert take.dana.wait_until_done() == "ready"
