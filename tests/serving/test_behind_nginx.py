"""What nginx with deploy/nginx.conf hands on to the app, and how."""

from __future__ import annotations

import base64
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import requests

from tests import nginx
from tests.server import free_port
from tests.services.engines import wait_for
from tests.serving.asking import ask
from tests.serving.conftest import Stand, parts
from tests.speaker import TUS, Speaker

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(nginx.program() is None, reason="needs nginx: python3 deploy/packages.py nginx"),
]

# What starts like a WebM, and goes on for longer than nginx takes by itself.
TAKE = bytes.fromhex("1a45dfa3") + bytes(3_000_000)
SOON_SECONDS = 10


@contextmanager
def listening() -> Iterator[tuple[int, list[HTTPMessage]]]:
    """An app that only keeps the headers it was asked with."""
    asked: list[HTTPMessage] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_pages_come_from_the_app(stand: Stand) -> None:
    page = requests.get(f"{stand.front.url}/c/{stand.app.access()['link']}", timeout=SOON_SECONDS)
    assert page.status_code == 200
    assert "Content-Security-Policy" in page.headers


def test_walls_are_served_while_the_app_is_away(stand: Stand) -> None:
    assert ask(stand.disk.url, f"/w/{stand.wid}.js").status == 200
    assert ask(stand.disk.url, "/healthz").status == 502


def test_the_app_is_told_who_asked_and_not_what_they_claim(tmp_path: Path) -> None:
    with listening() as (port, asked), nginx.serving(tmp_path, public=tmp_path, app_port=port) as front:
        claims = {
            "X-Forwarded-For": "203.0.113.9",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "evil.example",
        }
        requests.get(f"{front.url}/", headers=claims, timeout=SOON_SECONDS)
        told = {name: asked[0].get_all(name) for name in ("Host", *claims)}
    here = f"localhost:{front.port}"
    assert told == {
        "Host": [here],
        "X-Forwarded-For": ["127.0.0.1"],
        "X-Forwarded-Proto": ["http"],
        "X-Forwarded-Host": [here],
    }


def test_a_speakers_address_is_not_logged_when_the_app_is_away(tmp_path: Path) -> None:
    secret = secrets.token_urlsafe(16)
    with nginx.serving(tmp_path, public=tmp_path, app_port=free_port()) as front:
        assert ask(front.url, f"/s/{secret}").status == 502
        assert ask(front.url, "/healthz").status == 502
        wait_for(lambda: "/healthz" in front.log, "what nginx has to complain about", seconds=SOON_SECONDS)
    assert secret not in front.log


def test_the_bytes_of_a_take_reach_the_disk_while_it_is_still_sent(stand: Stand) -> None:
    dana = Speaker(stand.front.url, stand.app.access()["link"])
    path, half = opened(dana), len(TAKE) // 2
    before = {part: part.stat().st_size for part in parts(stand.app.folder)}
    with socket.create_connection(("127.0.0.1", stand.front.port)) as line:
        line.sendall(patch(dana, path, len(TAKE)) + TAKE[:half])
        grown = lambda: any(part.stat().st_size > before[part] + half // 2 for part in before)  # noqa: E731
        wait_for(grown, "half of the take on the disk", seconds=SOON_SECONDS)
        line.sendall(TAKE[half:])
        assert line.recv(12) == b"HTTP/1.1 204"


def test_a_take_without_a_known_length_is_handed_on(stand: Stand) -> None:
    dana = Speaker(stand.front.url, stand.app.access()["link"])
    path = opened(dana)
    pieces = (TAKE[at : at + 500_000] for at in range(0, len(TAKE), 500_000))
    headers = TUS | dana.headers | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    answer = requests.patch(stand.front.url + path, data=pieces, headers=headers, timeout=SOON_SECONDS)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(len(TAKE)))


def opened(dana: Speaker) -> str:
    """Open a take; return its path."""
    pairs = {"testimonial": dana.token, "question": dana.question, "filename": "take.webm"}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())
    headers = TUS | dana.headers | {"Upload-Defer-Length": "1", "Upload-Metadata": metadata}
    answer = requests.post(f"{dana.url}/api/uploads", headers=headers, timeout=SOON_SECONDS)
    answer.raise_for_status()
    return answer.headers["Location"]


def patch(dana: Speaker, path: str, length: int) -> bytes:
    """The head of a PATCH of the first `length` bytes."""
    headers = TUS | dana.headers | {
        "Host": dana.url.removeprefix("http://"),
        "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream",
        "Content-Length": str(length),
    }  # fmt: skip
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"PATCH {path} HTTP/1.1\r\n{lines}\r\n".encode()
