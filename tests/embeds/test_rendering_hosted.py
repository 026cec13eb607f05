"""The fragment and the hosted wall: readable without any script, playing with one."""

from __future__ import annotations

from time import sleep
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from embeds import rendering
from embeds.contract import Payload
from embeds.models import Widget
from testimonials import stores
from tests.cast import Cast
from tests.embeds import stories
from tests.embeds.conftest import MEDIA_TYPES, Web
from tests.embeds.test_runtime_access import violations
from tests.embeds.watching import VIOLATIONS, play

pytestmark = pytest.mark.slow


def put(wall: Payload) -> Payload:
    """Write the widget's files and media into the public store, as a publication does."""
    for name, file in rendering.files(wall).items():
        stores.public().put(f"w/{name}", file.body, media_type=file.media_type)
    for name, body in stories.media_files(wall).items():
        stores.public().put(f"m/{name}", body, media_type=MEDIA_TYPES[name.rpartition(".")[2]])
    return wall


@pytest.fixture
def widget(cast: Cast) -> Widget:
    return Widget.objects.create(
        brand=cast.brand, name="Wall", slug="halden", title="People who ride a Halden"
    )


def test_the_hosted_wall_is_whole_in_its_html(client: Client, widget: Widget) -> None:
    wall = put({**stories.wall(4), "wid": widget.token})
    response = client.get("/wall/halden")
    html = response.content.decode()
    assert response.status_code == 200
    assert all(item["name"] in html for item in wall["items"])
    assert '<meta property="og:title" content="People who ride a Halden">' in html
    assert "require-trusted-types-for 'script'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["Cache-Control"] == rendering.FRESH
    assert not response.cookies


def test_a_wall_that_is_not_there_or_not_published_is_a_404(client: Client, widget: Widget) -> None:
    assert client.get("/wall/halden").status_code == 404
    assert client.get("/wall/nobody").status_code == 404


@pytest.fixture
def hosted(widget: Widget, live_server: LiveServer, settings: Any) -> str:
    """The address of a published wall on a running Sayso."""
    settings.SITE_URL = live_server.url
    wall = {**stories.wall(), "wid": widget.token, "media": f"{live_server.url}/m/", "wall": f"{live_server.url}/wall/halden"}  # fmt: skip
    put(wall)  # type: ignore[arg-type]
    return f"{live_server.url}/wall/halden"


@pytest.mark.browser
def test_without_scripts_every_story_is_read_and_every_film_is_a_link(web: Web, hosted: str) -> None:
    page = web.page(java_script_enabled=False)
    page.goto(hosted)
    expect(page.get_by_role("listitem")).to_have_count(12)
    expect(page.get_by_text("My mother rides with us again.")).to_be_visible()
    film = page.get_by_role("link", name="Watch Priya Raman, 0:38").get_attribute("href")
    assert film is not None
    assert film.endswith(".mp4")
    assert web.problems == []


@pytest.mark.browser
def test_a_script_that_is_there_before_the_stories_draws_no_others(web: Web, hosted: str) -> None:
    html = Client().get("/wall/halden").content.decode()
    before, after = html.split("<ul", 1)
    web.shop.pace = lambda size: sleep(0.4)
    page = web.page()
    page.goto(web.shop.page("/", f"{before}<!--{'a slow line ' * 1000}--><ul{after}"))
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("listitem")).to_have_count(12)


@pytest.mark.browser
def test_with_scripts_the_same_cards_learn_to_play(web: Web, hosted: str) -> None:
    page = web.page()
    page.add_init_script(VIOLATIONS)
    page.goto(hosted)
    expect(page.get_by_role("listitem")).to_have_count(12)
    page.wait_for_load_state("networkidle")
    play(page, role="link")
    expect(page.get_by_role("dialog", name="Priya Raman")).to_be_visible()
    page.wait_for_timeout(400)
    assert page.evaluate("globalThis.violations") == []
    assert web.problems == []
    # Last, because axe itself adds a style that the policy refuses.
    assert violations(page) == []


@pytest.mark.browser
def test_a_fragment_from_somebodys_cache_drops_what_was_withdrawn_since(web: Web) -> None:
    wall: Any = stories.wall(4)
    web.publish(wall)
    for name, file in rendering.files(wall).items():
        web.sayso.put(f"/w/{name}", file.body, file.media_type)
    stale = web.sayso.files[f"/w/{wall['wid']}.html"][0].decode()
    web.publish({**wall, "items": wall["items"][1:]}, media=False)
    page = web.visit(f'{stale}<script type="module" src="{web.sayso.url}/w/{wall["wid"]}.js"></script>')
    expect(page.get_by_role("listitem")).to_have_count(3)
    expect(page.get_by_text("Priya Raman")).to_have_count(0)
