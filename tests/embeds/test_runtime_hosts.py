"""Somebody else's page: its policy, its styles, its navigation, and what it must never notice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from embeds import runtime
from tests.embeds import stories
from tests.embeds.conftest import Web, drawn
from tests.embeds.watching import VIOLATIONS, play

pytestmark = pytest.mark.browser


def test_below_the_fold_it_is_one_request(web: Web) -> None:
    page = web.visit(f'<p style="height:4000px">Shop</p>{web.snippet(web.publish(stories.wall()))}')
    page.wait_for_load_state("networkidle")
    assert len(web.sayso.asked) == 1


def test_in_view_it_asks_for_what_is_seen_and_for_no_other_origin(web: Web) -> None:
    page = web.page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    html = f'<!doctype html><link rel="icon" href="data:,">{web.snippet(web.publish(stories.wall()))}'
    page.goto(web.shop.page("/seen", html))
    page.wait_for_load_state("networkidle")
    posters = page.locator(".poster:visible").count()
    ours = [url for url in asked if url.startswith(web.sayso.url)]
    assert len(ours) == 1 + posters
    assert all(url.startswith((web.sayso.url, web.shop.url, "data:")) for url in asked)


@pytest.mark.parametrize(
    ("seconds", "is_loaded"), [(1.5, True), (6, False)], ids=["its load", "three seconds"]
)
def test_posters_wait_for_the_page_around_them_until(web: Web, seconds: float, is_loaded: bool) -> None:
    web.shop.delay = lambda path: seconds if path == "/hero.png" else 0.0
    body = f'<img src="/hero.png" alt="">{web.snippet(web.publish(stories.wall()))}'
    page = web.page()
    page.goto(web.shop.page("/", f"<!doctype html>{body}"), wait_until="commit")
    poster = page.locator(".poster").first
    poster.wait_for()
    assert poster.get_attribute("src") is None
    assert poster.evaluate("poster => poster.offsetHeight") > 100
    expect(poster).to_have_attribute("src", re.compile("avif"))
    assert page.evaluate("document.readyState === 'complete'") == is_loaded


def test_it_leaves_no_cookie_and_nothing_in_storage(web: Web) -> None:
    page = web.wall()
    play(page)
    assert page.context.cookies() == []
    left = page.evaluate(
        "[localStorage.length, sessionStorage.length, indexedDB.databases().then((all) => all.length)]"
    )
    assert left[:2] == [0, 0]
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0


def test_it_works_under_the_strictest_policy(web: Web) -> None:
    wall = web.publish(stories.wall())
    host = web.sayso.url
    policy = (
        "default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; style-src 'nonce-abc'; "
        f"img-src {host}; media-src {host}; connect-src {host}; require-trusted-types-for 'script'"
    )
    html = (
        f'<!doctype html><html lang="en"><title>Shop</title><script nonce="abc">{VIOLATIONS}</script>'
        '<style nonce="abc">sayso-widget{display:block;min-height:860px}</style>'
        + web.snippet(wall, height=0, nonce=' nonce="abc"')
    )
    page = web.page()
    page.goto(web.shop.page("/strict", html, Content_Security_Policy=policy))
    page.locator(".card").first.wait_for()
    play(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Show").click()
    assert page.evaluate("globalThis.violations") == []
    assert web.problems == []


def test_one_classic_script_tag_draws_it_where_it_stands(web: Web) -> None:
    wall = web.publish(stories.wall())
    web.sayso.put("/w/embed.js", runtime.script_file("embed.js"), "text/javascript")
    tag = f'<script async src="{web.sayso.url}/w/embed.js" data-widget="{wall["wid"]}" data-height="860"></script>'
    page = web.visit(f'<p id="before">Before</p>{tag}<p id="after">After</p>')
    page.locator(".card").first.wait_for()
    assert (
        page.evaluate("document.querySelector('#after').previousElementSibling.localName") == "sayso-widget"
    )
    assert page.locator("sayso-widget").evaluate("widget => widget.style.minHeight") == "860px"
    assert web.problems == []


def test_a_page_that_unsets_everything_changes_nothing(web: Web) -> None:
    measure = """[...document.querySelector('sayso-widget').shadowRoot.querySelectorAll('.quote, .name, .play, .card')].map(
        (part) => [part.offsetWidth, part.offsetHeight, getComputedStyle(part).font, getComputedStyle(part).color].join())"""
    plain = web.wall().evaluate(measure)
    wall = web.publish(stories.wall())
    page = web.visit(web.snippet(wall), head="<style>* { all: unset } html { padding: 8px }</style>")
    drawn(page)
    assert [part.split(",", 2)[2] for part in page.evaluate(measure)] == [
        part.split(",", 2)[2] for part in plain
    ]
    expect(page.get_by_role("button", name="Watch Priya Raman")).to_be_visible()


def test_it_comes_back_after_it_was_taken_out_and_put_in_again(web: Web) -> None:
    page = web.wall()
    play(page)
    page.evaluate("globalThis.kept = document.querySelector('sayso-widget'); kept.remove()")
    page.wait_for_timeout(100)
    page.evaluate("document.body.append(globalThis.kept)")
    page.locator(".card").first.wait_for()
    expect(page.get_by_role("dialog")).to_have_count(0)
    play(page)
    assert web.problems == []


def test_an_element_made_later_and_renamed_shows_what_it_is_called(web: Web) -> None:
    page = web.wall()
    other = web.publish({**stories.wall(3, title="The other wall"), "wid": stories.token("other")})
    page.evaluate(
        """([wid, src]) => {
            document.querySelector("sayso-widget").setAttribute("wid", wid);
            document.head.append(Object.assign(document.createElement("script"), { type: "module", src }));
        }""",
        [other["wid"], f"{web.sayso.url}/w/{other['wid']}.js"],
    )
    expect(page.get_by_role("heading", name="The other wall")).to_be_visible()
    expect(page.get_by_role("heading", name="People who ride a Halden")).to_have_count(0)


def test_two_walls_and_the_same_wall_twice_on_one_page(web: Web) -> None:
    one = web.publish(stories.wall(3, title="One"))
    two = web.publish({**stories.wall(4, title="Two"), "wid": stories.token("two")})
    page = web.visit(web.snippet(one) + web.snippet(two) + web.snippet(one))
    page.mouse.wheel(0, 900)
    expect(page.get_by_role("heading", name="One")).to_have_count(2)
    expect(page.get_by_role("heading", name="Two")).to_have_count(1)
    assert web.problems == []


def test_a_later_version_draws_itself_in_an_older_shell(web: Web) -> None:
    """Two files of different versions: the first defines the element, each draws its own widget."""
    older = web.publish(stories.wall(3, title="Older"))
    newer = web.publish({**stories.wall(3, title="Newer"), "wid": stories.token("newer")})
    script, headers = web.sayso.files[f"/w/{newer['wid']}.js"]
    web.sayso.files[f"/w/{newer['wid']}.js"] = (script.replace(b'"Newer"', b'"Newer, version 2"'), headers)
    web.sayso.delay = lambda path: 0.5 if newer["wid"] in path else 0.0
    page = web.visit(web.snippet(older) + web.snippet(newer))
    page.mouse.wheel(0, 900)
    expect(page.get_by_role("heading", name="Older")).to_be_visible()
    expect(page.get_by_role("heading", name="Newer, version 2")).to_be_visible()


@pytest.mark.parametrize("blocked", [True, False])
def test_without_its_script_or_its_wid_the_link_is_there(web: Web, blocked: bool) -> None:
    wall = web.publish(stories.wall(3))
    snippet = web.snippet(wall)
    if blocked:
        web.sayso.files.pop(f"/w/{wall['wid']}.js")
    else:
        snippet = snippet.replace(f'wid="{wall["wid"]}"', 'wid="somebody-elses"')
    page = web.visit(snippet)
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("link", name="Customer stories")).to_be_visible()


def test_a_layout_that_fails_shows_the_link_and_throws_nothing(web: Web) -> None:
    wall = web.publish(stories.wall(3))
    script, headers = web.sayso.files[f"/w/{wall['wid']}.js"]
    web.sayso.files[f"/w/{wall['wid']}.js"] = (script.replace(b'"items":[', b'"items":[null,'), headers)
    page = web.visit(web.snippet(wall))
    page.wait_for_timeout(300)
    expect(page.get_by_role("link", name="Customer stories")).to_be_visible()
    assert web.problems == []
