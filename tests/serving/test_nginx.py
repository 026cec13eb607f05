"""nginx with deploy/nginx.conf answers for the public store as the app does."""

from __future__ import annotations

import pytest

from embeds import runtime
from tests import nginx
from tests.embeds import stories
from tests.serving.asking import CUT, DIGEST, FILM, MEDIA, Answer, ask
from tests.serving.conftest import Stand, files

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(nginx.program() is None, reason="needs nginx: python3 deploy/packages.py nginx"),
]

WID = stories.token("wall")
FILES = [
    f"{WID}.js",
    f"{WID}.json",
    f"{WID}.html",
    f"{WID}.css",
    "embed.js",
    "host.js",
    runtime.player_file()[0],
]
HELD = [
    "Content-Type", "Content-Length", "Content-Encoding", "Cache-Control", "Access-Control-Allow-Origin",
    "Cross-Origin-Resource-Policy", "Content-Security-Policy", "X-Content-Type-Options", "Last-Modified",
]  # fmt: skip
PREFLIGHT = [f"Access-Control-{name}" for name in ("Allow-Methods", "Allow-Headers", "Max-Age")]
NO_FILES = [
    "w/", "m/", f"w/{WID}", f"w/{WID}.js.br", f"w/{WID}.js.gz", f"w/.{WID}.js.0a1b2c3d4e5f.part", f"w/{WID}.js/",
    f"w/{WID}.txt", f"w/{WID}.js%0a", "w/player.js", "w/%2e%2e/m/", "w/..%2f..%2fsecret_key", "m/..%2f..%2fsecret_key", f"w/..%2f..%2fprivate%2f{DIGEST}.mp4",
    f"m/{CUT}", f"m/{CUT}/", f"m/{CUT}/{DIGEST}", f"m/{CUT}/{DIGEST}.txt", f"m/{CUT}/{'0' * 64}.mp4",
    f"w/{stories.token('nobody')}.js", f"m/{stories.token('nobody')}/{DIGEST}.mp4",
]  # fmt: skip


def held(answer: Answer, names: list[str] = HELD) -> dict[str, str]:
    return {name: answer.header(name) for name in names}


@pytest.mark.parametrize(
    "accepted",
    [
        "gzip, deflate, br, zstd", "gzip", "BR", "br;q=0, gzip;q=0.5", "gzip;q=0.000,br;q=0.0", "br ; q=0.5",
        "gzip;q=1.0, br;q=0.001", "brotli, x-gzip", "identity", "*", "",
    ],
)  # fmt: skip
def test_a_client_gets_the_same_variant_of_a_widget(stand: Stand, accepted: str) -> None:
    app, disk = (
        ask(url, f"/w/{WID}.js", Accept_Encoding=accepted) for url in (stand.app.url, stand.disk.url)
    )
    assert (app.status, disk.status) == (200, 200)
    assert disk.body == app.body
    assert held(disk) == held(app)


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
@pytest.mark.parametrize("name", FILES)
def test_every_file_of_a_widget_has_the_same_bytes_and_headers(
    stand: Stand, name: str, encoding: str
) -> None:
    app, disk = (ask(url, f"/w/{name}", Accept_Encoding=encoding) for url in (stand.app.url, stand.disk.url))
    assert disk.body == app.body != b""
    assert held(disk) == held(app)
    assert disk.header("Content-Encoding") == encoding.replace("identity", "")
    assert disk.header("Vary") == "Accept-Encoding"


@pytest.mark.parametrize("ending", ["mp4", "webm", "avif", "webp", "jpg"])
def test_every_kind_of_media_has_the_same_bytes_and_headers(stand: Stand, ending: str) -> None:
    path = f"m/{CUT}/{DIGEST}.{ending}"
    stand.store.put(path, FILM, media_type="")
    app, disk = (ask(url, f"/{path}") for url in (stand.app.url, stand.disk.url))
    assert disk.body == app.body == FILM
    assert held(disk, [*HELD, "Accept-Ranges"]) == held(app, [*HELD, "Accept-Ranges"])


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-", "bytes=100-199", "bytes=100000-", "bytes=-10", "bytes=-9999999", "bytes=5-9999999",
        "bytes=0-1,5-6", "lines=0-1", "rubbish",
    ],
)  # fmt: skip
def test_a_player_may_seek(stand: Stand, asked: str) -> None:
    app, disk = (ask(url, MEDIA, Range=asked) for url in (stand.app.url, stand.disk.url))
    assert (disk.status, disk.body) == (app.status, app.body)
    assert held(disk, [*HELD, "Content-Range"]) == held(app, [*HELD, "Content-Range"])


def test_a_range_beyond_the_end_is_refused_in_the_open(stand: Stand) -> None:
    app, disk = (ask(url, MEDIA, Range="bytes=9999999-") for url in (stand.app.url, stand.disk.url))
    assert (app.status, disk.status) == (416, 416)
    names = ["Content-Range", "Access-Control-Allow-Origin", "X-Content-Type-Options"]
    assert held(disk, names) == held(app, names)


def test_a_range_of_another_version_gets_the_whole_film(origin: str) -> None:
    etag = ask(origin, MEDIA).header("ETag")
    assert ask(origin, MEDIA, Range="bytes=0-9", If_Range='"another"').body == FILM
    assert ask(origin, MEDIA, Range="bytes=0-9", If_Range=etag).body == FILM[:10]


def test_a_widget_is_never_sent_in_parts(origin: str) -> None:
    answer = ask(origin, f"/w/{WID}.js", Range="bytes=0-9", Accept_Encoding="br")
    assert (answer.status, answer.header("Accept-Ranges")) == (200, "")


@pytest.mark.parametrize("path", [f"/w/{WID}.js", MEDIA])
def test_a_known_version_is_not_sent_again(origin: str, path: str) -> None:
    first = ask(origin, path, Accept_Encoding="br")
    etag = first.header("ETag")
    assert etag.startswith('"')
    again = ask(origin, path, Accept_Encoding="br", If_None_Match=f'"other", {etag}')
    assert (again.status, again.body, again.header("ETag")) == (304, b"", etag)
    kept = ["Cache-Control", "Vary", "Access-Control-Allow-Origin", "Content-Encoding"]
    assert held(again, kept) == held(first, kept)


def test_each_variant_has_its_own_version(origin: str) -> None:
    answers = [ask(origin, f"/w/{WID}.js", Accept_Encoding=encoding) for encoding in ("br", "gzip", "")]
    assert len({answer.header("ETag") for answer in answers}) == 3


def test_a_wall_as_long_as_the_one_before_is_another_version(stand: Stand, origin: str) -> None:
    before = ask(origin, f"/w/{WID}.json").header("ETag")
    other = files()[f"{WID}.json"].body[::-1]
    stand.store.put(f"w/{WID}.json", other, media_type="application/json")
    now = ask(origin, f"/w/{WID}.json", If_None_Match=before)
    assert (now.status, now.body) == (200, other)


@pytest.mark.parametrize("path", [f"w/{WID}.js", MEDIA.removeprefix("/")])
def test_what_is_withdrawn_is_gone_at_once_also_for_who_has_a_copy(
    stand: Stand, origin: str, path: str
) -> None:
    etag = ask(origin, f"/{path}").header("ETag")
    stand.store.remove(path)
    for headers in ({}, {"If_None_Match": etag}, {"Range": "bytes=0-9"}):
        gone = ask(origin, f"/{path}", **headers)
        assert (gone.status, gone.body, gone.header("Cache-Control")) == (404, b"", "no-store")


@pytest.mark.parametrize("path", NO_FILES)
def test_charlie_learns_nothing_from_a_name_that_no_file_has(origin: str, path: str) -> None:
    answer = ask(origin, f"/{path}")
    assert answer.status in {400, 404}
    assert FILM[:64] not in answer.body
    assert WID.encode() not in answer.body


@pytest.mark.parametrize(
    "path", [f"/w/{WID}.js.br", f"/w/{stories.token('nobody')}.js", f"/m/{CUT}/{'0' * 64}.mp4"]
)
def test_what_is_not_there_is_the_same_bare_404(stand: Stand, path: str) -> None:
    app, disk = (ask(url, path, Accept_Encoding="br") for url in (stand.app.url, stand.disk.url))
    assert (disk.status, disk.body) == (app.status, app.body) == (404, b"")
    assert held(disk) == held(app)


@pytest.mark.parametrize("path", [f"/w/{WID}.js", MEDIA])
def test_head_has_the_headers_and_no_body(origin: str, path: str) -> None:
    whole, head = (ask(origin, path, method, Accept_Encoding="br") for method in ("GET", "HEAD"))
    assert (head.status, head.body) == (200, b"")
    assert held(head, [*HELD, "ETag"]) == held(whole, [*HELD, "ETag"])


@pytest.mark.parametrize("path", [f"/w/{WID}.js", MEDIA])
def test_a_preflight_is_allowed_from_everywhere(stand: Stand, path: str) -> None:
    app, disk = (ask(url, path, "OPTIONS") for url in (stand.app.url, stand.disk.url))
    assert (disk.status, disk.body) == (app.status, app.body) == (204, b"")
    names = [*PREFLIGHT, "Access-Control-Allow-Origin", "X-Content-Type-Options"]
    assert held(disk, names) == held(app, names)
    assert "GET" in disk.header("Access-Control-Allow-Methods")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", [f"/w/{WID}.js", MEDIA])
def test_nothing_may_be_written(stand: Stand, origin: str, path: str, method: str) -> None:
    assert ask(origin, path, method).status in {403, 405}
    assert ask(origin, path).status == 200
