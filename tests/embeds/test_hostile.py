"""Pages and people that mean harm: no script of theirs runs, and no layout gives way to a page's own rules."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

from embeds import rendering, runtime
from embeds.contract import Payload
from tests.embeds import stories
from tests.embeds.attacks import ATTACKS
from tests.embeds.conftest import Web
from tests.embeds.stories import widget
from tests.embeds.watching import VIOLATIONS

pytestmark = pytest.mark.browser

A_WALL = 12
EXTENDED = """<script>
Array.prototype.extra = Object.prototype.extra = function () { return "extra" };
Array.prototype.map = Array.prototype.map; String.prototype.trim = function () { return "trimmed" };
</script>"""
IMPORTANT = """<style>
* { all: unset }
div, ul, li, p, b, span, button, h2, img, video, blockquote, dialog {
  float: right !important; font: 40px/3 cursive !important; color: red !important; position: fixed !important;
  border: 9px dashed lime !important; transform: rotate(9deg) !important; opacity: .1 !important;
}
</style>"""
LOOKS = """[...document.querySelector('sayso-widget').shadowRoot.querySelectorAll('.quote, .name, .play, .poster')].map((part) => {
  const is = getComputedStyle(part);
  return [is.fontSize, is.fontFamily, is.color, is.float, is.position, is.transform, is.opacity, is.borderStyle].join();
})"""


def attacked(attacks: list[str]) -> Payload:
    """A wall in which every field of a story is an attack."""
    wall = stories.wall(len(attacks), title=attacks[0])
    wall["wid"] = stories.token(attacks[0])
    for item, attack in zip(wall["items"], attacks, strict=True):
        item.update(
            name=attack,
            role=attack,
            quote=attack,
            notes=[attack],
            reply=attack,
            told=[{"question": attack, "text": attack}],
        )
    return wall


def walls() -> list[Payload]:
    return [attacked(ATTACKS[at : at + A_WALL]) for at in range(0, len(ATTACKS), A_WALL)]


def in_view(page: Page) -> None:
    page.locator("sayso-widget").first.evaluate("element => element.scrollIntoView()")
    page.locator(".wall").first.wait_for()
    page.wait_for_timeout(300)


def test_no_script_in_any_field_of_a_wall_runs(web: Web) -> None:
    page = web.visit("".join(web.snippet(web.publish(wall), height=0) for wall in walls()))
    for element in page.locator("sayso-widget").all():
        element.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    shown = page.evaluate(
        "[...document.querySelectorAll('sayso-widget')].flatMap(({shadowRoot}) => [...shadowRoot.querySelectorAll('.quote')].map((quote) => quote.textContent))"
    )
    assert shown == ATTACKS
    assert page.evaluate("globalThis.pwned") is None


@pytest.mark.parametrize("at", [0, 60, 120, 180, 240])
def test_no_script_in_the_player_runs(web: Web, at: int) -> None:
    page = web.visit(web.snippet(web.publish(attacked([ATTACKS[at]])), height=0))
    page.locator(".play").click()
    page.locator(".answer").first.wait_for()
    page.wait_for_timeout(200)
    assert page.evaluate("globalThis.pwned") is None


def test_no_script_in_what_a_server_renders_runs(web: Web) -> None:
    fragments = [rendering.files(web.publish(wall))[f"{wall['wid']}.html"].body.decode() for wall in walls()]
    page = web.visit("".join(fragments))
    page.wait_for_timeout(1000)
    assert page.locator(".quote").all_text_contents() == ATTACKS
    assert page.evaluate("globalThis.pwned") is None


def test_no_script_in_an_oembed_title_runs(web: Web) -> None:
    frames = [
        render_to_string(
            "embed/oembed.html", {"address": "about:blank", "title": attack, "width": 1, "height": 1}
        )
        for attack in ATTACKS
    ]
    page = web.visit("".join(frames))
    page.wait_for_timeout(300)
    assert page.locator("iframe").count() == len(ATTACKS)
    assert page.evaluate("globalThis.pwned") is None


@pytest.mark.parametrize("layout", runtime.BUDGETS)
def test_important_rules_of_a_page_change_nothing_inside(web: Web, layout: str) -> None:
    made = web.publish(widget(layout))
    looks = []
    for head in ("", IMPORTANT):
        page = web.visit(web.snippet(made, height=440), head=head)
        in_view(page)
        looks.append(page.evaluate(LOOKS))
    assert looks[0] == looks[1] != []
    assert web.problems == []


@pytest.mark.parametrize("layout", runtime.BUDGETS)
def test_a_page_that_extends_what_every_script_uses_is_survived(web: Web, layout: str) -> None:
    page = web.visit(web.snippet(web.publish(widget(layout))), head=EXTENDED)
    in_view(page)
    assert page.locator(".poster").first.is_visible()
    assert web.problems == []


@pytest.mark.parametrize("layout", runtime.BUDGETS)
def test_every_layout_works_under_the_strictest_policy(web: Web, layout: str) -> None:
    host = web.sayso.url
    policy = (
        "default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; style-src 'nonce-abc'; "
        f"img-src {host}; media-src {host}; connect-src {host}; require-trusted-types-for 'script'"
    )
    snippet = web.snippet(web.publish(widget(layout)), height=0, nonce=' nonce="abc"')
    page = web.page()
    html = f'<!doctype html><title>Shop</title><script nonce="abc">{VIOLATIONS}</script>{snippet}'
    page.goto(web.shop.page("/strict", html, Content_Security_Policy=policy))
    in_view(page)
    assert page.evaluate("globalThis.violations") == []
    assert web.problems == []


@pytest.mark.parametrize("layout", runtime.BUDGETS)
@pytest.mark.parametrize("width", [320, 640])  # 640 is 1280 at twice the zoom
def test_no_layout_runs_off_a_narrow_page(web: Web, layout: str, width: int) -> None:
    viewport: Any = {"width": width, "height": 800}
    page = web.visit(
        web.snippet(web.publish(widget(layout)), height=440), viewport=viewport, device_scale_factor=2
    )
    in_view(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("sandbox", ["allow-scripts", ""])
def test_in_a_sandboxed_frame_there_are_the_stories_or_the_link(web: Web, sandbox: str) -> None:
    inside = web.shop.page(
        "/inside", f"<!doctype html><title>In</title>{web.snippet(web.publish(stories.wall(3)))}"
    )
    page = web.visit(f'<iframe sandbox="{sandbox}" src="{inside}" width="900" height="900"></iframe>')
    frame = page.frame_locator("iframe")
    if sandbox:
        expect(frame.locator(".card").first).to_be_visible()
    else:
        expect(frame.get_by_role("link", name="Customer stories")).to_be_visible()


def test_with_our_server_down_the_link_is_there_and_the_page_has_no_error(web: Web) -> None:
    page = web.page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route(f"{web.sayso.url}/**", lambda route: route.abort("connectionrefused"))
    page.goto(
        web.shop.page(
            "/down", f"<!doctype html><title>Shop</title>{web.snippet(web.publish(stories.wall(3)))}"
        )
    )
    expect(page.get_by_role("link", name="Customer stories")).to_be_visible()
    assert errors == []


def test_no_address_has_a_word_that_blocklists_look_for(web: Web) -> None:
    """As whole parts of a path, the way EasyList and EasyPrivacy write their rules."""
    words = {"ad", "ads", "advert", "analytics", "banner", "beacon", "collect", "count", "event", "events", "log", "metrics", "pixel", "popup", "promo", "sponsor", "stat", "stats", "track", "tracker", "tracking"}  # fmt: skip
    wall = stories.wall(1)
    paths = [f"w/{name}" for name in rendering.files(wall)] + [
        "m/",
        "n/",
        "wall/",
        "v/",
        "frame/",
        "oembed",
        runtime.player_file()[0],
    ]
    parts = {part for path in paths for part in path.replace(".", "/").split("/")}
    assert parts & words == set()
