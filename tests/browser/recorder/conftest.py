"""One server for all of the recorder's tests, a browser for each folder of faults, a new Dana for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser import chromium
from tests.browser.recorder.dana import Dana
from tests.browser.recorder.ledger import Ledger
from tests.clips import clip
from tests.line import Line, between
from tests.server import Server, running

Invite = Callable[..., Dana]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server that lets one network begin as often as these tests do."""
    with running(tmp_path_factory.mktemp("recorder"), environment={"BEGIN_RATE": "10000/hour"}) as started:
        yield started


@pytest.fixture(scope="session")
def link(server: Server) -> str:
    return server.access()["link"]


@pytest.fixture
def ledger(server: Server) -> Ledger:
    return Ledger(server.folder)


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    """A line before the server, as fast as can be until it is cut."""
    with between(server.port) as laid:
        yield laid


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium.launched() as started:
        yield started


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 390, "height": 844})
    yield made
    made.close()


@pytest.fixture
def dana(context: BrowserContext, server: Server, link: str) -> Dana:
    """Dana with a camera, on a page of her own."""
    return Dana(context.new_page(), server.url, link)


@pytest.fixture(scope="session")
def phone() -> str:
    """What a phone's camera app writes."""
    return str(clip("phone.mov"))


@pytest.fixture
def invite(server: Server, link: str) -> Iterator[Invite]:
    """Another Dana: in a Chromium with other arguments, or with other scripts before the page's own."""
    with ExitStack() as stack:

        def invited(*arguments: str, without: tuple[str, ...] = (), faults: tuple[str, ...] = ()) -> Dana:
            browser = stack.enter_context(chromium.launched(*arguments, without=without))
            dana = Dana(browser.new_page(viewport={"width": 390, "height": 844}), server.url, link)
            for fault in faults:
                dana.page.add_init_script(fault)
            return dana

        yield invited
