"""The speaker's page in a real browser: readable in three languages on a small phone, without a script or a mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import chromium
from tests.browser.journey import choose
from tests.server import Server, running

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
PARTS = ["", "/consent", "/withdrawal", "/link"]
# Somebody who writes, as the collection page would send it; printed is the secret of her page.
TELL = """
from testimonials import admitting, consenting, recording, replying
from testimonials.models import CollectionLink, User
link = CollectionLink.objects.get(token={link!r})
link.languages = ["fa", "zh-hans"]
link.save()
story, _ = recording.begin(link, language={language!r})
recording.answer_in_text(story, link.questions.current().first(), {words!r})
recording.submit(story, recording.Particulars(name={name!r}, email={email!r}, relation="customer"))
seen = consenting.wording_hash(consenting.wording(story.brand, story.language))
consenting.give(story, dict.fromkeys(["website", "social", "name", "face", "voice"], True), seen_hash=seen)
admitting.open_page(story)
replying.write_as_speaker(story, {words!r})
replying.write_as_brand(story, "Thank you, {name}.", by=User.objects.first())
print(story.page_secret())
"""
STORIES = {
    "en": ("Dana Dober", "Now I take the river path, and I arrive awake."),
    "fa": ("مینا رضایی", "حالا از کنار رودخانه می‌روم و سرحال می‌رسم."),
    "zh-hans": ("陈思远", "电池换了一次，之后再没有出过问题。"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("sayso")) as started:
        yield started


def told(server: Server, language: str, *, email: str = "") -> str:
    """The address of the private page of somebody who has told their story in this language."""
    name, words = STORIES[language]
    script = TELL.format(link=server.access()["link"], language=language, name=name, words=words, email=email)
    return f"{server.url}/s/{server.manage('shell', '-c', script).split()[-1]}"


@pytest.mark.parametrize("language", ["en", "fa", pytest.param("zh-hans", marks=pytest.mark.slow)])
def test_it_is_readable_for_everybody_on_a_small_phone(server: Server, language: str) -> None:
    address = told(server, language, email="dana@example.org")
    with chromium.launched() as browser:
        for scheme in ("light", "dark"):
            page = browser.new_context(viewport=PHONE, color_scheme=scheme).new_page()  # type: ignore[arg-type]
            problems: list[str] = []
            page.on("console", lambda said, problems=problems: problems.append(said.text))  # type: ignore[misc]
            for part in PARTS:
                page.goto(address + part)
                is_fine(page)
            assert page.locator("html").get_attribute("dir") == ("rtl" if language == "fa" else "ltr")
            assert not page.context.cookies()
            assert problems == []


def is_fine(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, (page.url, [(v["id"], [node["html"] for node in v["nodes"]]) for v in found])
    assert fits(page), page.url


def test_what_goes_wrong_is_readable_too(server: Server) -> None:
    address = told(server, "fa", email="mina@example.org")
    with chromium.launched() as browser:
        page = browser.new_context(viewport=PHONE, color_scheme="dark").new_page()
        page.goto(address)
        page.locator("#text").fill(" ")
        page.locator("form:has(#text) button").click()
        expect(page.locator("#text-error")).to_be_visible()
        is_fine(page)
        page.goto(f"{address}/consent")
        page.locator("#until").evaluate("field => { field.type = 'text'; field.value = 'soon'; }")
        page.locator("form button").click()
        expect(page.locator("#until-error")).to_be_visible()
        is_fine(page)
        page.goto(f"{address}/withdrawal")
        page.locator("form button").click()
        expect(page.locator("[role=status]")).to_be_visible()
        is_fine(page)
        page.locator("#code").fill("12")
        page.locator("button.bad").click()
        expect(page.locator("#code-error")).to_be_visible()
        is_fine(page)


def test_the_studio_reads_and_writes_messages(server: Server) -> None:
    told(server, "en")
    access = server.access()
    with chromium.launched() as browser:
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(server.url + "/studio/halden/inbox")
        page.locator("input[name=login]").fill(access["email"])
        page.locator("input[name=password]").fill(access["password"])
        page.locator("form button").first.click()
        page.locator("#list").wait_for()  # `choose` marks the stage that is there, so it must be there
        choose(page, "Dana Dober")
        thread = page.locator("#part-thread")
        thread.locator("textarea").fill("Come by on Friday.")
        thread.get_by_role("button").click()
        expect(thread.locator("li", has_text="Come by on Friday.")).to_be_visible()
        expect(thread.locator("textarea")).to_have_value("")
        found = Axe().run(page, options={"preload": False}).response["violations"]
        assert not found, [(v["id"], [node["html"] for node in v["nodes"]]) for v in found]


def fits(page: Page) -> bool:
    """Nothing reaches beyond the screen, and nothing a thumb has to hit is smaller than 44 pixels."""
    return bool(
        page.evaluate(
            """() => document.documentElement.scrollWidth <= innerWidth
            && [...document.querySelectorAll('main a.button, button, input:not([type=hidden], .switch, .chip > *), .line[href]')]
              .every((e) => e.getBoundingClientRect().height >= 44)"""
        )
    )


def test_a_story_is_withdrawn_by_keyboard_alone_and_without_a_script(server: Server) -> None:
    address = told(server, "en")
    with chromium.launched() as browser:
        page = browser.new_context(viewport=PHONE, java_script_enabled=False).new_page()
        page.goto(address)
        press_on(page, "Withdraw my story")
        expect(page.get_by_role("heading", name="Withdraw your story?")).to_be_visible()
        press_on(page, "Withdraw for good")
        expect(page.get_by_role("heading", name="Your story is erased.")).to_be_visible()
        assert not page.context.cookies()


def press_on(page: Page, name: str) -> None:
    """Go to something with the tab key, and press it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if name in (page.locator(":focus").text_content() or ""):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} is not reached by keyboard")


def test_consents_change_without_a_script(server: Server) -> None:
    address = told(server, "en")
    with chromium.launched() as browser:
        page = browser.new_context(viewport=PHONE, java_script_enabled=False).new_page()
        page.goto(f"{address}/consent")
        page.get_by_role("switch", name="Website").click()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved. It counts from now on.")).to_be_visible()
        expect(page.locator("li.line", has_text="Website")).to_contain_text("no")
        expect(page.locator("li.line", has_text="Social media")).to_contain_text("until")
