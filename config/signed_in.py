"""What follows from who is signed in: their language, when they were last seen, the way out when it ends."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from testimonials.models import User
from testimonials.models.tokens import digest

# Where people are who work here. Everybody else's pages never ask who looks at them.
PLACES = ("/studio/", "/accounts/", "/operate/")
SEEN_SECONDS = 60


class SignedIn:
    """Put these pages into the reader's own language, and note (once a minute) that they are here.

    An ended session answers a part of a page with 401 and the way to sign in: sign-in never
    appears inside the pane that asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PLACES):
            return self.get_response(request)
        if isinstance(request.user, User):
            _speak(request, request.user.language)
            _see(request)
        response = self.get_response(request)
        is_part = bool(request.htmx)  # type: ignore[attr-defined]  # set by django-htmx
        return _over(request) if is_part and _asks_to_sign_in(response) else response


def _speak(request: HttpRequest, language: str) -> None:
    """Switch to the language somebody chose; without a choice the browser's stays."""
    if language:
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()


def _see(request: HttpRequest) -> None:
    key = request.session.session_key
    if key and cache.add(f"seen:{digest(key)}", 1, SEEN_SECONDS):
        UserSession.objects.create_from_request(request)


def _asks_to_sign_in(response: HttpResponseBase) -> bool:
    address = response.headers.get("Location", "") if response.status_code == 302 else ""
    return address.partition("?")[0] == settings.LOGIN_URL


def _over(request: HttpRequest) -> HttpResponse:
    back = request.htmx.current_url_abs_path or settings.LOGIN_REDIRECT_URL  # type: ignore[attr-defined]
    address = f"{settings.LOGIN_URL}?{urlencode({'next': back})}"
    return HttpResponse(status=401, headers={"HX-Redirect": address})
