"""What each CDN wants to hear when it is to forget addresses.

Promises: a CDN that is told twice forgets twice, and nothing else happens; no answer is waited for
longer than `TIMEOUT_SECONDS`, and only a status of 2xx is taken for a yes.

Addresses are purged, not tags: so the files need no header that a bucket or a web server in front
of us would have to send. Sources, all read in 2026:
https://developers.cloudflare.com/api/resources/cache/methods/purge/
https://www.fastly.com/documentation/reference/api/purging/
https://docs.bunny.net/api-reference/core/purge/purge-url
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from urllib3 import BaseHTTPResponse, PoolManager, Timeout
from urllib3.exceptions import HTTPError

CLOUDFLARE = "https://api.cloudflare.com/client/v4"
FASTLY = "https://api.fastly.com"
BUNNY = "https://api.bunny.net"
TIMEOUT_SECONDS = 10
BUSY = 429
UNFINISHED = 408


class CdnProblem(Exception):
    """It has not forgotten them. `code` is for the operators."""

    code = "cdn"


class CdnAway(CdnProblem):
    """It did not answer, or only that it cannot."""

    code = "away"


class CdnBusy(CdnProblem):
    """It was asked too often; later it will listen."""

    code = "busy"


class CdnRefused(CdnProblem):
    """It will not: the token or the address in `CDN_PURGE_URL` is wrong."""

    code = "refused"


@dataclass(frozen=True)
class _Request:
    """A POST; without a `body` it has none."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None


def forget(urls: list[str]) -> int:
    """Have as many of `urls` forgotten as one request takes, and return how many; raise a `CdnProblem`."""
    if not settings.CDN:
        return len(urls)  # it was named when they were queued, and is gone
    at_once, wording = KINDS[settings.CDN["kind"]]
    _post(wording(urls[:at_once]))
    return min(at_once, len(urls))


def is_complete() -> bool:
    """Whether what `CDN_PURGE_URL` says is enough to tell somebody."""
    told = settings.CDN
    needed = {"cloudflare": ("token", "to"), "address": ("to",)}.get(told["kind"], ("token",))
    return told["kind"] in KINDS and all(told[part] for part in needed)


def _cloudflare(urls: list[str]) -> _Request:
    """By prefix, as a whole path is one, too.

    Its caches keep a copy for every `Origin` that asked, as module scripts do, and a purge by URL reaches
    none of them: https://developers.cloudflare.com/cache/how-to/cache-keys/
    """
    return _Request(
        f"{CLOUDFLARE}/zones/{settings.CDN['to']}/purge_cache",
        {"Authorization": f"Bearer {settings.CDN['token']}"},
        {"prefixes": [_without_scheme(url) for url in urls]},
    )


def _fastly(urls: list[str]) -> _Request:
    return _Request(f"{FASTLY}/purge/{_without_scheme(urls[0])}", {"Fastly-Key": settings.CDN["token"]})


def _bunny(urls: list[str]) -> _Request:
    return _Request(f"{BUNNY}/purge?{urlencode({'url': urls[0]})}", {"AccessKey": settings.CDN["token"]})


def _address(urls: list[str]) -> _Request:
    token = settings.CDN["token"]
    return _Request(settings.CDN["to"], {"Authorization": f"Bearer {token}"} if token else {}, {"urls": urls})


# How many addresses one request takes, and how it is worded. Cloudflare takes 100 on every plan.
KINDS: dict[str, tuple[int, Callable[[list[str]], _Request]]] = {
    "cloudflare": (100, _cloudflare),
    "fastly": (1, _fastly),
    "bunny": (1, _bunny),
    "address": (100, _address),
}


def _post(request: _Request) -> None:
    timeout = Timeout(total=TIMEOUT_SECONDS)
    try:
        with PoolManager(retries=False, timeout=timeout) as pool:
            answer = pool.request(
                "POST", request.url, headers=request.headers, json=request.body, redirect=False
            )
    except HTTPError as error:
        raise CdnAway(type(error).__name__) from error
    _check(answer)


def _check(answer: BaseHTTPResponse) -> None:
    status = f"answered {answer.status}"
    if answer.status == BUSY:
        raise CdnBusy(status)
    if answer.status >= 500 or answer.status == UNFINISHED:
        raise CdnAway(status)
    if not 200 <= answer.status < 300:
        raise CdnRefused(status)


def _without_scheme(url: str) -> str:
    return url.partition("://")[2]
