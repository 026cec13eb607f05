"""The whole Studio in a real Chromium: python -m tests.browser.studio_tour [FOLDER]

With the demo brand: every page on a desktop and on a phone, light and dark, left to right and right to
left; then a moderator's work and a sign-in with a second step. Takes pictures, runs axe on each page,
and fails on what axe objects to, on sideways scrolling and on errors in the console.
"""

from __future__ import annotations

import base64
import hmac
import struct
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import axe, chromium
from tests.server import Server, running

STEP_MS = 20_000
# (width, height), colour scheme, language: every one of each, and right to left in both sizes.
LOOKS = {
    "1280-light-en": ((1280, 860), "light", "en-US"),
    "1280-dark-zh": ((1280, 860), "dark", "zh-CN"),
    "1280-light-fa": ((1280, 860), "light", "fa-IR"),
    "360-light-en": ((360, 740), "light", "en-US"),
    "360-dark-fa": ((360, 740), "dark", "fa-IR"),
}
PAGES = {
    "home": "home",
    "inbox": "inbox",
    "inbox-replies": "inbox?shelf=waiting",
    "inbox-approved": "inbox?shelf=approved",
    "inbox-nothing": "inbox?shelf=all&q=nobody+said+this",
    "notifications": "notifications",
    "links": "links",
    "link-packs": "links/new",
    "link-new": "links/new?pack=saas",
    "widgets": "widgets",
    "team": "team",
    "audit": "audit",
    "settings": "settings",
    "settings-ending": "settings/ending",
}
ACCOUNT = {
    "account": "/accounts/",
    "account-security": "/accounts/security/",
    "account-sessions": "/accounts/sessions/",
    "account-password": "/accounts/password/change/",
}
SIDEWAYS = "() => [...document.querySelectorAll('.page, .panes, .stage-pane, .builder')].some((one) => one.scrollWidth > one.clientWidth + 1)"


class Tour:
    """The pictures, and what was wrong on the way."""

    def __init__(self, server: Server, browser: Browser, folder: Path) -> None:
        self.server, self.browser, self.folder = server, browser, folder
        self.base = f"{server.url}/studio/{server.access()['brand']}"
        self.problems: list[str] = []
        self.look = ""

    def context(self, look: str, state: Any = None) -> BrowserContext:
        """A browser of that size, scheme and language."""
        self.look = look
        (width, height), scheme, locale = LOOKS[look]
        made = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            locale=locale,
            storage_state=state,
        )
        made.set_default_timeout(STEP_MS)
        return made

    def page(self, context: BrowserContext) -> Page:
        """A page whose errors are problems."""
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(f"{self.look}: {error}"))
        page.on(
            "console", lambda said: said.type == "error" and self.problems.append(f"{self.look}: {said.text}")
        )
        return page

    def see(self, page: Page, name: str) -> None:
        """Take a picture and look for what is wrong."""
        page.wait_for_timeout(300)  # what moves has come to rest
        # Hiding the caret would leave an empty style on every input, which htmx copies and the policy forbids.
        page.screenshot(path=self.folder / f"{self.look}-{name}.png", caret="initial")
        self.problems += [f"{self.look} {name}: {one}" for one in axe.violations(page)]
        if axe.is_wide(page) or page.evaluate(SIDEWAYS):
            self.problems.append(f"{self.look} {name}: scrolls sideways")

    def sign_in(self, page: Page) -> None:
        """From the sign-in page into the Studio."""
        page.goto(f"{self.server.url}/studio/")
        self.see(page, "sign-in")
        page.locator("[name=login]").fill(self.server.access()["email"])
        page.locator("[name=password]").fill(self.server.access()["password"])
        page.locator("form button").first.click()

    def around(self, look: str, state: Any) -> None:
        """Every page as it is."""
        context = self.context(look, state)
        page = self.page(context)
        for name, path in PAGES.items():
            page.goto(f"{self.base}/{path}")
            self.see(page, name)
        for name, path in ACCOUNT.items():
            page.goto(self.server.url + path)
            self.see(page, name)
        page.goto(f"{self.base}/widgets/new")
        self.see(page, "widget-new")
        page.goto(f"{self.base}/widgets")
        widget = page.locator(".widget-card h2 a").first.get_attribute("href")
        for name, more in {
            "widget": "",
            "widget-install": "/install",
            "widget-developers": "/developers",
            "widget-removal": "/removal",
        }.items():
            page.goto(f"{self.server.url}{widget}{more}")
            self.see(page, name)
        page.goto(f"{self.base}/links")
        for name, which in {"link": "Edit", "share": "Share"}.items():
            page.goto(self._first_link(page, which))
            self.see(page, f"link-{name}")
            page.goto(f"{self.base}/links")
        context.close()

    def _first_link(self, page: Page, which: str) -> str:
        suffix = "/share" if which == "Share" else ""
        found = page.locator(".link-card a").evaluate_all("(all) => all.map((a) => a.href)")
        return next(href for href in found if "/links/" in href and href.endswith("/share") == bool(suffix))

    def work(self, look: str, state: Any) -> None:
        """A moderator's five minutes: note, quote, reply, reject, undo, several at once, every key."""
        context = self.context(look, state)
        page = self.page(context)
        page.goto(f"{self.base}/inbox")
        page.goto(self.server.url + (page.locator("a.story").first.get_attribute("href") or ""))
        page.locator("#note-text").fill("For the commuters’ page.")
        page.locator("#part-notes form.form button").click()
        page.locator("#part-notes .note").first.wait_for()
        page.keyboard.press("Escape")
        page.locator("#story-name").click()
        page.keyboard.press("q")
        page.locator(".picker-list button").first.click()
        page.locator("#part-quote blockquote").wait_for()
        self.see(page, "work-quote")
        page.locator(".reply-editor > summary").click()
        page.locator("#reply-text").fill("Thank you. See you by the river.")
        self.see(page, "work-reply")
        page.locator("#part-reply button.brand").click()
        page.locator("#part-reply blockquote").wait_for()
        page.locator("#story-name").click()
        page.keyboard.press("?")
        page.locator("dialog[open]").wait_for()
        self.see(page, "work-keys")
        page.keyboard.press("Escape")
        page.keyboard.press("x")
        page.locator(".reject-sheet:visible").wait_for()
        self.see(page, "work-reject")
        page.keyboard.press("2")
        page.locator(".toast").wait_for()
        self.see(page, "work-undo")
        page.locator(".toast button").click()
        page.wait_for_timeout(500)
        self.see(page, "work-undone")
        context.close()

    def second_step(self, look: str, state: Any) -> None:
        """Set up an app, sign out, and come in with a code."""
        context = self.context(look, state)
        page = self.page(context)
        page.goto(f"{self.server.url}/accounts/app/")
        if "reauthenticate" in page.url:
            self.see(page, "second-again")
            page.locator("[name=password]").fill(self.server.access()["password"])
            page.locator("form button").first.click()
        page.locator("[name=code]").wait_for()
        self.see(page, "second-app")
        secret = page.locator("[data-copy]").first.get_attribute("data-copy") or ""
        page.locator("[name=code]").fill(code(secret))
        page.locator("main form button:not([type=button])").first.click()
        page.wait_for_load_state()
        self.see(page, "second-codes")
        context.clear_cookies()
        self.sign_in(page)
        page.locator("[name=code]").wait_for()
        self.see(page, "second-code")
        time.sleep(30 - time.time() % 30 + 0.5)  # a code is good once
        page.locator("[name=code]").fill(code(secret))
        page.locator("form button").first.click()
        expect(page.locator(".studio")).to_be_visible()
        self.see(page, "second-in")
        context.close()


def code(secret: str) -> str:
    """The six digits of this half minute (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def main(folder: Path) -> int:
    """Take the pictures; return how many things were wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as data,
        running(Path(data), has_demo=True) as server,
        chromium.launched() as browser,
    ):
        tour = Tour(server, browser, folder)
        first = tour.context("1280-light-en")
        page = tour.page(first)
        tour.sign_in(page)
        page.locator(".studio").wait_for()
        state: Any = first.storage_state()
        first.close()
        for look in LOOKS:
            before = len(tour.problems)
            tour.around(look, state)
            print(f"{look}: {tour.problems[before:] or 'ok'}", flush=True)
        for look in ("1280-light-en", "360-dark-fa"):
            before = len(tour.problems)
            tour.work(look, state)
            print(f"{look}, at work: {tour.problems[before:] or 'ok'}", flush=True)
        before = len(tour.problems)
        tour.second_step("1280-light-en", state)
        print(f"two steps: {tour.problems[before:] or 'ok'}", flush=True)
    print(f"{len(list(folder.glob('*.png')))} pictures, {len(tour.problems)} problems")
    return len(tour.problems)


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/tour")) else 0)
