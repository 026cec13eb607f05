"""No network, a dead server, a lost answer: the recording goes on, and every byte arrives once."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.recorder.dana import Dana
from tests.browser.recorder.ledger import Ledger
from tests.line import Line, between
from tests.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def dana(context: BrowserContext, line: Line, link: str) -> Dana:
    """Dana behind a line that can be cut."""
    return Dana(context.new_page(), line.url, link)


def arrived_whole(dana: Dana, ledger: Ledger) -> None:
    """Every byte that the browser's recorder gave is on the server, and only once."""
    dana.is_safe()
    taken = ledger.settled(dana.take)
    assert (taken.state, taken.bytes, taken.sha256) == ("accepted", dana.recorded, dana.whole.sha256)
    assert len(ledger.all(dana.testimonial)) == 1


@pytest.mark.parametrize(
    "seconds", [pytest.param(10, id="10 s"), pytest.param(60, id="60 s", marks=pytest.mark.slow)]
)
def test_the_recording_never_stops_while_there_is_no_network(
    dana: Dana, line: Line, ledger: Ledger, seconds: int
) -> None:
    dana.record(2)
    line.cut()
    dana.page.context.set_offline(True)
    dana.knows_it_is_offline()
    before = dana.recorded
    dana.speak(seconds)
    assert dana.recorded > before
    line.mend()
    dana.page.context.set_offline(False)
    dana.page.locator("main[data-safe=sending]").wait_for(state="attached")
    dana.speak(1)
    dana.stop()
    arrived_whole(dana, ledger)
    assert dana.ms > seconds * 1000


def test_a_line_that_dies_unnoticed_is_noticed(dana: Dana, line: Line, ledger: Ledger) -> None:
    """`navigator.onLine` says yes all the time."""
    dana.record(2)
    line.cut()
    dana.knows_it_is_offline()
    line.mend()
    dana.stop()
    arrived_whole(dana, ledger)


def test_without_a_network_at_the_stop_the_rest_follows_by_itself(
    dana: Dana, line: Line, ledger: Ledger
) -> None:
    dana.record(2)
    line.cut()
    dana.page.context.set_offline(True)
    dana.stop()
    dana.knows_it_is_offline()
    dana.says("No network. We go on by ourselves")
    line.mend()
    dana.page.context.set_offline(False)
    arrived_whole(dana, ledger)


def test_a_draft_that_cannot_begin_begins_later(dana: Dana, line: Line, ledger: Ledger) -> None:
    dana.open()
    line.cut()
    dana.start_camera()
    dana.tap_red()
    dana.speak(2)
    dana.stop()
    line.mend()
    arrived_whole(dana, ledger)


def test_the_lost_answer_to_the_last_bytes_costs_nothing(dana: Dana, line: Line, ledger: Ledger) -> None:
    dana.record(2)
    line.lose_answer_to(b"patch /api/uploads/", b"upload-length:")
    dana.stop()
    arrived_whole(dana, ledger)
    assert line.lost_answers == 1


def test_a_story_whose_answer_was_lost_is_sent_once(dana: Dana, line: Line, ledger: Ledger) -> None:
    dana.record(2)
    dana.stop()
    dana.is_safe()
    testimonial = dana.testimonial
    line.lose_answer_to(b"put /api/testimonials/", b"/submission")
    dana.send()
    dana.is_at("thanks")
    assert line.lost_answers == 1
    assert ledger.stories().count(testimonial) == 1


@pytest.mark.slow
def test_a_server_killed_in_mid_patch_corrupts_nothing(
    context: BrowserContext, server: Server, link: str, ledger: Ledger
) -> None:
    """At 1 Mbit/s a PATCH is on its way at any time."""
    with between(server.port, kbps=1000, rtt=0.06) as slow:
        dana = Dana(context.new_page(), slow.url, link)
        dana.record(4)
        try:
            server.kill()
            dana.knows_it_is_offline()
        finally:
            server.start()
        dana.speak(2)
        dana.stop()
        arrived_whole(dana, ledger)
