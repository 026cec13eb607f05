"""The page of one story, its player for other sites, and what oEmbed says of both."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as real
from django.test import Client
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from embeds.models import Widget
from testimonials import answering, moderating, withdrawing
from testimonials.models import Testimonial
from tests.cast import Cast, give, published
from tests.clips import clip
from tests.embeds.conftest import Web
from tests.embeds.watching import VIOLATIONS
from tests.taken import rendered, story

SCRIPT = '"><script>alert(1)</script>'


def filmed(cast: Cast, wall: Widget) -> Testimonial:
    """A film of Dana's, rendered, approved and on the wall."""
    told = story(cast, clip("plain.mp4"))
    rendered(told)
    moderating.approve(told, by=cast.alice)
    published(wall)
    return told


def asked(client: Client, url: str, **more: str) -> Any:
    return client.get("/oembed", {"url": url, **more})


def test_a_shown_story_has_a_page_with_its_words(cast: Cast, wall: Widget, client: Client) -> None:
    told = cast.approved()
    published(wall)
    answer = client.get(f"/v/{told.token}")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "It changed my way to work." in html
    assert '<meta property="og:title" content="Dana Dober: Halden">' in html
    assert "script-src" not in answer["Content-Security-Policy"]
    assert not answer.cookies


def test_a_story_that_is_nowhere_shown_has_no_page(cast: Cast, wall: Widget, client: Client) -> None:
    told = cast.dana_writes()
    published(wall)
    for path in (f"/v/{told.token}", f"/v/{told.token}/player", "/v/nobody"):
        assert client.get(path).status_code == 404
    assert asked(client, f"{real.SITE_URL}/v/{told.token}").status_code == 404


def test_what_is_withdrawn_has_no_page_at_once(cast: Cast, wall: Widget, client: Client) -> None:
    told = cast.approved()
    published(wall)
    withdrawing.withdraw(told)
    assert client.get(f"/v/{told.token}").status_code == 404


def test_the_page_names_nobody_who_does_not_want_it(cast: Cast, wall: Widget, client: Client) -> None:
    told = cast.approved(name=False, company=False)
    published(wall)
    html = client.get(f"/v/{told.token}").content.decode()
    assert "Dana" not in html
    assert "St. Mary" not in html


def test_a_name_kept_back_is_off_the_page_before_the_wall_is_published_again(
    cast: Cast, wall: Widget, client: Client
) -> None:
    told = cast.approved()
    published(wall)
    give(told, name=False)
    assert "Dana" not in client.get(f"/v/{told.token}").content.decode()


def test_the_brands_answer_stands_below(cast: Cast, wall: Widget, client: Client) -> None:
    told = cast.approved()
    answering.answer(told, "Thank you, Dana.", by=cast.alice)
    published(wall)
    assert "Thank you, Dana." in client.get(f"/v/{told.token}").content.decode()


def test_a_script_in_the_words_is_text(cast: Cast, wall: Widget, client: Client) -> None:
    told = cast.dana_writes(SCRIPT)
    moderating.approve(told, by=cast.alice)
    published(wall)
    for path in (f"/v/{told.token}", f"/v/{told.token}/player"):
        assert "<script>alert" not in client.get(path).content.decode()


def test_anybody_may_frame_the_player_and_nobody_the_page(cast: Cast, wall: Widget, client: Client) -> None:
    told = cast.approved()
    published(wall)
    page, player = client.get(f"/v/{told.token}"), client.get(f"/v/{told.token}/player")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert "frame-ancestors *" in player["Content-Security-Policy"]
    assert "X-Frame-Options" not in player


def test_oembed_frames_the_player(cast: Cast, wall: Widget, client: Client) -> None:
    told = cast.approved()
    published(wall)
    answer = asked(client, f"{real.SITE_URL}/v/{told.token}", maxwidth="240").json()
    assert (answer["type"], answer["author_name"], answer["width"], answer["height"]) == (
        "rich",
        "Dana Dober",
        240,
        160,
    )
    assert f'src="{real.SITE_URL}/v/{told.token}/player"' in answer["html"]


def test_oembed_of_a_wall_is_its_snippet(cast: Cast, wall: Widget, client: Client) -> None:
    published(wall)
    assert f'wid="{wall.token}"' in asked(client, f"{real.SITE_URL}/wall/wall").json()["html"]


@pytest.mark.parametrize("path", ["/studio/halden/inbox", "/w/x.js", "/wall/", "/v/"])
def test_oembed_knows_stories_and_walls_only(cast: Cast, client: Client, path: str) -> None:
    assert asked(client, real.SITE_URL + path).status_code == 404


@pytest.mark.parametrize(
    "url", ["", "https://elsewhere.example/wall/wall", "http://[", "javascript:alert(1)"]
)
def test_oembed_knows_addresses_of_ours_only(cast: Cast, wall: Widget, client: Client, url: str) -> None:
    published(wall)
    assert asked(client, url).status_code == 404


def test_oembed_speaks_json(cast: Cast, client: Client) -> None:
    assert asked(client, f"{real.SITE_URL}/wall/wall", format="xml").status_code == 501


@pytest.mark.slow
def test_a_film_is_told_to_search_engines_and_social_sites(cast: Cast, wall: Widget, client: Client) -> None:
    told = filmed(cast, wall)
    html = client.get(f"/v/{told.token}").content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found is not None
    film = json.loads(found[1])["@graph"][0]
    assert film["embedUrl"] == f"{real.SITE_URL}/v/{told.token}/player"
    for address in (film["contentUrl"], film["thumbnailUrl"]):
        assert client.get(address.removeprefix(real.SITE_URL)).status_code == 200
    assert f'<meta property="og:video" content="{film["contentUrl"]}">' in html
    assert asked(client, f"{real.SITE_URL}/v/{told.token}").json()["type"] == "video"
    discovery = f"{real.SITE_URL}/oembed?url={quote(f'{real.SITE_URL}/v/{told.token}', safe='')}"
    assert discovery in html


@pytest.fixture
def hosted(cast: Cast, wall: Widget, live_server: LiveServer, settings: Any) -> str:
    """The address of a film's page on a running Sayso."""
    settings.SITE_URL = live_server.url
    return f"{live_server.url}/v/{filmed(cast, wall).token}"


@pytest.mark.browser
@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_film_plays_on_its_page_and_axe_finds_nothing(web: Web, hosted: str, look: Any) -> None:
    page = web.page(color_scheme=look, viewport={"width": 360, "height": 740})
    page.add_init_script(VIOLATIONS)
    page.goto(hosted)
    expect(page.get_by_role("heading", name="Dana Dober")).to_be_visible()
    page.locator("video").evaluate("video => { video.muted = true; return video.play(); }")
    page.wait_for_timeout(500)
    assert page.locator("video").evaluate("video => video.currentTime") > 0
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate("globalThis.violations") == []
    assert web.problems == []
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
