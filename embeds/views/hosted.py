"""The pages of ours that stories are on: cached like a widget's files, under the strictest policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override

from embeds import wording
from embeds.rendering import FRESH
from testimonials.models import Brand


def hosted(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    brand: Brand,
    lang: str,
    framed_by: str,
    has_script: bool,
) -> HttpResponse:
    """Render a page in a language. `framed_by` are the sources of `frame-ancestors`."""
    shared = {"brand": brand, "lang": lang, "dir": wording.direction(lang), "site": settings.SITE_URL}
    with override(lang):
        response = render(request, template, shared | dict(context))
    nonce = str(getattr(request, "csp_nonce", ""))
    response["Cache-Control"] = FRESH
    response["Content-Security-Policy"] = _policy(nonce, framed_by, has_script)
    if framed_by != "'none'":
        response.xframe_options_exempt = True  # X-Frame-Options knows no lists
    return response


def _policy(nonce: str, framed_by: str, has_script: bool) -> str:
    """Return the strictest policy a host page may have: what we promise others, we keep ourselves."""
    site = settings.SITE_URL
    script = f"script-src 'nonce-{nonce}' 'strict-dynamic'; connect-src {site}; " if has_script else ""
    return (
        f"default-src 'none'; {script}style-src 'nonce-{nonce}' {site}; img-src {site}; media-src {site}; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {framed_by}; "
        "require-trusted-types-for 'script'"
    )
