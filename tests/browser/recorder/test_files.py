"""Videos that Dana already has, good and broken, through the file input."""

from __future__ import annotations

import pytest

from tests.browser.recorder.dana import Dana
from tests.browser.recorder.ledger import Ledger
from tests.clips import clip

pytestmark = pytest.mark.browser

# A text file that calls itself a video: see tests/browser/test_journey.py.


def test_a_phones_mov_is_taken(dana: Dana, ledger: Ledger, phone: str) -> None:
    dana.open()
    dana.choose_file(phone)
    dana.is_safe()
    dana.go_on()
    dana.is_past_question(1)
    (taken,) = ledger.all(dana.testimonial)
    taken = ledger.settled(taken.token)
    assert (taken.state, taken.media_type) == ("accepted", "video/quicktime")


def test_a_truncated_file_is_refused_and_another_is_taken(dana: Dana, ledger: Ledger, phone: str) -> None:
    dana.open()
    dana.choose_file(str(clip("truncated.mp4")))
    dana.is_safe()
    dana.go_on()
    dana.says("damaged")
    dana.page.locator("input[name=file]").set_input_files(phone)
    dana.is_safe()
    dana.go_on()
    dana.is_past_question(1)
    assert [taken.state for taken in ledger.all(dana.testimonial)][-1] == "accepted"
