"""The demo's host page: somebody else's website, on another origin, that embeds the wall.

One page and its style sheet, served by the standard library in a thread of the web process.
"""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from django.conf import settings

from config.env import env
from embeds.models import Widget
from embeds.snippet import snippet

FOLDER: Path = settings.BASE_DIR / "demo" / "host"
MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
PORT = env.int("HOST_PORT", default=8001)


def address() -> str:
    """Return where the host page is."""
    return f"http://localhost:{PORT}/"


def start() -> None:
    """Serve the host page from a daemon thread; a port in use is said, and harms nothing else."""
    server = ThreadingHTTPServer(("127.0.0.1", PORT), HostPage)
    threading.Thread(target=server.serve_forever, name="sayso-host-page", daemon=True).start()


class HostPage(BaseHTTPRequestHandler):
    """GET of the page or of a file beside it; everything else is missing."""

    def do_GET(self) -> None:
        name = self.path.partition("?")[0].lstrip("/") or "index.html"
        known = {path.name: path for path in FOLDER.iterdir()}
        if name not in known:
            self.send_error(404)
            return
        body = _filled(known[name]) if name.endswith(".html") else known[name].read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", MEDIA_TYPES.get(known[name].suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet: this is the demo's page, not the product's log."""


def _filled(page: Path) -> bytes:
    wall = Widget.objects.filter(brand__slug="halden").order_by("pk").first()
    html = page.read_text(encoding="utf-8").replace("{{SITE_URL}}", settings.SITE_URL)
    return html.replace("{{SNIPPET}}", snippet(wall, settings.SITE_URL) if wall else "").encode()
