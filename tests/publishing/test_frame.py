"""A widget in a frame: on the sites that the brand has named, and on no other."""

from __future__ import annotations

import pytest
from django.test import Client

from embeds import designing, publishing
from embeds.models import Widget
from tests.cast import Cast


@pytest.fixture
def wall(cast: Cast) -> Widget:
    cast.approved()
    made = designing.create(cast.brand, by=cast.alice, name="Wall", layout="wall")
    Widget.objects.update(sites=["https://shop.example"])
    publishing.publish(made)
    return made


def test_named_sites_may_frame_it(wall: Widget, client: Client) -> None:
    answer = client.get(f"/frame/{wall.token}")
    assert "frame-ancestors https://shop.example;" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert "Dana Dober" in answer.content.decode()


def test_without_a_name_nobody_may(wall: Widget, client: Client) -> None:
    Widget.objects.update(sites=[])
    assert "frame-ancestors 'none';" in client.get(f"/frame/{wall.token}")["Content-Security-Policy"]


def test_the_frame_and_the_script_leave_no_cookie(wall: Widget, client: Client) -> None:
    for path in (f"/frame/{wall.token}", f"/w/{wall.token}.js", "/w/embed.js"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert not answer.cookies


def test_what_it_links_to_opens_outside_the_frame_which_may_not_show_it(wall: Widget, client: Client) -> None:
    assert '<base target="_blank">' in client.get(f"/frame/{wall.token}").content.decode()
    assert client.get(f"/wall/{wall.slug}")["X-Frame-Options"] == "DENY"


def test_an_unknown_frame_is_missing(client: Client, db: None) -> None:
    assert client.get("/frame/AAAAAAAAAAAAAAAAAAAAAA").status_code == 404
