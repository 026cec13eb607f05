"""Serve a stored file so that a player can seek in it: one byte range at a time, never the whole in memory.

Promises: 200, 206, 304 or 416 as RFC 9110 says, the same for a folder and a bucket; HEAD has
the headers and no body; the file is closed when the client goes away. A request for several
ranges at once is answered with the whole file, which the RFC allows. The caller decides who
may see the file, and under which caching headers.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from testimonials.stores import Store

_ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class RangeNotSatisfiable(Exception):
    """The range asked for begins after the end of the file."""


def ranged_response(
    request: HttpRequest, store: Store, name: str, *, media_type: str, headers: Mapping[str, str]
) -> HttpResponseBase:
    """Return the stored file `name`, or the part of it that `Range` asks for.

    `headers` go out with every answer; an `ETag` among them makes 304 and `If-Range` work.
    Raises `FileNotFoundError` where there is no such file, and `StoreUnavailable`.
    """
    etag = headers.get("ETag", "")
    size = store.size(name)  # first: what was taken away is gone for whoever still has a copy, too
    if etag and is_known(request, etag):
        return _headed(HttpResponse(status=304), headers)
    try:
        wanted = _wanted(request, size, etag)
    except RangeNotSatisfiable:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return _headed(refused, headers)
    response = _body(request, store, name, wanted or range(size), status=206 if wanted else 200)
    if wanted:
        response["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{size}"
    response["Content-Type"] = media_type
    return _headed(response, headers)


def is_known(request: HttpRequest, etag: str) -> bool:
    """Whether `If-None-Match` names this version; the weak comparison is the one the RFC wants here."""
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")}
    return "*" in known or etag in known


def _headed(response: HttpResponseBase, headers: Mapping[str, str]) -> HttpResponseBase:
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    for name, value in headers.items():
        response[name] = value
    return response


def _wanted(request: HttpRequest, size: int, etag: str) -> range | None:
    """Return the bytes asked for, or None for the whole file; raise `RangeNotSatisfiable`."""
    header = _ONE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or header is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = header.groups()
    if not first and not last:
        return None
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < int(first):
            return None
    if start >= size or not range(start, stop):
        raise RangeNotSatisfiable
    return range(start, stop)


def _body(
    request: HttpRequest, store: Store, name: str, wanted: range, *, status: int
) -> HttpResponse | StreamingHttpResponse:
    response: HttpResponse | StreamingHttpResponse
    if request.method == "HEAD":
        response = HttpResponse(status=status)
    else:
        response = StreamingHttpResponse(Begun(store.read(name, wanted)), status=status)
    response["Content-Length"] = str(len(wanted))
    return response


class Begun:
    """Pieces of which the first is read already: until then it can still be an error.

    Django calls `close` whatever happens, also where not a single piece was asked for.
    """

    def __init__(self, pieces: Generator[bytes]) -> None:
        self.first, self.rest = next(pieces, b""), pieces
        self.close = pieces.close

    def __iter__(self) -> Iterator[bytes]:
        yield self.first
        yield from self.rest
