"""A small HTTP server on loopback, for as long as a test needs it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STOPS_WITHIN_SECONDS = 0.02


class Server(ThreadingHTTPServer):
    """One that says nothing of browsers that hang up."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler], hostname: str = "127.0.0.1") -> Iterator[str]:
    """Answer on a free port, each request in a thread of its own; yield the address by that name."""
    server = Server(("127.0.0.1", 0), handler)
    options = {"poll_interval": STOPS_WITHIN_SECONDS}
    threading.Thread(target=server.serve_forever, kwargs=options, daemon=True).start()
    try:
        yield f"http://{hostname}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
