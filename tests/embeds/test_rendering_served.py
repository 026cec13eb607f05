"""What a browser gets for a public address: headers, ranges, variants, and nothing else."""

from __future__ import annotations

import gc
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.storage import storages
from django.http import HttpResponseBase
from django.test import Client, RequestFactory

from embeds import rendering
from embeds.exposing import MEDIA_CACHE
from testimonials import stores
from testimonials.views.ranged import ranged_response
from tests.embeds import stories

FILM = bytes(range(256)) * 1024
DIGEST = sha256(FILM).hexdigest()
CUT = stories.token("cut")
ADDRESS = f"/m/{CUT}/{DIGEST}.mp4"


@pytest.fixture
def film(db: None, own_folders: None) -> str:
    stores.public().put(f"m/{CUT}/{DIGEST}.mp4", FILM, media_type="video/mp4")
    return ADDRESS


@pytest.fixture
def wid(db: None, own_folders: None) -> str:
    wall = stories.wall(2)
    for name, file in rendering.files(wall).items():
        stores.public().put(f"w/{name}", file.body, media_type=file.media_type)
    return wall["wid"]


def body(response: HttpResponseBase) -> bytes:
    """The answer's bytes; the file behind it is closed afterwards, as a server would."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    response.close()
    return content


def test_a_widget_file_is_fresh_for_a_minute_and_open_to_every_origin(client: Client, wid: str) -> None:
    response = client.get(f"/w/{wid}.js")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=60, stale-if-error=86400"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["ETag"].startswith('"')
    assert response["Vary"] == "Accept-Encoding"
    assert "Content-Language" not in response
    assert not response.cookies


def test_a_known_version_is_not_sent_again(client: Client, wid: str) -> None:
    etag = client.get(f"/w/{wid}.json")["ETag"]
    again = client.get(f"/w/{wid}.json", headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == etag
    assert again["Cache-Control"].startswith("public")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("", ""),
        ("identity", ""),
    ],
)
def test_the_best_encoding_the_client_takes_has_its_own_etag(
    client: Client, wid: str, accepted: str, encoding: str
) -> None:
    response = client.get(f"/w/{wid}.js", headers={"Accept-Encoding": accepted})
    assert response.get("Content-Encoding", "") == encoding
    assert "Accept-Encoding" in response["Vary"]
    plain = client.get(f"/w/{wid}.js")
    assert (response["ETag"] == plain["ETag"]) == (encoding == "")


def test_the_player_is_kept_for_good(client: Client, wid: str) -> None:
    name = next(
        name
        for name in rendering.files(stories.wall(2))
        if name.endswith(".js") and name.startswith("player")
    )
    assert client.get(f"/w/{name}")["Cache-Control"] == rendering.FOREVER


def test_a_film_is_sent_whole_with_its_hash_as_its_version(client: Client, film: str) -> None:
    response = client.get(film)
    assert response.status_code == 200
    assert body(response) == FILM
    assert response["Content-Length"] == str(len(FILM))
    assert response["Accept-Ranges"] == "bytes"
    assert response["ETag"] == f'"{DIGEST}"'
    assert response["Cache-Control"] == MEDIA_CACHE == "public, max-age=3600"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.get(film, headers={"If-None-Match": f'"{DIGEST}"'}).status_code == 304


def test_a_film_that_was_taken_away_is_gone_for_who_still_has_a_copy(client: Client, film: str) -> None:
    stores.public().remove(film.removeprefix("/"))
    assert client.get(film, headers={"If-None-Match": f'"{DIGEST}"'}).status_code == 404


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-", 0, len(FILM)),
        ("bytes=100-199", 100, 200),
        ("bytes=100000-", 100_000, len(FILM)),
        ("bytes=-10", len(FILM) - 10, len(FILM)),
        ("bytes=-9999999", 0, len(FILM)),
        ("bytes=5-9999999", 5, len(FILM)),
    ],
)
def test_a_player_may_seek(client: Client, film: str, asked: str, start: int, stop: int) -> None:
    response = client.get(film, headers={"Range": asked})
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {start}-{stop - 1}/{len(FILM)}"
    assert response["Content-Length"] == str(stop - start)
    assert body(response) == FILM[start:stop]


@pytest.mark.parametrize("asked", ["bytes=9999999-", "bytes=-0", f"bytes={len(FILM)}-"])
def test_a_range_beyond_the_end_is_refused(client: Client, film: str, asked: str) -> None:
    response = client.get(film, headers={"Range": asked})
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(FILM)}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=", "bytes=-", "lines=0-1", "bytes=9-5", "rubbish"])
def test_what_is_no_single_range_gets_the_whole_film(client: Client, film: str, asked: str) -> None:
    response = client.get(film, headers={"Range": asked})
    assert response.status_code == 200
    assert len(body(response)) == len(FILM)


def test_a_range_of_another_version_gets_the_whole_film(client: Client, film: str) -> None:
    headers = {"Range": "bytes=0-9", "If-Range": '"another"'}
    assert body(client.get(film, headers=headers)) == FILM
    assert body(client.get(film, headers=headers | {"If-Range": f'"{DIGEST}"'})) == FILM[:10]


def test_head_has_the_headers_and_no_body(client: Client, film: str, wid: str) -> None:
    for address in (film, f"/w/{wid}.js"):
        response = client.head(address)
        assert (response.status_code, body(response)) == (200, b"")
    assert client.head(film)["Content-Length"] == str(len(FILM))


def test_a_preflight_is_allowed_from_everywhere(client: Client, film: str, wid: str) -> None:
    for address in (film, f"/w/{wid}.js"):
        response = client.options(address)
        assert response.status_code == 204
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "GET" in response["Access-Control-Allow-Methods"]
        assert "Range" in response["Access-Control-Allow-Headers"]


def test_the_file_is_closed_when_the_client_goes_away_before_the_first_byte(film: str) -> None:
    request = RequestFactory().get(film, headers={"Range": "bytes=5-"})
    store = storages["public"]
    response = ranged_response(request, store, film.removeprefix("/"), media_type="video/mp4", headers={})
    response.close()
    # An open file would be a ResourceWarning, which is an error here.
    gc.collect()


def test_nothing_may_be_written(client: Client, film: str) -> None:
    for method in (client.post, client.put, client.delete, client.patch):
        assert method(film).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        f"/w/{stories.token('nobody')}.js",
        "/w/../private/x.js",
        "/w/..%2f..%2fsayso.sqlite3",
        "/w/%2e%2e/private",
        "/w/.js",
        f"/w/{CUT}.js.br",
        f"/w/{CUT}.exe",
        f"/m/{CUT}/{'0' * 64}.mp4",
        f"/m/{CUT}/../../private/x.mp4",
        f"/m/%2e%2e/{DIGEST}.mp4",
        f"/m/{CUT}/{DIGEST}.mp4%00.jpg",
        f"/m/{CUT}/{DIGEST.upper()}.mp4",
        f"/m/{CUT}/{DIGEST}.svg",
    ],
)
def test_what_is_not_there_is_a_bare_404(client: Client, film: str, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    if address.count("/") == 2 and ".." not in address:
        assert response.content == b""
        assert response["Cache-Control"] == "no-store"


def test_no_answer_asks_the_database(
    client: Client, film: str, wid: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert body(client.get(film))
        assert body(client.get(f"/w/{wid}.html"))
