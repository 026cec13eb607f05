"""The inbox in a real browser: by keys alone, in step with the stage, and still where it was when something arrives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe, chromium
from tests.server import Server, running

pytestmark = pytest.mark.browser
TELL = """
from testimonials import consenting, recording
from testimonials.models import Brand
link = Brand.objects.get(slug="{brand}").links.get()
for name in {names}:
    story, _ = recording.begin(link, language="en")
    recording.answer_in_text(story, link.questions.current()[0], f"This is what {{name}} says.")
    recording.submit(story, recording.Particulars(name=name, rating=2 if name == "Walt" else 5, relation="customer"))
    wording = consenting.wording(story.brand, "en")
    consenting.give(story, {{"website": True, "name": True}}, seen_hash=consenting.wording_hash(wording))
"""
SHOWN = "document.getElementById('story').dataset.story"
CHOSEN = "document.querySelector('#rows a[aria-current]')?.dataset.story"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("sayso")) as started:
        yield started


def tell(server: Server, *names: str) -> None:
    """Let people send their stories, one after the other."""
    brand = server.access()["brand"]
    server.manage("shell", "--verbosity", "0", "-c", TELL.format(brand=brand, names=list(names)))


@contextmanager
def inbox(server: Server, query: str = "", **options: object) -> Iterator[Page]:
    """Alice's inbox; nothing may go wrong in it."""
    access, problems = server.access(), []
    with chromium.launched() as browser:
        page = browser.new_context(**({"viewport": {"width": 1280, "height": 800}} | options)).new_page()  # type: ignore[arg-type]
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{server.url}/accounts/login/")
        page.locator("input[name=login]").fill(access["email"])
        page.locator("input[name=password]").fill(access["password"])
        page.keyboard.press("Enter")
        page.wait_for_url("**/studio/**")
        page.goto(f"{server.url}/studio/{access['brand']}/inbox{query}")
        page.locator("#rows a[aria-current]").wait_for()
        yield page
    assert problems == []


def is_in_step(page: Page) -> None:
    """The chosen row is the story on the stage, and has the focus."""
    page.wait_for_function(f"() => {SHOWN} === {CHOSEN}")
    page.wait_for_function(f"() => document.activeElement?.dataset.story === {SHOWN}")


def test_keys_alone_decide_undo_choose_and_search(server: Server) -> None:
    tell(server, "Ann", "Ben", "Cid", "Dee", "Eve", "Fay")
    with inbox(server) as page:
        expect(page.locator("#story-name")).to_have_text("Fay")
        page.keyboard.press("j")
        expect(page.locator("#story-name")).to_have_text("Eve")
        is_in_step(page)
        page.keyboard.press("a")
        expect(page.locator("#story-name")).to_have_text("Dee")
        is_in_step(page)
        expect(page.locator("#rows a.story", has_text="Eve")).to_have_count(0)

        page.keyboard.press("x")
        page.keyboard.press("2")
        expect(page.locator("#story-name")).to_have_text("Cid")
        expect(page.locator(".toast")).to_contain_text("It will not be shown.")
        page.keyboard.press("u")
        expect(page.locator("#story-name")).to_have_text("Dee")
        is_in_step(page)

        page.keyboard.press("s")
        page.keyboard.press("Shift+J")
        page.keyboard.press("Shift+J")
        expect(page.locator("#chosen")).to_have_text("3 chosen")
        page.keyboard.press("a")
        expect(page.locator(".toast")).to_contain_text("3 approved.")
        expect(page.locator("#rows .story-item")).to_have_count(2)
        page.keyboard.press("z")
        expect(page.locator("#rows .story-item")).to_have_count(5)

        page.keyboard.press("/")
        page.keyboard.type("says ann j a x")
        expect(page.locator("#rows")).to_contain_text("Nothing matches.")
        page.keyboard.press("Control+A")
        page.keyboard.type("ANN")
        expect(page.locator("#rows .story-item")).to_have_count(1)
        assert page.url.endswith("?q=ANN")
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        expect(page.locator("dialog.keys")).to_be_visible()
        page.keyboard.press("?")
        expect(page.locator("dialog.keys")).to_be_hidden()
        page.go_back()
        expect(page.locator("#rows .story-item")).to_have_count(5)


def test_words_not_sent_outlive_the_stage_they_stand_on(server: Server) -> None:
    tell(server, "Kim", "Lea")
    with inbox(server) as page:
        note = page.locator("#note-text")
        note.fill("Ask about the brakes.")
        page.evaluate("document.getElementById('story').dataset.old = ''")
        page.evaluate("document.querySelector('#rows a[aria-current]').click()")
        page.locator("#story:not([data-old])").wait_for()
        expect(note).to_have_value("Ask about the brakes.")
        expect(note).to_be_focused()
        page.locator("#rows a.story", has_text="Kim").click()
        expect(page.locator("#story-name")).to_have_text("Kim")
        expect(note).to_have_value("")


def test_the_last_decision_leaves_a_way_back(server: Server) -> None:
    tell(server, "Solo")
    with inbox(server, f"?q={quote('what solo says')}") as page:
        page.keyboard.press("a")
        page.locator("#story[data-state=done]").wait_for()
        page.keyboard.press("z")
        expect(page.locator("#story-name")).to_have_text("Solo")
        expect(page.locator("#rows .story-item")).to_have_count(1)


def test_what_arrives_moves_neither_the_chosen_row_nor_focus_nor_ticks(server: Server) -> None:
    tell(server, "Gil", "Hal", "Ivy")
    with inbox(server) as page:
        page.keyboard.press("j")
        is_in_step(page)
        page.keyboard.press("s")
        place = "document.querySelector('#rows a[aria-current]').getBoundingClientRect().top"
        before, focus = page.evaluate(place), page.evaluate("document.activeElement.dataset.story")
        tell(server, "Walt")
        page.locator("#rows a.story", has_text="Walt").wait_for(state="attached")
        expect(page.locator("[data-do=arrived]")).to_be_visible()

        assert abs(page.evaluate(place) - before) <= 1
        assert page.evaluate("document.activeElement.dataset.story") == focus
        assert page.locator("#rows .pick input:checked").count() == 1
        expect(page.locator("#shelves")).to_contain_text("Replies 1")
        page.locator("[data-do=arrived]").click()
        expect(page.locator("#rows a.story", has_text="Walt")).to_be_in_viewport()
        expect(page.locator("#rows a.story", has_text="Walt")).to_contain_text("Waiting for reply")


LOOKS = list(product([360, 1280], ["light", "dark"], ["en", "fa"]))
IN_CI = [(360, "light", "fa"), (1280, "dark", "en")]  # one of each; all of them in make test-browsers


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [pytest.param(*look, marks=[] if look in IN_CI else pytest.mark.slow) for look in LOOKS],
)
def test_it_is_readable_and_reachable(server: Server, width: int, scheme: str, language: str) -> None:
    tell(server, "Wilhelmina Featherstonehaugh-Cholmondeley von Hohenlohe", "陈思远")
    look = {"viewport": {"width": width, "height": 740}, "color_scheme": scheme, "locale": language}
    look["reduced_motion"] = "reduce"
    is_phone = width < 800
    with inbox(server, has_touch=is_phone, **look) as page:
        problems = axe.violations(page)
        page.locator("#filters-summary").click()
        problems += axe.violations(page)
        if is_phone:
            page.locator(".choosing-switch").click()
        page.locator("#rows .pick").first.click()
        problems += axe.violations(page)
        if not is_phone:
            page.keyboard.press("Escape")
            page.keyboard.press("?")
            problems += axe.violations(page)
        assert problems == []
        assert not axe.is_wide(page)
        small = page.evaluate(
            "() => [...document.querySelectorAll('#list :is(a, button, summary, select, label)')]"
            ".filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 44).map((e) => e.outerHTML)"
        )
        assert not is_phone or small == []


def test_a_key_is_heard_the_moment_a_story_is_there(server: Server) -> None:
    tell(server, "Gus", "Hal")
    with inbox(server) as page:
        page.evaluate(
            """document.body.addEventListener("htmx:afterSwap", () => setTimeout(() => document.dispatchEvent(
                new KeyboardEvent("keydown", { key: "a", code: "KeyA", bubbles: true }))), { once: true })"""
        )
        page.keyboard.press("j")
        expect(page.locator(".toast")).to_contain_text("Undo")
