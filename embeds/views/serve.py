"""Serve the public store where no web server or bucket stands in front of it.

Promises: exactly the headers a web server would be configured to send (docs: caching, one
strong ETag a representation, any origin may read, no cookie is looked at or set); what is
not there is a bare 404, and a name that no file of ours can have is never looked up.
"""

from __future__ import annotations

import re
from contextlib import suppress
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_http_methods

from embeds.exposing import MEDIA_CACHE
from embeds.rendering import FOREVER, FRESH
from testimonials import stores
from testimonials.views.ranged import is_known, ranged_response

TOKEN = r"[A-Za-z0-9_-]{22}"  # noqa: S105  the shape of one
WIDGET_NAME = re.compile(rf"{TOKEN}\.(js|json|html|css)|player\.[0-9a-f]{{16}}\.js|(embed|host)\.js")
MEDIA_NAME = re.compile(rf"{TOKEN}/[0-9a-f]{{64}}\.(mp4|webm|avif|webp|jpg)")
MEDIA_TYPES = {
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "avif": "image/avif",
    "webp": "image/webp",
    "jpg": "image/jpeg",
}
# The order is the preference. A representation has its own bytes, so it has its own ETag.
ENCODINGS = {"br": ".br", "gzip": ".gz"}
OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    # Nothing here is a page; and a page's policy would be more bytes than some of these files.
    "Content-Security-Policy": "default-src 'none'",
}
METHODS = ["GET", "HEAD", "OPTIONS"]


@require_http_methods(METHODS)
def widget_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a widget's script, data, fragment or style sheet, or the player."""
    if WIDGET_NAME.fullmatch(name) is None:
        return _missing()
    if request.method == "OPTIONS":
        return _preflight()
    try:
        body, encoding = _best_variant(f"w/{name}", request.headers.get("Accept-Encoding", ""))
    except FileNotFoundError:
        return _missing()
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(status=304) if is_known(request, etag) else HttpResponse(body)
    response["Content-Type"] = MEDIA_TYPES[name.rpartition(".")[2]]
    response["Cache-Control"] = FOREVER if name.startswith("player.") else FRESH
    response["ETag"] = etag
    response["Vary"] = "Accept-Encoding"
    if encoding:
        response["Content-Encoding"] = encoding
    return _open(response)


@require_http_methods(METHODS)
def media(request: HttpRequest, cut: str, name: str) -> HttpResponseBase:
    """Serve a film or a poster, seekable. It is here only while it is approved and consented."""
    if MEDIA_NAME.fullmatch(f"{cut}/{name}") is None:
        return _missing()
    if request.method == "OPTIONS":
        return _preflight()
    digest, _, extension = name.partition(".")
    # The name is the hash of the bytes, so it is the version too.
    headers = {**OPEN_TO_ALL, "Cache-Control": MEDIA_CACHE, "ETag": f'"{digest}"'}
    try:
        return ranged_response(
            request,
            stores.public(),
            f"m/{cut}/{name}",
            media_type=MEDIA_TYPES[extension],
            headers=headers,
        )
    except FileNotFoundError:
        return _missing()


def _best_variant(name: str, accepted: str) -> tuple[bytes, str]:
    """Return the stored bytes in the best encoding the client takes, and that encoding's name."""
    for encoding, suffix in ENCODINGS.items():
        if _takes(accepted, encoding):
            with suppress(FileNotFoundError):
                return _read(name + suffix), encoding
    return _read(name), ""


def _read(name: str) -> bytes:
    return b"".join(stores.public().read(name))


def _takes(accepted: str, encoding: str) -> bool:
    """Whether an `Accept-Encoding` header lists the encoding, and not with a weight of nothing."""
    for choice in accepted.lower().split(","):
        coding, _, weight = choice.replace(" ", "").partition(";q=")
        if coding == encoding:
            return weight not in {"0", "0.0", "0.00", "0.000"}
    return False


def _open(response: HttpResponse) -> HttpResponse:
    for header, value in OPEN_TO_ALL.items():
        response[header] = value
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _preflight() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    response["Access-Control-Allow-Headers"] = "Range, If-None-Match"
    response["Access-Control-Max-Age"] = "86400"
    return _open(response)


def _missing() -> HttpResponse:
    """Say nothing but no: it may never have been there, or it was withdrawn a second ago."""
    response = HttpResponse(status=404, content_type="text/plain")
    response["Cache-Control"] = "no-store"
    return _open(response)
