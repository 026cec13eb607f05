"""Pages that say no: one sentence, one way on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from testimonials.api.errors import not_found as not_found_body
from testimonials.errors import Refusal


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The constant 404: it never says what was asked for."""
    if request.path.startswith("/api/"):
        return JsonResponse(not_found_body(), status=404)
    return render(request, "404.html", status=404)


def gone(request: HttpRequest, refusal: Refusal, **context: object) -> HttpResponse:
    """A link that was good once: friendly, and still a 410."""
    context |= {"title": _("Not open right now"), "message": refusal.message}
    return render(request, "collect/gone.html", context, status=refusal.status)
