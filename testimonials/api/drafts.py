"""Who may touch a draft: whoever carries its secret in the `Authorization` header. No cookies."""

from __future__ import annotations

import secrets

from django.http import Http404, HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from testimonials.models import Testimonial
from testimonials.models.tokens import digest

SCHEME = "Bearer "


class DraftAuthentication(BaseAuthentication):
    """Reads the draft secret, so that an unauthenticated answer is 401 and names the scheme."""

    def authenticate(self, request: Request) -> tuple[None, str] | None:
        header = request.headers.get("Authorization", "")
        return (None, header.removeprefix(SCHEME)) if header.startswith(SCHEME) else None

    def authenticate_header(self, request: Request) -> str:
        return SCHEME.strip()


def secret_of(request: HttpRequest | Request) -> str:
    """Return the draft secret; raise `NotAuthenticated` when there is none."""
    header = request.headers.get("Authorization", "")
    if not header.startswith(SCHEME):
        raise NotAuthenticated("This needs the draft’s own key.")
    return header.removeprefix(SCHEME)


def testimonial_for(secret: str, token: str) -> Testimonial:
    """Return the testimonial that `secret` opens; a foreign one answers like a missing one."""
    found = Testimonial.objects.select_related("brand", "link").filter(token=token).first()
    expected = found.draft_digest if found else "0" * 64
    if not secrets.compare_digest(digest(secret), expected) or found is None:
        raise Http404
    return found
