"""A browser, somebody's website, and Sayso's public files on another origin."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from embeds import runtime
from embeds.contract import Payload
from tests.browser import chromium
from tests.embeds import stories
from tests.embeds.host import Origin, origin

MEDIA_TYPES = {"mp4": "video/mp4", "avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


@dataclass
class Web:
    """Two origins and a browser; what pages complain about is in `problems`."""

    sayso: Origin
    shop: Origin
    browser: Browser
    problems: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def publish(self, wall: Payload, *, media: bool = True) -> Payload:
        """Put the widget's files where a publication would, and return the payload."""
        wall["media"], wall["wall"] = f"{self.sayso.url}/m/", f"{self.sayso.url}/wall/halden"
        self.sayso.put(f"/w/{wall['wid']}.js", runtime.widget_file(wall), "text/javascript")
        self.sayso.put(f"/w/{wall['wid']}.json", json.dumps(wall), "application/json")
        name, player = runtime.player_file()
        self.sayso.put(f"/w/{name}", player, "text/javascript")
        for name, body in stories.media_files(wall).items() if media else ():
            self.sayso.put(f"/m/{name}", body, MEDIA_TYPES[name.rpartition(".")[2]])
        return wall

    def snippet(self, wall: Payload, *, height: int = 860, nonce: str = "") -> str:
        style = f' style="display:block;min-height:{height}px"' if height else ""
        return (
            f'<script type="module" async fetchpriority="low" src="{self.sayso.url}/w/{wall["wid"]}.js"{nonce}></script>\n'
            f'<sayso-widget wid="{wall["wid"]}"{style}><a href="{wall["wall"]}">Customer stories</a></sayso-widget>'
        )

    def page(self, **options: Any) -> Page:
        """A page in a context of its own, whose complaints are collected."""
        context = self.browser.new_context(**{"viewport": {"width": 1280, "height": 1000}, **options})
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self.problems.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        return page

    def visit(self, body: str, *, head: str = "", path: str = "/", **options: Any) -> Page:
        """Open somebody's page with this body."""
        html = f'<!doctype html><html lang="en"><title>Shop</title>{head}<body>{body}</body></html>'
        page = self.page(**options)
        page.goto(self.shop.page(path, html))
        return page

    def wall(self, wall: Payload | None = None, **options: Any) -> Page:
        """Open a page with a published wall and wait until it is drawn."""
        page = self.visit(self.snippet(self.publish(wall or stories.wall())), **options)
        drawn(page)
        return page


def drawn(page: Page) -> None:
    """Wait until every card of the page's first wall has its place."""
    page.locator(".card").first.wait_for()
    page.wait_for_function(
        "!!document.querySelector('sayso-widget').shadowRoot.querySelector('.more').textContent"
    )


@pytest.fixture(scope="session")
def running_browser() -> Iterator[Browser]:
    with chromium.launched() as browser:
        yield browser


@pytest.fixture
def web(running_browser: Browser) -> Iterator[Web]:
    with origin() as sayso, origin("localhost") as shop:
        web = Web(sayso, shop, running_browser)
        shop.put("/favicon.ico", b"", "image/x-icon")
        yield web
        for context in web.contexts:
            context.close()
