"""A name that no database can hold is a missing one, on every engine."""

from __future__ import annotations

import pytest
from django.test import Client

from embeds import designing, publishing
from tests.cast import Cast

NUL = "AAAAAAAA%00"


@pytest.mark.parametrize(
    "path", [f"/v/{NUL}", f"/v/{NUL}/player", f"/frame/{NUL}", f"/w/{NUL}.js", f"/m/{NUL}/{NUL}", f"/s/{NUL}"]
)
def test_an_address_with_a_nul_is_a_missing_page(cast: Cast, path: str) -> None:
    assert Client(raise_request_exception=False).get(path).status_code == 404


def test_a_nul_in_what_is_asked_for_is_nothing_known(cast: Cast) -> None:
    client = Client(raise_request_exception=False)
    asked = client.get(f"/oembed?url=http://localhost:8000/v/{NUL}")
    assert asked.status_code == 404


def test_a_nul_in_what_is_typed_or_watched_is_no_fault_of_ours(cast: Cast) -> None:
    wall = designing.create(cast.brand, by=cast.alice, name="Wall", layout="wall")
    publishing.publish(wall)
    client = Client(raise_request_exception=False, headers={"User-Agent": "Mozilla/5.0"})
    watched = client.post(f"/n/{wall.token}", "play AAAAAAAA\0", content_type="text/plain")
    draft = client.post(
        f"/api/links/{cast.link.token}/testimonials", {}, content_type="application/json"
    ).json()
    typed = client.put(
        f"/api/testimonials/{draft['token']}/typed", {"fields": {"name": "D\0"}},
        content_type="application/json", headers={"Authorization": f"Bearer {draft['draft']}"},
    )  # fmt: skip
    assert [answer.status_code < 500 for answer in (watched, typed)] == [True, True]
