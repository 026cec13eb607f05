"""What a page can say to a widget, once it has asked for that: methods, and more events."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from embeds import runtime
from embeds.contract import Payload
from tests.embeds import stories
from tests.embeds.conftest import Web

HEAR = """<script>
globalThis.heard = [];
for (const name of ["view", "progress", "cta", "play", "close"]) {
  document.addEventListener(`sayso:${name}`, ({ type, detail }) => heard.push({ type, ...detail }));
}
</script>"""


def talking(web: Web, widget: Payload | None = None, *, above: str = "") -> Page:
    """A page with a widget that it can talk to, a wall where none is given."""
    web.sayso.put("/w/host.js", runtime.script_file("host.js"), "text/javascript")
    tag = f'<script type="module" async src="{web.sayso.url}/w/host.js"></script>'
    snippet = web.snippet(web.publish(widget or stories.wall()))
    page = web.visit(above + snippet, head=HEAR + tag)
    page.wait_for_function("!!document.querySelector('sayso-widget').play")
    return page


def call(page: Page, what: str) -> Any:
    return page.evaluate(f"document.querySelector('sayso-widget').{what}")


def heard(page: Page, event: str) -> list[dict[str, Any]]:
    return page.evaluate(f"heard.filter(({{ type }}) => type === 'sayso:{event}')")


def test_a_page_that_talks_to_its_widgets_pays_a_kilobyte_for_it() -> None:
    assert len(runtime.squeezed(runtime.script_file("host.js"))) <= runtime.HOST_BUDGET


@pytest.mark.browser
def test_a_story_is_played_paused_and_left_by_the_page(web: Web) -> None:
    page = talking(web)
    story = page.locator(".card:has(.time)").nth(1).get_attribute("id")
    call(page, f"play('{story}')")
    page.wait_for_function(
        "document.querySelector('sayso-widget').shadowRoot.querySelector('video')?.currentTime > 0"
    )
    assert heard(page, "play")[0]["id"] == story
    call(page, "pause()")
    assert page.locator("video").evaluate("video => video.paused")
    before = page.locator("dialog .speaker").text_content()
    call(page, "next()")
    assert page.locator("dialog .speaker").text_content() != before
    call(page, "prev()")
    assert page.locator("dialog .speaker").text_content() == before
    assert web.problems == []


@pytest.mark.browser
def test_a_story_far_below_is_drawn_first(web: Web) -> None:
    page = talking(web, above='<div style="height:6000px"></div>')
    assert page.locator(".card").count() == 0
    call(page, "play()")
    page.locator("dialog[open]").wait_for()


@pytest.mark.browser
def test_a_story_that_waits_behind_show_more_is_played_and_the_focus_comes_back_to_the_page(web: Web) -> None:
    page = talking(web, above="<button>Anna's story</button>")
    page.get_by_role("button", name="Show").wait_for()
    last = [item for item in stories.widget("wall")["items"] if "film" in item][-1]
    assert page.locator(f"[id='{last['id']}']").count() == 0
    page.get_by_role("button", name="Anna").focus()
    call(page, f"play('{last['id']}')")
    page.locator("dialog").get_by_role("heading", name=last["name"]).wait_for()
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="detached")
    assert page.evaluate("document.activeElement.textContent") == "Anna's story"
    assert page.locator(f"[id='{last['id']}']").count() == 0


@pytest.mark.browser
def test_where_no_story_has_more_than_its_card_nothing_opens_and_nothing_waits(web: Web) -> None:
    wall = stories.wall(2)
    for item in wall["items"]:
        item.pop("film", None), item.pop("still", None), item.pop("more", None)
    page = talking(web, wall)
    page.locator(".card").nth(1).wait_for()
    assert call(page, "play().then(() => 'done')") == "done"
    assert page.locator("dialog").count() == 0


@pytest.mark.browser
def test_a_story_that_is_gone_is_said_to_be(web: Web) -> None:
    page = talking(web)
    call(page, "play('nobody')")
    page.locator("dialog").get_by_role("alert").wait_for()


@pytest.mark.browser
def test_a_film_says_how_far_it_has_come(web: Web) -> None:
    page = talking(web)
    call(page, "play()")
    page.wait_for_function("heard.filter(({ type }) => type === 'sayso:progress').length === 3")
    assert [one["quarter"] for one in heard(page, "progress")] == [1, 2, 3]
    assert {one["id"] for one in heard(page, "progress")} == {heard(page, "play")[0]["id"]}


@pytest.mark.browser
def test_a_widget_is_seen_once_and_not_before(web: Web) -> None:
    page = talking(web, above='<div style="height:1300px"></div>')
    page.locator(".card").first.wait_for(state="attached")
    page.wait_for_timeout(200)
    assert heard(page, "view") == []
    for _ in range(2):
        page.mouse.wheel(0, 3000)
        page.wait_for_timeout(300)
        page.mouse.wheel(0, -3000)
        page.wait_for_timeout(300)
    assert len(heard(page, "view")) == 1


@pytest.mark.browser
def test_the_carousel_turns_when_the_page_says_so(web: Web) -> None:
    page = talking(web, stories.widget("carousel"))
    before = page.locator(".counts").text_content()
    call(page, "next()")
    page.wait_for_function(
        f"document.querySelector('sayso-widget').shadowRoot.querySelector('.counts').textContent !== {before!r}"
    )


@pytest.mark.browser
def test_a_link_of_a_widget_is_told_to_the_page(web: Web) -> None:
    page = talking(web, stories.widget("badge"))
    page.evaluate("document.addEventListener('click', (event) => event.preventDefault())")
    page.locator("a.wall").click()
    assert heard(page, "cta")[0]["href"].endswith("/wall/halden")


@pytest.mark.browser
def test_what_is_published_since_is_drawn_without_another_visit(web: Web) -> None:
    page = talking(web)
    published = stories.widget("wall")
    published["title"] = "Said since"
    web.publish(published)
    call(page, "refresh()")
    page.get_by_role("heading", name="Said since").wait_for()
    page.locator(".card").first.wait_for()


@pytest.mark.browser
def test_what_does_not_come_leaves_the_widget_as_it_was(web: Web) -> None:
    page = talking(web)
    del web.sayso.files[f"/w/{stories.widget('wall')['wid']}.js"]
    answer = call(page, "refresh().then(() => 'came', () => 'stayed away')")
    assert answer == "stayed away"
    assert page.locator(".card").first.is_visible()
