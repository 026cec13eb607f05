"""A take is as large as the line carries: the whole picture on a good one, less on a slow one, by what was measured."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import BrowserContext, Route

from tests.browser.recorder.dana import Dana
from tests.line import Line, between
from tests.server import Server

pytestmark = pytest.mark.browser
WHOLE, MIDDLE, SMALL = (1280, 720), (960, 540), (640, 360)
LEFT = """async () => {
  const said = [];
  while (document.querySelector('main').dataset.safe !== 'safe') {
    const text = document.querySelector('[data-name=review] [data-text=safe]')?.textContent ?? '';
    if (said.at(-1) !== text) said.push(text);
    await new Promise((done) => setTimeout(done, 50));
  }
  return said;
}"""
KEY = "() => JSON.parse(localStorage.getItem(Object.keys(localStorage).find((key) => key.startsWith('sayso:'))))"
On = Callable[..., tuple[Dana, Line]]


@pytest.fixture
def on(context: BrowserContext, server: Server, link: str) -> Iterator[On]:
    """Dana on a line of so many kbit/s."""
    with ExitStack() as stack:

        def laid(kbps: int | None, rtt: float = 0.06) -> tuple[Dana, Line]:
            line = stack.enter_context(between(server.port, kbps=kbps, rtt=rtt))
            return Dana(context.new_page(), line.url, link), line

        yield laid


@pytest.mark.parametrize(
    ("kbps", "rtt", "pictures"),
    [
        pytest.param(None, 0, {WHOLE}, id="as fast as can be"),
        pytest.param(8_000, 0.3, {WHOLE}, id="good and far"),
        # A busy machine carries less than the line would; more than the line it never does.
        pytest.param(3_200, 0.06, {MIDDLE, SMALL}, id="middling"),
        pytest.param(1_000, 0.3, {SMALL}, id="slow"),
    ],
)
def test_the_first_take_is_as_large_as_the_line_carries(
    on: On, kbps: int | None, rtt: float, pictures: set[tuple[int, int]]
) -> None:
    dana, _ = on(kbps, rtt)
    dana.record(1)
    assert dana.picture in pictures
    assert dana.problems == []


def test_a_hiccup_makes_no_line_slow(dana: Dana) -> None:
    first = iter([True])

    def late(route: Route) -> None:
        if next(first, False):
            time.sleep(1.5)
        route.continue_()

    dana.page.route("**/typed", late)
    dana.record(1)
    assert dana.picture == WHOLE


@pytest.mark.slow
def test_a_line_that_became_slow_gets_a_smaller_next_take(on: On) -> None:
    dana, line = on(20_000)
    dana.record(1)
    assert dana.picture == WHOLE
    line.up.kbps = 100
    dana.speak(8)
    dana.again()
    dana.tap_red()
    assert dana.picture == SMALL


@pytest.mark.slow
def test_a_line_that_became_good_gets_the_whole_picture_again(on: On) -> None:
    dana, line = on(1_500)
    dana.record(1)
    assert dana.picture == SMALL
    line.up.kbps = 50_000
    dana.speak(6)
    dana.again()
    dana.tap_red()
    assert dana.picture == WHOLE


def test_data_saving_chosen_by_hand_stays(dana: Dana) -> None:
    dana.open()
    dana.start_camera()
    dana.save_data()
    dana.tap_red()
    dana.speak(3)
    assert dana.picture == SMALL
    dana.stop()
    dana.is_safe()
    dana.again()
    dana.tap_red()
    assert dana.picture == SMALL


def test_trying_the_line_changes_nothing_that_is_kept(dana: Dana) -> None:
    dana.open()
    dana.start_camera()
    kept = dana.page.evaluate(KEY)
    address = f"{dana.address.split('/c/')[0]}/api/testimonials/{kept['testimonial']}"
    headers = {"Authorization": f"Bearer {kept['secret']}", "Content-Type": "application/json"}
    typed = {"fields": {"name": "Dana"}, "consent": {"website": True}}
    dana.page.request.put(f"{address}/typed", headers=headers, data=json.dumps(typed))
    dana.page.reload()
    with dana.page.expect_response("**/typed") as tried:
        dana.page.locator("[data-look=ready]").wait_for(state="attached")
    assert tried.value.status == 204
    assert dana.page.request.get(address, headers=headers).json()["typed"] == typed


@pytest.mark.slow
def test_after_the_stop_a_slow_line_shows_how_much_is_left(on: On) -> None:
    dana, line = on(20_000)
    dana.record(2)
    line.up.kbps = 150
    dana.speak(8)
    dana.stop()
    seconds = [int(number) for said in dana.page.evaluate(LEFT) for number in re.findall(r"\d+", said)]
    assert len(seconds) >= 3, seconds
    assert seconds == sorted(seconds, reverse=True)
