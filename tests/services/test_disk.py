"""A full disk, a real one: new takes are refused, what is safe stays safe, jobs pause, and it heals."""

from __future__ import annotations

import hashlib
import time

import pytest

from testimonials.models import Upload
from tests.services import ledger
from tests.services.compose_processes import Fleet
from tests.services.engines import wait_for
from tests.services.patient_speaker import Dana, Declined, Take
from tests.services.small_disk import Disk, can_mount
from tests.services.stories import LONG_CLIP, SOON_SECONDS, caught_rendering, sent

pytestmark = pytest.mark.skipif(
    not can_mount(), reason="a file system that can be full needs root to mount it"
)

KIB, MIB = 1024, 1024**2
NO_SPACE = 507


def test_a_new_take_is_refused_and_one_under_way_goes_on(fleet: Fleet, disk: Disk, dana: Dana) -> None:
    take = Take(dana, LONG_CLIP)
    take.open()
    safe = take.send(stop=300_000)
    disk.leave(20 * MIB)
    with pytest.raises(Declined) as declined:
        Take(Dana(fleet.url, fleet.access["link"]), LONG_CLIP).open()
    assert declined.value.status == NO_SPACE
    assert take.send(start=safe) == len(take.body)


def test_a_take_stops_at_the_last_byte_that_fits_and_goes_on_from_there(
    fleet: Fleet, disk: Disk, dana: Dana
) -> None:
    take = Take(dana, LONG_CLIP)
    take.open()
    safe = take.send(stop=300_000)
    disk.leave(200 * KIB)
    with pytest.raises(Declined) as declined:
        take.send(start=safe)
    assert declined.value.status == NO_SPACE
    kept = take.offset()
    assert safe < kept < len(take.body)
    disk.grow()
    assert take.offset() == kept
    take.resume()
    dana.answer_with(take)
    dana.send()
    assert dana.wait_until_done(seconds=SOON_SECONDS) == "ready"
    original = Upload.objects.get(token=take.token).original
    assert original.sha256 == hashlib.sha256(take.body).hexdigest()


def test_a_job_without_room_to_work_waits_and_is_never_called_ready(
    fleet: Fleet, disk: Disk, dana: Dana
) -> None:
    fleet.kill(*fleet.workers)
    sent(dana)
    disk.leave(2 * MIB)
    fleet.start()
    deadline = time.monotonic() + 8
    while time.monotonic() < deadline:
        assert dana.progress()["stage"] not in {"ready", "failed"}
        time.sleep(0.2)
    disk.grow()
    assert dana.wait_until_done(seconds=SOON_SECONDS) == "ready"
    assert ledger.cut_of(dana.token).attempts == 1


def test_a_disk_that_fills_up_under_ffmpeg_pauses_the_job(fleet: Fleet, disk: Disk, dana: Dana) -> None:
    caught_rendering(fleet, dana)
    disk.leave(64 * KIB)
    wait_for(lambda: ledger.cut_of(dana.token).attempts == 0, "the job to be put off", seconds=SOON_SECONDS)
    assert dana.progress()["stage"] not in {"ready", "failed"}
    disk.grow()
    assert dana.wait_until_done(seconds=SOON_SECONDS) == "ready"
    assert ledger.cut_of(dana.token).failures == 0
