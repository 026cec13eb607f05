"""The wall on somebody else's page, in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep

import pytest
from playwright.sync_api import Page, expect

from embeds import runtime
from tests.embeds import stories
from tests.embeds.conftest import Web

pytestmark = pytest.mark.browser

SHIFTS = """
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) globalThis.shifted = (globalThis.shifted ?? 0) + entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
VIOLATIONS = """
globalThis.violations = [];
document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
"""


def play(page: Page, name: str = "Priya Raman") -> None:
    page.get_by_role("button", name=f"Watch {name}").click()
    film = page.locator("video")
    film.wait_for()
    # Not `wait_for_function`, which evaluates a string: strict pages forbid that.
    until(lambda: film.evaluate("(video) => video.currentTime > 0.2"))


def until(condition: Callable[[], bool], seconds: float = 5) -> None:
    """Wait until the condition holds; fail where it never does."""
    deadline = monotonic() + seconds
    while not condition():
        assert monotonic() < deadline
        sleep(0.05)


def test_it_shows_the_stories_as_a_list_with_its_counts(web: Web) -> None:
    page = web.wall()
    expect(page.get_by_role("heading", name="People who ride a Halden")).to_be_visible()
    expect(page.get_by_text("14 received, 12 shown")).to_be_visible()
    shown = page.get_by_role("listitem").count()
    assert 5 <= shown < 12
    expect(page.get_by_role("button", name=f"Show {12 - shown} more")).to_be_visible()
    expect(page.get_by_role("img", name="2 of 5 stars")).to_be_visible()
    assert web.problems == []


def test_a_click_plays_and_escape_gives_the_focus_back(web: Web) -> None:
    page = web.wall()
    play(page)
    expect(page.get_by_role("dialog", name="Priya Raman")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_text("Eleven kilometres")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    focused = page.evaluate("document.activeElement.shadowRoot.activeElement.ariaLabel")
    assert focused == "Watch Priya Raman, 0:38"
    assert web.problems == []


def test_not_a_byte_of_film_before_a_click(web: Web) -> None:
    page = web.wall()
    page.wait_for_load_state("networkidle")
    assert [path for path in web.sayso.asked if path.endswith(".mp4")] == []
    assert page.locator("video").count() == 0
    play(page)
    assert [path for path in web.sayso.asked if path.endswith(".mp4")] != []


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


def test_it_leaves_no_cookie_and_nothing_in_storage(web: Web) -> None:
    page = web.wall()
    play(page)
    assert page.context.cookies() == []
    left = page.evaluate(
        "[localStorage.length, sessionStorage.length, indexedDB.databases().then((all) => all.length)]"
    )
    assert left[:2] == [0, 0]
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0


@pytest.mark.parametrize("width", [1280, 390])
def test_a_late_script_moves_nothing(web: Web, width: int) -> None:
    web.sayso.delay = lambda path: 1.5 if path.endswith(".js") else 0.0
    body = f"<h1>Shop</h1>{web.snippet(web.publish(stories.wall()))}<p>Below the wall</p>"
    page = web.visit(body, head=f"<script>{SHIFTS}</script>", viewport={"width": width, "height": 1400})
    page.locator(".card").first.wait_for()
    page.wait_for_timeout(500)
    assert page.evaluate("globalThis.shifted ?? 0") <= 0.001
    assert page.locator("sayso-widget").bounding_box()["height"] == 860  # type: ignore[index]


def test_ten_more_approvals_do_not_make_it_taller(web: Web) -> None:
    few = web.wall(stories.wall(5)).locator("sayso-widget").bounding_box()
    many = web.wall(stories.wall(12)).locator("sayso-widget").bounding_box()
    assert few and many
    assert few["height"] == many["height"] == 860


def test_show_more_shows_the_rest_below_and_moves_the_focus_there(web: Web) -> None:
    page = web.wall()
    places = "[...document.querySelector('sayso-widget').shadowRoot.querySelectorAll('.card:not([hidden])')].map((card) => card.id + card.offsetTop)"
    before = page.evaluate(places)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("listitem")).to_have_count(12)
    assert set(before) <= set(page.evaluate(places))
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.className") == "card"
    expect(page.get_by_role("button", name="Show")).to_have_count(0)


def test_stories_beyond_the_first_page_are_fetched_when_asked_for(web: Web) -> None:
    wall = stories.wall(12)
    wall["items"] += [
        {**item, "id": stories.token(f"again {n}")}
        for n, item in enumerate(wall["items"])
        if "film" not in item
    ]
    page = web.wall(wall)
    assert not [path for path in web.sayso.asked if path.endswith(".json")]
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("listitem")).to_have_count(len(wall["items"]))


@pytest.mark.parametrize(("width", "columns"), [(1152, 3), (700, 2), (360, 1)])
def test_columns_follow_the_box_and_not_the_window(web: Web, width: int, columns: int) -> None:
    wall = web.publish(stories.wall())
    page = web.visit(f'<div style="width:{width}px">{web.snippet(wall)}</div>')
    page.locator(".card").first.wait_for()
    lefts = page.evaluate(
        "new Set([...document.querySelector('sayso-widget').shadowRoot.querySelectorAll('.card:not([hidden])')].map((card) => card.offsetLeft)).size"
    )
    assert lefts == columns


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


def test_a_page_that_unsets_everything_changes_nothing(web: Web) -> None:
    measure = """[...document.querySelector('sayso-widget').shadowRoot.querySelectorAll('.quote, .name, .play, .card')].map(
        (part) => [part.offsetWidth, part.offsetHeight, getComputedStyle(part).font, getComputedStyle(part).color].join())"""
    plain = web.wall().evaluate(measure)
    wall = web.publish(stories.wall())
    page = web.visit(web.snippet(wall), head="<style>* { all: unset } html { padding: 8px }</style>")
    page.locator(".card").first.wait_for()
    page.set_viewport_size({"width": 1280, "height": 1000})
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


def test_media_that_was_withdrawn_takes_its_card_along(web: Web) -> None:
    wall = stories.wall()
    gone = wall["items"][0]
    page_wall = web.publish(wall)
    for path in [path for path in web.sayso.files if path.startswith(f"/m/{gone['id']}/")]:
        web.sayso.files.pop(path)
    page = web.visit(web.snippet(page_wall))
    expect(page.get_by_text(gone["quote"])).to_have_count(0)
    expect(page.get_by_role("listitem").first).to_be_visible()


def test_a_browser_without_avif_gets_the_older_picture(web: Web) -> None:
    wall = web.publish(stories.wall(1))
    film = wall["items"][0]["film"]
    web.sayso.put(f"/m/{wall['items'][0]['id']}/{film['file']}", b"not a picture", "image/avif")
    page = web.visit(web.snippet(wall))
    page.wait_for_function(
        "(older) => document.querySelector('sayso-widget').shadowRoot?.querySelector('img')?.currentSrc.endsWith(older)",
        arg=film["older"],
    )
    expect(page.get_by_role("listitem")).to_have_count(1)


def test_a_film_that_does_not_come_says_one_sentence(web: Web) -> None:
    wall = web.publish(stories.wall())
    for path in [path for path in web.sayso.files if path.endswith(".mp4")]:
        web.sayso.put(path, b"", "video/mp4")
    page = web.visit(web.snippet(wall))
    page.get_by_role("button", name="Watch Priya Raman").click()
    expect(page.get_by_role("alert")).to_have_text("This film does not start. Try again in a moment.")


def test_a_story_withdrawn_since_the_page_was_loaded_is_not_shown(web: Web) -> None:
    wall = stories.wall()
    page = web.wall(wall)
    web.publish({**wall, "items": wall["items"][1:]}, media=False)
    page.get_by_role("button", name="Watch Priya Raman").click()
    expect(page.get_by_role("alert")).to_have_text("This story is no longer here.")
    expect(page.get_by_role("button", name="Watch Priya Raman")).to_have_count(0)
    assert page.locator("video").count() == 0


def test_without_the_player_the_click_leads_to_the_hosted_wall(web: Web) -> None:
    page = web.wall()
    web.sayso.page("/wall/halden", "<!doctype html><title>Hosted wall</title>")
    web.sayso.files.pop(f"/w/{runtime.player_file()[0]}")
    page.get_by_role("button", name="Watch Priya Raman").click()
    page.wait_for_url("**/wall/halden")


def test_arrow_keys_go_to_the_next_story_and_round(web: Web) -> None:
    page = web.wall()
    play(page)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog", name="Margarethe van den Boogaard-Oosterhuis")).to_be_visible()
    assert page.locator("video").count() == 0
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("dialog", name="Ingrid Aasen")).to_be_visible()


def test_a_wall_from_right_to_left(web: Web) -> None:
    wall = stories.wall(lang="fa")
    page = web.wall(wall)
    first, second = (page.get_by_role("listitem").nth(n).bounding_box() for n in (0, 1))
    assert first and second
    assert first["x"] > second["x"]
    play(page, "Priya Raman")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("dialog", name="Margarethe van den Boogaard-Oosterhuis")).to_be_visible()
    directions = page.evaluate(
        "[...document.querySelector('sayso-widget').shadowRoot.querySelectorAll('.said')].map((said) => getComputedStyle(said).direction)"
    )
    assert {"ltr", "rtl"} == set(directions)


def test_a_host_page_may_listen_and_say_no(web: Web) -> None:
    page = web.wall()
    page.evaluate(
        """() => {
            globalThis.heard = [];
            for (const name of ["beforeplay", "play", "close"])
                document.addEventListener(`sayso:${name}`, (event) => heard.push(name));
        }"""
    )
    play(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    until(lambda: page.evaluate("globalThis.heard") == ["beforeplay", "play", "close"])
    page.evaluate("document.addEventListener('sayso:beforeplay', (event) => event.preventDefault())")
    page.get_by_role("button", name="Watch Priya Raman").click()
    page.wait_for_timeout(200)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_scripts_in_any_field_are_shown_as_text(web: Web) -> None:
    attacks = [
        "<img src=x onerror=globalThis.pwned=1>",
        "</script><script>globalThis.pwned=1</script>",
        "\u2028globalThis.pwned=1//",
        "${globalThis.pwned=1}",
        '"};globalThis.pwned=1;({"',
        "javascript:globalThis.pwned=1",
    ]
    for attack in attacks:
        wall = stories.wall(2, title=attack)
        for item in wall["items"]:
            item.update(
                name=attack,
                role=attack,
                quote=attack,
                notes=[attack],
                told=[{"question": attack, "text": attack}],
            )
        page = web.wall(wall)
        assert page.locator(".quote").first.text_content() == attack
        assert page.locator(".title").text_content() == attack
        page.locator(".play").first.click()
        assert page.locator(".answer").first.text_content() == attack
        assert page.evaluate("globalThis.pwned") is None
