"""Two small servers on two origins: Sayso's public files, and somebody else's website."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from time import sleep

from tests.loopback import serving

Answer = tuple[bytes, dict[str, str]]
CHUNK_BYTES = 4096


@dataclass
class Origin:
    """What one server answers with, what it was asked for, how late and how slow it is."""

    files: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    sent: dict[str, int] = field(default_factory=dict)
    delay: Callable[[str], float] = lambda path: 0.0
    pace: Callable[[int], None] = lambda size: None  # called before so many bytes leave
    url: str = ""

    def put(self, path: str, body: bytes | str, media_type: str, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.files[path] = (data, {"Content-Type": media_type, **named})

    def page(self, path: str, html: str, **headers: str) -> str:
        """Put a page and return its address."""
        self.put(path, html, "text/html; charset=utf-8", **headers)
        return self.url + path


@contextmanager
def origin(hostname: str = "127.0.0.1") -> Iterator[Origin]:
    """Serve an `Origin` for as long as the block runs."""
    served = Origin()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            served.asked.append(path)
            pace = served.pace  # a line that comes later is not this answer's
            sleep(served.delay(path))
            found = served.files.get(path)
            body, headers = found or (b"", {"Content-Type": "text/plain"})
            part = _range(self.headers.get("Range", ""), len(body)) if found else None
            self.send_response(206 if part else 200 if found else 404)
            for name, value in {
                **headers,
                "Accept-Ranges": "bytes",
                "Access-Control-Allow-Origin": "*",
            }.items():
                self.send_header(name, value)
            if part:
                self.send_header("Content-Range", f"bytes {part.start}-{part.stop - 1}/{len(body)}")
                body = body[part.start : part.stop]
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                for at in range(0, len(body), CHUNK_BYTES):
                    chunk = body[at : at + CHUNK_BYTES]
                    pace(len(chunk))
                    self.wfile.write(chunk)
                    served.sent[path] = served.sent.get(path, 0) + len(chunk)
            except ConnectionError:
                return  # a player that has seen enough

        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet."""

    with serving(Handler, hostname) as served.url:
        yield served


def _range(header: str, size: int) -> range | None:
    found = re.fullmatch(r"bytes=(\d+)-(\d*)", header)
    return range(int(found[1]), min(size, int(found[2]) + 1) if found[2] else size) if found else None
