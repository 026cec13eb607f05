"""What comes late, comes twice or goes meanwhile: a page changes while a widget is on it."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from embeds import runtime
from tests.embeds import stories
from tests.embeds.conftest import Web, drawn
from tests.embeds.stories import widget
from tests.embeds.watching import play

pytestmark = pytest.mark.browser
ELEMENT = "document.querySelector('sayso-widget')"
CUT = f"""[...{ELEMENT}.shadowRoot.querySelectorAll('li')].filter((item) => !item.querySelector('.read') &&
    [...item.querySelectorAll('.quote, .reply')].some((text) => text.scrollHeight > text.clientHeight + 1)
).map((item) => item.textContent)"""
MIDDLE = """(belt) => {
    const {left, width, top, height} = belt.getBoundingClientRect();
    const at = (side) => belt.getRootNode().elementFromPoint(left + width / 2 + side, top + height / 2);
    return [-15, 15].some((side) => at(side).closest('.card')); // a gap is narrower than this
}"""


def test_an_element_that_gets_its_wid_later_draws_it(web: Web) -> None:
    wall = web.publish(stories.wall())
    page = web.visit(web.snippet(wall).replace("<sayso-widget wid=", "<sayso-widget data-late="))
    page.wait_for_load_state("networkidle")
    page.evaluate(f"{ELEMENT}.setAttribute('wid', '{wall['wid']}')")
    drawn(page)


def test_a_wall_drawn_again_is_drawn_once_and_without_its_link(web: Web) -> None:
    page = web.wall()
    page.evaluate(f"{ELEMENT}.setAttribute('wid', 'BBBBBBBBBBBBBBBBBBBBBB')")
    expect(page.locator(".card")).to_have_count(0)
    page.evaluate(f"{ELEMENT}.setAttribute('wid', '{stories.wall()['wid']}')")
    drawn(page)
    expect(page.locator(".wall")).to_have_count(1)
    expect(page.get_by_role("link", name="Customer stories")).not_to_be_visible()


def test_a_click_whose_element_has_gone_takes_nobody_anywhere(web: Web) -> None:
    wall = web.publish(stories.wall())
    web.sayso.delay = lambda path: 1.0 if path.endswith(".json") else 0.0
    page = web.visit(web.snippet(wall))
    drawn(page)
    before = page.url
    page.locator(".play").first.click()
    page.evaluate(f"{ELEMENT}.remove()")
    page.wait_for_timeout(2_000)
    assert page.url == before
    assert page.locator("dialog").count() == 0
    assert web.problems == []


def test_show_more_of_a_list_that_has_moved_shows_every_story_once(web: Web) -> None:
    wall = stories.wall()
    web.publish(wall)
    words = next(item for item in wall["items"] if "still" not in item)
    wall["items"] += [{**words, "id": f"OLDER{number:03}"} for number in range(3)]
    web.publish(wall, media=False)
    newest = {**words, "id": "NEWESTxx"}
    later = {**wall, "items": [newest, *wall["items"]]}
    web.sayso.put(f"/w/{wall['wid']}.json", json.dumps(later), "application/json")
    page = web.visit(web.snippet(wall))
    drawn(page)
    page.locator(".more").click()
    expect(page.locator(".card:visible")).to_have_count(16)
    ids = page.locator(".card").evaluate_all("cards => cards.map((card) => card.id)")
    assert sorted(ids) == sorted(item["id"] for item in later["items"])


def test_data_older_than_its_cards_is_asked_for_again(web: Web) -> None:
    wall = web.publish(stories.wall())
    older = {**wall, "items": wall["items"][1:]}
    answers = [json.dumps(older), json.dumps(wall)]
    page = web.page()
    page.route("**/*.json", lambda route: route.fulfill(body=answers.pop(0), content_type="application/json", headers={"Access-Control-Allow-Origin": "*"}))  # fmt: skip
    page.goto(web.shop.page("/", f"<!doctype html>{web.snippet(wall)}"))
    drawn(page)
    play(page)
    assert answers == []


def test_a_story_is_told_by_the_id_that_is_shown_and_begins_once(web: Web) -> None:
    page = web.wall()
    page.evaluate(
        "window.told = []; for (const kind of ['play', 'close']) document.addEventListener("
        "`sayso:${kind}`, (event) => told.push([kind, event.detail.id]))"
    )
    play(page)
    page.locator("video").evaluate("(video) => (video.pause(), video.play())")
    page.wait_for_timeout(300)
    assert len(page.evaluate("told")) == 1
    page.locator(".next").click()
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="detached")
    ids = [item["id"] for item in stories.wall()["items"]]
    assert page.evaluate("told.at(-1)") == ["close", ids[ids.index(page.evaluate("told[0][1]")) + 1]]


def test_the_player_shows_what_the_brand_answered(web: Web) -> None:
    wall = stories.wall()
    for item in wall["items"]:
        item["reply"] = "Thank you, all of you."
    page = web.visit(web.snippet(web.publish(wall)))
    drawn(page)
    play(page)
    expect(page.locator(".told .answer").last).to_have_text("Thank you, all of you.")
    expect(page.locator(".told .asked").last).to_have_text(wall["brand"]["name"])


def belt_at(page: Page, share: float) -> bool:
    """Whether a card is in the middle of the belt, so far into its way."""
    page.locator(".list").first.wait_for()
    page.evaluate(
        "(share) => document.querySelector('sayso-widget').shadowRoot.querySelectorAll('.list').forEach((list) => {"
        " const [move] = list.getAnimations(); move.pause();"
        " move.currentTime = share * move.effect.getComputedTiming().duration; })",
        share,
    )
    return bool(page.locator(".belt").evaluate(MIDDLE))


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_marquee_is_never_empty(web: Web, lang: str) -> None:
    page = web.visit(web.snippet(web.publish(widget("marquee", lang=lang)), height=440))
    assert [belt_at(page, share) for share in (0, 0.25, 0.5, 0.75, 0.99)] == [True] * 5


def test_the_second_round_of_the_marquee_plays_too_and_keys_pass_it_by(web: Web) -> None:
    page = web.visit(web.snippet(web.publish(widget("marquee")), height=440))
    belt_at(page, 0.999)
    second = page.locator(".again .play").first
    assert second.get_attribute("tabindex") == "-1"
    second.click()
    page.locator("video").wait_for()


@pytest.mark.parametrize("layout", ["badge", "carousel"])
def test_without_a_link_of_the_page_it_leads_to_the_wall(web: Web, layout: str) -> None:
    made = web.publish(widget(layout))
    web.sayso.put("/w/embed.js", runtime.script_file("embed.js"), "text/javascript")
    page = web.visit(f'<script src="{web.sayso.url}/w/embed.js" data-widget="{made["wid"]}"></script>')
    link = page.locator("a.wall, a.all")
    link.wait_for()
    assert link.evaluate("(link) => link.href") == made["wall"]


def test_an_upright_single_story_on_a_phone_keeps_to_its_box(web: Web) -> None:
    made = widget("single")
    upright = next(item for item in stories.wall()["items"] if item.get("still", {}).get("height", 0) > item.get("still", {}).get("width", 0))  # fmt: skip
    made["items"] = [
        {**upright, "quote": "It is quiet, it is light, and I am never late. " * 4, "more": True}
    ]
    body = f"{web.snippet(web.publish(made), height=480)}<p id=after>After</p>"
    page = web.visit(body, viewport={"width": 360, "height": 740})
    page.locator(".poster").wait_for()
    assert page.locator("sayso-widget").evaluate("(element) => element.offsetHeight") == 480
    assert page.locator(".poster").evaluate("(poster) => poster.offsetHeight") >= 150


@pytest.mark.parametrize(("layout", "height"), [("marquee", 440), ("carousel", 440)])
@pytest.mark.parametrize("width", [360, 1280])
def test_what_turns_or_stops_a_row_is_inside_the_reserved_box(
    web: Web, layout: str, height: int, width: int
) -> None:
    body = web.snippet(web.publish(widget(layout)), height=height)
    page = web.visit(body, viewport={"width": width, "height": 740})
    page.locator(".end").wait_for()
    box, end = page.locator("sayso-widget").bounding_box(), page.locator(".end").bounding_box()
    assert box is not None
    assert end is not None
    assert end["y"] + end["height"] <= box["y"] + box["height"] == box["y"] + height


@pytest.mark.parametrize("layout", ["marquee", "carousel", "single"])
@pytest.mark.parametrize(
    "letters", ["It is quiet, it is light, and I am never late. ", "它很安静也很轻我再也没有迟到过"]
)
def test_what_a_row_cuts_off_on_the_narrowest_phone_can_be_read_whole(
    web: Web, layout: str, letters: str
) -> None:
    made = widget(layout)
    text = next(item for item in stories.wall()["items"] if "still" not in item)
    for broad in range(40, 130, 10):
        story = {
            **text,
            "id": f"cut{broad:05}",
            "quote": (letters * 3)[:broad],
            "reply": (letters * 3)[: broad // 2],
        }
        made["items"] = [story, {**story, "id": f"new{broad:05}"}]
        page = web.visit(web.snippet(web.publish(made), height=480), viewport={"width": 320, "height": 740})
        page.locator(".quote").first.wait_for()
        assert page.evaluate(CUT) == [], broad
