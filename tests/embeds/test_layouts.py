"""Every layout: within its budget, drawn, named, and playing, in a real browser."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from embeds import runtime
from tests.embeds import stories
from tests.embeds.conftest import Web
from tests.embeds.stories import widget
from tests.embeds.test_runtime import cost

OTHERS = [layout for layout in runtime.BUDGETS if layout != "wall"]


@pytest.mark.slow
@pytest.mark.parametrize("layout", runtime.BUDGETS)
def test_a_layout_costs_a_page_no_more_than_its_budget(layout: str) -> None:
    assert cost(runtime.widget_file(widget(layout))) <= runtime.BUDGETS[layout]


@pytest.mark.browser
@pytest.mark.parametrize("layout", OTHERS)
def test_a_layout_is_drawn_without_a_complaint_and_axe_finds_nothing(web: Web, layout: str) -> None:
    page = web.visit(f"<main><h1>Shop</h1>{web.snippet(web.publish(widget(layout)), height=440)}</main>")
    page.locator(".wall").first.wait_for()
    page.wait_for_timeout(300)
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert web.problems == []


@pytest.mark.browser
@pytest.mark.parametrize("layout", [one for one in OTHERS if one != "badge"])
def test_a_story_of_a_layout_plays(web: Web, layout: str) -> None:
    page = web.visit(web.snippet(web.publish(widget(layout)), height=440))
    page.locator(".wall").hover()  # what passes by stops where somebody points at it
    page.locator(".play").first.click()
    page.locator("video").wait_for()
    page.wait_for_function(
        "document.querySelector('sayso-widget').shadowRoot.querySelector('video').currentTime > 0"
    )


@pytest.mark.browser
def test_the_carousel_turns_and_says_where_it_is(web: Web) -> None:
    page = web.visit(web.snippet(web.publish(widget("carousel")), height=440))
    place = page.locator(".counts")
    before = place.text_content()
    page.locator(".turn").nth(1).click()
    page.wait_for_timeout(900)
    assert place.text_content() != before
    assert page.locator(".turn").first.is_enabled()


@pytest.mark.browser
def test_the_marquee_stands_still_where_no_motion_is_wanted(web: Web) -> None:
    page = web.visit(web.snippet(web.publish(widget("marquee")), height=300), reduced_motion="reduce")
    card = page.locator(".card").first
    card.wait_for()
    before = card.bounding_box()
    page.wait_for_timeout(600)
    assert card.bounding_box() == before


@pytest.mark.browser
def test_the_marquee_stops_when_it_is_told_to(web: Web) -> None:
    page = web.visit(web.snippet(web.publish(widget("marquee")), height=300))
    page.locator(".more").click()
    page.mouse.move(0, 900)
    before = page.locator(".card").first.bounding_box()
    page.wait_for_timeout(600)
    assert page.locator(".card").first.bounding_box() == before


@pytest.mark.browser
def test_a_hidden_bubble_keeps_its_face(web: Web) -> None:
    page = web.visit(web.snippet(web.publish(widget("bubble")), height=0))
    page.locator(".hide").click()
    assert page.locator(".said").count() == 0
    assert page.locator(".play").is_visible()


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("spoken", ["en", "fa"])
def test_what_hides_a_bubble_stands_beside_its_words(web: Web, lang: str, spoken: str) -> None:
    made = widget("bubble", lang=lang)
    made["items"] = [item for item in made["items"] if "film" in item and item.get("lang", lang) == spoken][
        :1
    ]
    page = web.visit(web.snippet(web.publish(made), height=0))
    page.locator(".hide").wait_for()
    overlaps = page.locator(".hide").evaluate("""(hide) => {
        const range = document.createRange();
        range.selectNodeContents(hide.getRootNode().querySelector(".quote"));
        const [box, ...lines] = [hide.getBoundingClientRect(), ...range.getClientRects()];
        return lines.map((line) => line.left < box.right && line.right > box.left && line.top < box.bottom);
    }""")
    assert set(overlaps) == {False}


@pytest.mark.browser
def test_what_the_page_sets_comes_before_what_the_brand_has_set(web: Web) -> None:
    made = widget("grid")
    made["tokens"] = {"--sayso-radius": "2px", "--sayso-gap": "40px"}
    head = "<style>sayso-widget{--sayso-radius:30px}</style>"
    page = web.visit(web.snippet(web.publish(made)), head=head)
    card = page.locator(".card").first
    card.wait_for()
    assert card.evaluate("(card) => getComputedStyle(card).borderRadius") == "30px"
    assert page.locator(".list").evaluate("(list) => getComputedStyle(list).columnGap") == "40px"


@pytest.mark.browser
def test_a_wall_speaks_in_the_font_of_its_page_and_people_in_their_own(web: Web) -> None:
    page = web.visit(
        web.snippet(web.publish(stories.wall()), height=0), head="<style>body{font:19px cursive}</style>"
    )
    page.locator("blockquote:lang(fa)").wait_for()
    families = {
        part: page.locator(part).first.evaluate("(part) => getComputedStyle(part).fontFamily")
        for part in (".name", ".foot", ".time", "blockquote:lang(en)", "blockquote:lang(fa)")
    }
    assert families.pop("blockquote:lang(en)").startswith("ui-serif")
    # Few serif faces have Persian letters, and a Persian page has one that it likes.
    assert set(families.values()) == {"cursive"}


@pytest.mark.browser
def test_a_brand_may_choose_both_faces_of_its_words(web: Web) -> None:
    made = stories.wall()
    made["tokens"] = {"--sayso-ui": "fantasy", "--sayso-voice": "monospace"}
    page = web.visit(web.snippet(web.publish(made), height=0), head="<style>body{font:19px cursive}</style>")
    page.locator("blockquote:lang(fa)").wait_for()
    for part, family in ((".name", "fantasy"), (".title", "monospace"), ("blockquote:lang(fa)", "monospace")):
        assert page.locator(part).first.evaluate("(part) => getComputedStyle(part).fontFamily") == family, (
            part
        )
