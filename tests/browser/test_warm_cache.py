"""Somebody withdraws while a visitor's browser still has everything of them in its cache."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser import chromium
from tests.embeds.host import Origin, origin
from tests.embeds.watching import play
from tests.flow import public_media, tell
from tests.moderator import Moderator, wait_for_items
from tests.server import running

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FRESH_SECONDS = 60  # what `Cache-Control` of a wall allows


def test_a_page_loaded_a_minute_later_shows_nothing_of_them(tmp_path: Path) -> None:
    with running(tmp_path) as server, origin("localhost") as shop, chromium.launched() as browser:
        alice = Moderator(server.url, **{key: server.access()[key] for key in ("email", "password", "brand")})
        wall = alice.wall()
        dana = tell(server.url, server.access()["link"])
        alice.decide(dana.token, "approved")
        wait_for_items(server.url, wall, 1)
        media = public_media(server.url, wall)

        page = browser.new_context().new_page()  # one context: one cache
        visit(page, shop, server.url, wall)
        play(page, "Dana Dober")
        told = requests.get(f"{server.url}/api/testimonials/{dana.token}", headers=dana.headers, timeout=30)
        withdraw(browser.new_context().new_page(), told.json()["page"])
        assert requests.get(media, timeout=30).status_code == 404
        assert (
            requests.get(
                media, headers={"If-None-Match": '"*"', "Range": "bytes=0-9"}, timeout=30
            ).status_code
            == 404
        )

        page.wait_for_timeout(FRESH_SECONDS * 1000)
        visit(page, shop, server.url, wall)
        expect(page.locator("sayso-widget").get_by_text("0 shown")).to_be_visible()
        expect(page.get_by_text("Dana Dober")).to_have_count(0)
        assert page.locator("img").count() == 0


def visit(page: Page, shop: Origin, sayso: str, wall: str) -> None:
    """Open the shop, as whoever comes back to it does: with the cache, not by reloading."""
    body = f'<script type="module" async fetchpriority="low" src="{sayso}/w/{wall}.js"></script><sayso-widget wid="{wall}" style="display:block;min-height:600px"></sayso-widget>'
    page.goto("about:blank")
    page.goto(shop.page("/", f"<!doctype html><title>Shop</title>{body}"))
    page.locator("sayso-widget .counts").wait_for()


def withdraw(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_text("Withdraw my story").click()
    page.get_by_role("button", name="Withdraw for good").click()
    expect(page.get_by_role("heading", name=re.compile("Taken down everywhere|is erased"))).to_be_visible()
