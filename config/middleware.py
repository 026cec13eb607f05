"""What every answer carries: a strict content policy, a language, and honesty when a store is down."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render

from testimonials.api.errors import RETRY_AFTER_SECONDS, not_found, unavailable
from testimonials.stores import StoreUnavailable

GetResponse = Callable[[HttpRequest], HttpResponseBase]
PUBLIC_FILES = {"embeds:widget_file", "embeds:media"}


class LanguageOfPages(LocaleMiddleware):
    """Django's choice of a language. A public file is the same in all: no cache is to keep one for each."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.resolver_match and request.resolver_match.view_name in PUBLIC_FILES:
            return response
        return super().process_response(request, response)


class ContentSecurityPolicy:
    """Scripts and styles from here only; the nonce is for one `<style>` with the tenant's colours."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]  # read by templates/base.html
        response = self.get_response(request)
        framed_by, frames = getattr(response, "framed_by", "'none'"), getattr(response, "frames", "'none'")
        response.headers.setdefault("Content-Security-Policy", policy(nonce, framed_by, frames))
        response.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(self)")
        return response


def policy(nonce: str, framed_by: str = "'none'", frames: str = "'none'") -> str:
    """Return the policy of every page of ours; `blob:` is the take a speaker looks at again.

    A view may say who frames its page and what its page frames (`testimonials.views.framing`).
    """
    media = f"'self' {settings.S3_BROWSER_ENDPOINT_URL}".strip()
    return (
        "default-src 'none'; "
        f"script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src {media} data: blob:; "
        f"media-src {media} blob:; connect-src 'self'; font-src 'self'; form-action 'self'; "
        f"base-uri 'none'; frame-src {frames}; frame-ancestors {framed_by}"
    )


class PassesOn:
    """Leaves every request as it is: what a middleware that only answers exceptions has to say."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)


class StoreUnavailable503(PassesOn):
    """A database or store that is away is a 503 that says so, never a 500, never a "done"."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer an outage in the form the caller reads: JSON for the API, a page for people."""
        if not isinstance(error, StoreUnavailable | OperationalError | InterfaceError):
            return None
        if request.path.startswith("/api/"):
            response: HttpResponse = JsonResponse(unavailable(), status=503)
        else:
            response = render(request, "503.html", status=503)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response


class Unstorable404(PassesOn):
    """What a database cannot hold, as a NUL in a name, is nowhere to be found."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer what a missing object would."""
        if not isinstance(error, DataError):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(not_found(), status=404)
        return render(request, "404.html", status=404)
