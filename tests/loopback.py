"""A small HTTP server on loopback, for as long as a test needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STOPS_WITHIN_SECONDS = 0.02


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler], hostname: str = "127.0.0.1") -> Iterator[str]:
    """Answer on a free port, each request in a thread of its own; yield the address by that name."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    options = {"poll_interval": STOPS_WITHIN_SECONDS}
    threading.Thread(target=server.serve_forever, kwargs=options, daemon=True).start()
    try:
        yield f"http://{hostname}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
