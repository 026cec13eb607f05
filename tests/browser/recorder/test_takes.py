"""What the recorder does with the data it is given, late, wrongly or not at all."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from tests.browser.recorder import faults
from tests.browser.recorder.dana import Dana
from tests.browser.recorder.ledger import Ledger

pytestmark = pytest.mark.browser
SLACK_MS = 1_000  # a busy machine is late with everything; a pause or a hole is longer


def test_a_take_arrives_as_it_was_recorded(dana: Dana, ledger: Ledger) -> None:
    dana.record(2)
    dana.stop()
    dana.is_safe()
    taken = ledger.settled(dana.take)
    assert (taken.state, taken.bytes, taken.sha256) == ("accepted", dana.whole.size, dana.whole.sha256)
    assert abs(taken.duration_ms - dana.ms) <= SLACK_MS
    assert dana.problems == []


def test_a_take_of_nothing_is_told_and_asks_for_another(dana: Dana, ledger: Ledger) -> None:
    dana.page.add_init_script(faults.IMMEDIATE_STOP)
    dana.open()
    dana.start_camera()
    dana.page.locator("[data-part=main][data-do=record]").click()
    dana.is_refused("nothing was recorded")
    assert ledger.all(dana.testimonial) == []


def test_a_recorder_that_falls_silent_for_four_seconds_is_stopped(dana: Dana, ledger: Ledger) -> None:
    dana.page.add_init_script(faults.DUMB)
    dana.record(2)
    dana.page.evaluate("() => (window.__isDumb = true)")
    dana.is_at("review")
    assert "The recording stalled at" in dana.remark
    dana.is_safe()
    taken = ledger.settled(dana.take)
    assert (taken.state, taken.sha256) == ("accepted", dana.whole.sha256)


@pytest.mark.parametrize("container", ["webm", "mp4"])
def test_a_phone_that_is_turned_keeps_the_take_alive(dana: Dana, ledger: Ledger, container: str) -> None:
    if container == "mp4":
        dana.page.add_init_script(faults.ONLY_MP4)
    dana.record(2)
    dana.page.evaluate(faults.TURN)
    dana.speak(2)
    dana.stop()
    dana.is_safe()
    taken = ledger.settled(dana.take)
    assert (taken.state, container in taken.media_type) == ("accepted", True)
    assert abs(taken.duration_ms - dana.ms) <= SLACK_MS
    (_, _), (width, height) = sizes_in(ledger.original(dana.take))
    assert width < height


def sizes_in(path: Path) -> list[tuple[int, int]]:
    """The sizes of the pictures, in the order in which they first come."""
    with av.open(str(path)) as film:
        return list(dict.fromkeys((frame.width, frame.height) for frame in film.decode(video=0)))


def test_a_pause_is_not_in_the_take(dana: Dana, ledger: Ledger) -> None:
    dana.record(1.5)
    dana.pause()
    dana.speak(3)
    dana.tap_red()
    dana.speak(1.5)
    dana.stop()
    dana.is_safe()
    taken = ledger.settled(dana.take)
    assert taken.state == "accepted"
    assert abs(taken.duration_ms - dana.ms) <= SLACK_MS
