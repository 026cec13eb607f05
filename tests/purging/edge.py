"""A CDN's API on a real socket: it keeps what it was asked, and answers as it is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from time import sleep
from typing import Any

from tests.loopback import serving


@dataclass(frozen=True)
class Asked:
    """One request as it came in; the body read as JSON, None where there was none."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Edge:
    """What it heard. `answers` are the statuses of its next answers; after them it says 200."""

    asked: list[Asked] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    delay_seconds: float = 0.0
    url: str = ""

    @property
    def told(self) -> list[str]:
        """Every address it was asked to forget by the address of one's own, in order."""
        return [url for one in self.asked for url in one.body["urls"]]


@contextmanager
def edge() -> Iterator[Edge]:
    """Serve an `Edge` for as long as the block runs."""
    served = Edge()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            known = {name.lower(): value for name, value in self.headers.items()}
            served.asked.append(Asked("POST", self.path, known, json.loads(body) if body else None))
            sleep(served.delay_seconds)
            self.send_response(served.answers.pop(0) if served.answers else 200)
            self.send_header("Location", "/elsewhere")  # heeded only with a redirect
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet."""

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:
                return  # whoever asked has waited long enough

    with serving(Handler) as served.url:
        yield served
