"""A slow link on this machine: a web server that lets its bytes through no faster than a phone gets them.

The browser's own throttling is not used: it need not hold for media, and this does. Every request
costs one round trip, then its bytes wait their turn on a link that all requests share. Connections
are free, as on a warm HTTP/2 one, and so is whatever is not a film: page and player are granted to
everybody.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CHUNK_BYTES = 4096
TYPES = {
    ".mp4": "video/mp4",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}
SLOW = {".mp4", ".m3u8"}
RANGE = re.compile(r"bytes=(\d+)-(\d*)")


@dataclass
class Link:
    """`kbps` for all requests together, and `rtt` seconds before each answer."""

    kbps: int
    rtt: float
    free_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def wait_for(self, size: int) -> None:
        """Return when `size` bytes have come through, after all that were in front of them."""
        with self.lock:
            self.free_at = max(self.free_at, time.monotonic()) + size * 8 / self.kbps / 1000
            until = self.free_at
        time.sleep(max(0.0, until - time.monotonic()))


class Handler(BaseHTTPRequestHandler):
    """GET of the files in `folder`, whole or from one range, over the link if they are media."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, folder: Path, link: Link) -> None:
        self.folder, self.link = folder, link
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with 200, 206, 404 or 416."""
        path = self.folder / Path(self.path.partition("?")[0]).name
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        first, end = self._range(len(body))
        if first >= end:
            self.send_error(416)
            return
        if path.suffix in SLOW:
            time.sleep(self.link.rtt)
        self._head(path, first, end, len(body))
        # A browser that has seen enough hangs up.
        with suppress(ConnectionError):
            self._send(body[first:end], is_slow=path.suffix in SLOW)

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def _range(self, size: int) -> tuple[int, int]:
        found = RANGE.fullmatch(self.headers.get("Range", ""))
        if not found:
            return 0, size
        return int(found[1]), min(size, int(found[2]) + 1) if found[2] else size

    def _head(self, path: Path, first: int, end: int, size: int) -> None:
        is_part = "Range" in self.headers
        self.send_response(206 if is_part else 200)
        self.send_header("Content-Type", TYPES.get(path.suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(end - first))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Cache-Control", "no-store")
        if is_part:
            self.send_header("Content-Range", f"bytes {first}-{end - 1}/{size}")
        self.end_headers()

    def _send(self, body: bytes, *, is_slow: bool) -> None:
        for at in range(0, len(body), CHUNK_BYTES):
            chunk = body[at : at + CHUNK_BYTES]
            if is_slow:
                self.link.wait_for(len(chunk))
            self.wfile.write(chunk)


@contextmanager
def serving(folder: Path, link: Link) -> Iterator[str]:
    """Serve the files right in `folder` while it is entered; yield the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, folder=folder, link=link))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
