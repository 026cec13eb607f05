"""A browser that dies, a second tab, a device without room: what was said is still there."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.recorder import faults
from tests.browser.recorder.dana import Dana
from tests.browser.recorder.ledger import Ledger
from tests.browser.recorder.mortal import mortal
from tests.line import Line
from tests.server import Server

pytestmark = pytest.mark.browser


def test_a_killed_browser_comes_back_with_what_was_said(
    tmp_path: Path, server: Server, link: str, ledger: Ledger
) -> None:
    with mortal(tmp_path / "profile") as chrome:
        dana = Dana(chrome.open(), server.url, link)
        dana.record(4)
        before = dana.ms
        chrome.kill()
        dana = Dana(chrome.open(), server.url, link).open()
        dana.says("Welcome back")
        dana.is_safe()
        assert dana.ms >= before - 2_000
        dana.page.locator("[data-do=continue]:visible").click()
        dana.is_at("review")
        taken = ledger.settled(dana.take)
        assert (taken.state, taken.sha256) == ("accepted", dana.whole.sha256)


def test_a_second_try_survives_a_kill_and_not_the_first(
    tmp_path: Path, server: Server, link: str, ledger: Ledger
) -> None:
    """Chromium writes localStorage down once a minute: what is noted there is of the first try."""
    with mortal(tmp_path / "profile") as chrome:
        dana = Dana(chrome.open(), server.url, link)
        dana.record(6)
        dana.stop()
        dana.is_safe()
        first = dana.take
        dana.again()
        dana.tap_red()
        dana.speak(3)
        chrome.kill()
        dana = Dana(chrome.open(), server.url, link).open()
        dana.says("Welcome back")
        dana.is_safe()
        assert dana.take != first
        assert ledger.settled(dana.take).state == "accepted"


def test_a_browser_killed_without_a_network_has_kept_the_take(
    tmp_path: Path, line: Line, link: str, ledger: Ledger
) -> None:
    with mortal(tmp_path / "profile") as chrome:
        dana = Dana(chrome.open(), line.url, link)
        dana.open()
        dana.start_camera()
        line.cut()
        dana.tap_red()
        dana.speak(6)
        before = dana.recorded
        chrome.kill()
        line.mend()
        dana = Dana(chrome.open(), line.url, link).open()
        dana.says("Welcome back")
        dana.is_safe()
        dana.page.locator("[data-do=continue]:visible").click()
        dana.is_at("review")
        taken = ledger.settled(dana.take)
        assert (taken.state, taken.sha256) == ("accepted", dana.whole.sha256)
        assert dana.whole.size > before / 2


def test_a_second_tab_leaves_the_take_to_the_first(
    dana: Dana, context: BrowserContext, server: Server, link: str, ledger: Ledger
) -> None:
    dana.record(2)
    again = Dana(context.new_page(), server.url, link).open()
    assert again.page.locator("main").get_attribute("data-safe") == "none"
    again.page.bring_to_front()
    dana.page.bring_to_front()
    dana.speak(1)
    dana.stop()
    dana.is_safe()
    taken = ledger.settled(dana.take)
    assert (taken.state, taken.sha256) == ("accepted", dana.whole.sha256)
    assert len(ledger.all(dana.testimonial)) == 1


def test_a_second_tab_takes_over_when_the_first_is_closed(
    dana: Dana, context: BrowserContext, line: Line, link: str, ledger: Ledger
) -> None:
    first = Dana(context.new_page(), line.url, link)
    first.record(3)
    first.page.close(run_before_unload=False)
    second = Dana(context.new_page(), line.url, link).open()
    second.says("Welcome back")
    second.is_safe()
    assert ledger.settled(second.take).state == "accepted"
    assert len(ledger.all(second.testimonial)) == 1


@pytest.mark.parametrize("cause", ["full", "forbidden"])
def test_without_room_on_the_device_the_upload_alone_does(
    dana: Dana, context: BrowserContext, server: Server, ledger: Ledger, cause: str
) -> None:
    if cause == "full":
        tab = context.new_cdp_session(dana.page)
        tab.send("Storage.overrideQuotaForOrigin", {"origin": server.url, "quotaSize": 2_000})
    else:
        dana.page.add_init_script(faults.NO_INDEXED_DB)
    dana.record(2)
    dana.stop()
    dana.is_safe()
    taken = ledger.settled(dana.take)
    assert (taken.state, taken.sha256) == ("accepted", dana.whole.sha256)
    assert dana.problems == []


def test_without_room_and_network_the_page_says_to_stay(
    context: BrowserContext, line: Line, link: str
) -> None:
    dana = Dana(context.new_page(), line.url, link)
    dana.page.add_init_script(faults.NO_INDEXED_DB)
    dana.record(2)
    line.cut()
    dana.says("Kept in this tab only, stay on this page")
    line.mend()
    dana.stop()
    dana.is_safe()
