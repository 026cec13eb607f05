"""Twenty stories decided in a real Chromium with nothing but keys, sign-in included."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import chromium

STORIES = 20
MOST_TABS = 40
STEP_MS = 20_000
# Every fourth story is not shown, every tenth is decided, taken back and decided again.
REJECTED_EVERY, UNDONE_EVERY = 4, 10
# From the key to the next story on the stage, measured in the page: frames, not the driver's polling.
CLOCK = """() => {
  globalThis.sayso = { began: 0, took: [] };
  addEventListener("keydown", () => { globalThis.sayso.began = performance.now(); }, true);
  new MutationObserver(() => {
    const story = document.getElementById("story");
    if (!story || story === globalThis.sayso.story) return;
    globalThis.sayso.story = story;
    if (globalThis.sayso.began) globalThis.sayso.took.push(performance.now() - globalThis.sayso.began);
    globalThis.sayso.began = 0;
  }).observe(document.body, { childList: true, subtree: true });
}"""


def decide_twenty(url: str, email: str, password: str, brand: str) -> list[float]:
    """Sign in and decide by keys; return the milliseconds from each deciding key to the next story."""
    with chromium.launched() as browser:
        page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        page.set_default_timeout(STEP_MS)
        _sign_in(page, url, email, password)
        page.goto(f"{url}/studio/{brand}/inbox")
        page.locator("#rows a[aria-current]").wait_for()
        page.evaluate(CLOCK)
        return [took for number in range(1, STORIES + 1) for took in _decide(page, number)]


def _sign_in(page: Page, url: str, email: str, password: str) -> None:
    page.goto(f"{url}/accounts/login/")
    for css, text in (("input[name=login]", email), ("input[name=password]", password)):
        _reach(page, css)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url("**/studio/**")


def _decide(page: Page, number: int) -> list[float]:
    """Decide on what is on the stage, and wait until another story is."""
    if number % UNDONE_EVERY == 0:
        _press(page, "a")
        _press(page, "z")
    if number % REJECTED_EVERY == 0:
        page.keyboard.press("x")
        return [_press(page, "1")]
    return [_press(page, "a")]


def _press(page: Page, key: str) -> float:
    """Press a key that brings another story; return how long that took."""
    page.locator("#rows a[aria-current]").wait_for()
    before = page.locator("#story").get_attribute("data-story")
    page.keyboard.press(key)
    page.wait_for_function(
        "(before) => document.getElementById('story')?.dataset.story !== before"
        " && document.querySelector('#rows a[aria-current]')?.dataset.story === document.getElementById('story')?.dataset.story",
        arg=before,
    )
    assert page.evaluate("document.activeElement !== document.body"), "the focus was lost"
    return float(page.evaluate("globalThis.sayso.took.at(-1)"))


def _reach(page: Page, css: str) -> None:
    for _ in range(MOST_TABS):
        if page.evaluate("(css) => Boolean(document.activeElement?.matches(css))", css):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never comes to {css}")
