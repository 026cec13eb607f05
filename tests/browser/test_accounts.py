"""Signing in in a real Chromium: a second step, a passkey; and a member who is removed is out at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, expect

from tests.browser import chromium
from tests.browser.axe import is_wide, violations
from tests.server import Server, running

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery"
HIRE = """
from testimonials.models import Brand, Membership, User
for name, role in (("ada", "admin"), ("mona", "moderator"), ("tora", "viewer"), ("pia", "viewer")):
    user = User.objects.create_user(f"{name}@example.org", "correct horse battery", name=name.title())
    Membership.objects.create(brand=Brand.objects.get(slug="halden"), user=user, role=role)
"""
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("sayso")) as started:
        started.access()
        started.manage("shell", "-c", HIRE)
        yield started


@contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[Page]:
    """A fresh profile; whatever goes wrong in its pages, or against the content policy, fails the test."""
    problems: list[str] = []
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if "Security Policy" in said.text else None)
    yield page
    context.close()
    assert problems == []


def sign_in(page: Page, server: Server, name: str) -> None:
    page.goto(f"{server.url}/accounts/login/")
    page.locator("input[name=login]").fill(f"{name}@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def go_to(page: Page, server: Server, path: str) -> None:
    """Open a page of the account, proving who it is where that is asked."""
    page.goto(f"{server.url}/accounts/{path}")
    if "/reauthenticate/" in page.url:
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url(f"**/accounts/{path}")


def code(secret: str) -> str:
    """What the app shows, early enough in its half minute to be typed."""
    if time.time() % 30 > 25:
        time.sleep(6)
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_an_app_is_set_up_and_asked_for_at_the_next_sign_in(server: Server) -> None:
    with chromium.launched() as browser:
        with opened(browser) as page:
            sign_in(page, server, "tora")
            page.locator(".nav").wait_for()
            go_to(page, server, "app/")
            expect(page.locator(".qr-box svg")).to_be_visible()
            page.get_by_text("You cannot scan it?").click()
            secret = page.locator(".how .copy .mono").inner_text()
            page.locator("input[name=code]").fill(code(secret))
            page.get_by_role("button", name="Turn it on").click()
            expect(page.locator(".codes li")).to_have_count(10)
            spare = page.locator(".codes li").first.inner_text()
            with page.expect_download() as saved:
                page.get_by_role("button", name="Download").click()
            assert saved.value.path().read_text(encoding="ascii").splitlines()[0] == spare
        with opened(browser) as page:
            sign_in(page, server, "tora")
            page.wait_for_url("**/accounts/login/code/")
            page.goto(f"{server.url}/studio/halden/inbox")
            assert page.url.endswith("/accounts/login/code/"), "the password alone opened it"
            page.locator("input[name=code]").fill(spare)
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.locator(".nav").wait_for()


def test_a_passkey_signs_in_alone_and_is_a_second_step(server: Server) -> None:
    with chromium.launched() as browser, opened(browser) as page:
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        sign_in(page, server, "pia")
        page.locator(".nav").wait_for()
        go_to(page, server, "passkeys/new/")
        page.get_by_role("button", name="Make the passkey").click()
        expect(page.locator(".codes li")).to_have_count(10)
        page.goto(f"{server.url}/accounts/passkeys/")
        expect(page.get_by_text("Chrome, Linux")).to_be_visible()
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url("**/studio/**")
        page.goto(f"{server.url}/studio/halden/team")
        page.get_by_role("button", name="Sign out").click()
        sign_in(page, server, "pia")
        page.wait_for_url("**/accounts/login/code/")
        page.get_by_role("button", name="Use a passkey").click()
        page.locator(".nav").wait_for()


def test_a_device_without_a_passkey_says_so_and_stays(server: Server) -> None:
    with chromium.launched() as browser, opened(browser) as page:
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "usb", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        page.goto(f"{server.url}/accounts/login/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_text("Nothing was chosen.")).to_be_visible()
        expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_enabled()


def test_a_removed_member_is_out_at_once(server: Server) -> None:
    with chromium.launched() as browser, opened(browser) as boss, opened(browser) as member:
        sign_in(member, server, "mona")
        member.goto(f"{server.url}/studio/halden/inbox")
        expect(member.locator(".bar h1")).to_have_text("Inbox")
        sign_in(boss, server, "ada")
        boss.locator(".nav").wait_for()
        boss.goto(f"{server.url}/studio/halden/team")
        boss.get_by_role("link", name="Remove Mona").click()
        boss.get_by_role("button", name="Remove").click()
        boss.get_by_text("Mona is not on the team any more.").wait_for()
        answer = member.goto(f"{server.url}/studio/halden/inbox")
        assert answer is not None
        assert answer.status == 404
        member.goto(f"{server.url}/accounts/")
        expect(member.locator(".bar h1")).to_have_text("Profile")


def test_a_role_is_changed_where_it_stands_and_a_refusal_is_read_there(server: Server) -> None:
    with chromium.launched() as browser, opened(browser) as page:
        sign_in(page, server, "ada")
        page.locator(".nav").wait_for()
        page.goto(f"{server.url}/studio/halden/team")
        page.get_by_label("Role of Tora").select_option("moderator")
        page.get_by_text("Tora: Moderator from now on.").wait_for()
        assert page.url.endswith("/studio/halden/team")


def test_an_ended_session_leaves_an_open_inbox_within_seconds(server: Server) -> None:
    with chromium.launched() as browser, opened(browser) as open_page, opened(browser) as other:
        sign_in(open_page, server, "ada")
        open_page.goto(f"{server.url}/studio/halden/inbox")
        open_page.locator(".nav").wait_for()
        sign_in(other, server, "ada")
        other.goto(f"{server.url}/accounts/sessions/")
        other.get_by_role("button", name="End all the others").click()
        open_page.wait_for_url("**/accounts/login/?next=%2Fstudio%2Fhalden%2Finbox", timeout=15_000)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, marks=pytest.mark.slow),
        pytest.param({"color_scheme": "dark"}, marks=pytest.mark.slow),
        PHONE,
        {**PHONE, "locale": "fa"},
    ],
    ids=["wide", "dark", "phone", "persian"],
)
def test_axe_finds_nothing_and_nothing_runs_off_the_page(server: Server, options: dict[str, Any]) -> None:
    with chromium.launched() as browser:
        page = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options}).new_page()
        page.set_default_timeout(15_000)
        page.goto(f"{server.url}/accounts/login/")
        found = [("login", line) for line in violations(page)]
        page.locator("input[name=login]").fill("ada@example.org")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form button").first.click()
        page.locator(".nav").wait_for()
        for path in (
            "/studio/halden/team", "/studio/halden/team/departure", "/studio/halden/audit", "/accounts/",
            "/accounts/security/", "/accounts/sessions/", "/accounts/email/", "/accounts/password/change/",
        ):  # fmt: skip
            page.goto(server.url + path)
            page.wait_for_timeout(200)
            assert not is_wide(page), path
            found += [(path, line) for line in violations(page)]
        assert found == []
