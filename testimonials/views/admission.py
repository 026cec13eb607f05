"""Who a speaker's page is for: whoever holds its address. It needs no cookie, and is kept nowhere on the way.

The secret in the address is the authority, also for forms: there is no session that another
site could ride on, so they need no token against that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from testimonials import admitting
from testimonials.models import Testimonial

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


@dataclass(frozen=True)
class Visit:
    """Somebody at the page of this story, and the secret they came with."""

    testimonial: Testimonial
    secret: str

    def address(self, name: str = "page", *parts: str) -> str:
        """Where something of this page is."""
        return reverse(f"speaker:{name}", args=[self.secret, *parts])

    def go(self, name: str = "page", **query: str) -> SeeOther:
        """Send the browser there after a form, to look with a GET."""
        return SeeOther(f"{self.address(name)}?{urlencode(query)}" if query else self.address(name))


class SeeOther(HttpResponseRedirect):
    status_code = 303


def speaker_view(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Turn `view(request, visit, …)` into a view of `(request, secret, …)`.

    It speaks the story's language and counts days in the brand's zone. An unknown secret is a
    constant 404.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, secret: str, **kwargs: Any) -> HttpResponseBase:
        testimonial = admitting.admitted(secret)
        if testimonial is None:
            raise Http404
        with translation.override(testimonial.language), timezone.override(testimonial.brand.zone):
            response = view(request, Visit(testimonial, secret), **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        response["Content-Language"] = testimonial.language
        return response

    return guarded
