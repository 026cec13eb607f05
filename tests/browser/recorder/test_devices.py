"""Cameras and microphones that are refused, missing or lost: one sentence, a way on, and nothing lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route

from tests.browser.recorder import faults
from tests.browser.recorder.conftest import Invite
from tests.browser.recorder.dana import Dana
from tests.browser.recorder.ledger import Ledger

pytestmark = pytest.mark.browser
MISSING = "--use-fake-device-for-media-stream=device-count=0"

# No camera at all, and a camera that its owner refuses: see tests/browser/test_journey.py.


def test_a_camera_that_the_page_around_forbids_is_not_blamed_on_dana(dana: Dana) -> None:
    def forbid(route: Route) -> None:
        answer = route.fetch()
        headers = answer.headers | {"permissions-policy": "camera=(), microphone=()"}
        route.fulfill(response=answer, headers=headers)

    dana.page.route(dana.address, forbid)
    dana.open()
    dana.ask_for_camera()
    dana.is_refused("page around this one keeps the camera off")


def test_a_browser_that_never_answers_is_given_up_on(dana: Dana) -> None:
    dana.page.add_init_script(faults.NEVER_SETTLES)
    dana.page.clock.install()
    dana.open()
    dana.ask_for_camera()
    dana.is_at("record")
    dana.page.clock.fast_forward(10_500)
    dana.is_refused("did not answer")


def test_after_a_refusal_a_file_still_goes_through(invite: Invite, ledger: Ledger, phone: str) -> None:
    dana = invite(MISSING, without=("--use-fake-device",))
    dana.open()
    dana.ask_for_camera()
    dana.is_refused("no camera")
    dana.page.locator("input[name=file]").set_input_files(phone)
    dana.is_safe()
    assert [taken.state for taken in ledger.all(dana.testimonial)] != []


def test_a_chosen_camera_that_vanished_falls_back_to_another(dana: Dana) -> None:
    dana.open()
    dana.start_camera()
    dana.page.locator("[data-do=devices]").click()
    dana.page.evaluate(
        "() => { const list = document.querySelector('[data-part=cameras]');"
        " list.append(new Option('Unplugged', 'f'.repeat(64), true, true)); list.dispatchEvent(new Event('change')); }"
    )
    dana.page.locator("[data-name=record][data-look=ready]").wait_for(state="attached")
    dana.tap_red()
    dana.speak(1)
    dana.stop()
    dana.is_safe()


@pytest.mark.parametrize(
    ("lost", "sentence"),
    [
        (["camera"], "camera stopped at"),
        (["microphone"], "stopped hearing you at"),
    ],
    ids=["camera", "microphone"],
)
def test_a_lost_device_ends_the_take_and_keeps_it(
    invite: Invite, ledger: Ledger, lost: list[str], sentence: str
) -> None:
    """The browser really takes it away: the other one lives, and the recorder would carry on without a word."""
    dana = invite(without=("--use-fake-ui",), faults=(faults.SEPARATELY,))
    dana.allow("camera", "microphone")
    dana.record(2)
    dana.forbid(*lost)
    dana.is_at("review")
    assert sentence in dana.remark
    dana.is_safe()
    taken = ledger.settled(dana.take)
    assert (taken.state, taken.sha256) == ("accepted", dana.whole.sha256)


def test_both_devices_lost_at_once_are_told_as_both(invite: Invite, ledger: Ledger) -> None:
    dana = invite(without=("--use-fake-ui",))
    dana.allow("camera", "microphone")
    dana.record(2)
    dana.forbid("camera")  # asked for in one, lost in one
    dana.is_at("review")
    assert "Camera and microphone stopped at" in dana.remark
    dana.is_safe()
    assert ledger.settled(dana.take).state == "accepted"
