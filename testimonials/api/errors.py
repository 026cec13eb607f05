"""The one place where a refusal becomes an HTTP answer."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response

from testimonials.errors import Refusal
from testimonials.stores import StoreUnavailable

RETRY_AFTER_SECONDS = 5


class TooMuchSent(Refusal):
    code = "too_much_sent"
    status = 413
    message = gettext_lazy("That is more than there is room for.")


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Django REST framework's exception handler: every error is {code, message, fields?}."""
    if isinstance(error, RequestDataTooBig):
        error = TooMuchSent()
    if isinstance(error, Refusal):
        return Response(error.body(), status=error.status)
    if isinstance(error, StoreUnavailable):
        return Response(unavailable(), status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    if isinstance(error, Http404):
        return Response(not_found(), status=404)
    if isinstance(error, exceptions.Throttled):
        return Response(
            {"code": "too_many", "message": _("Too many tries from here. Please wait a little.")},
            status=429,
            headers={"Retry-After": str(int(getattr(error, "wait", None) or 60))},
        )
    if isinstance(error, exceptions.APIException):
        return Response({"code": _code(error), "message": _sentence(error)}, status=error.status_code)
    return None


def refused(refusal: Refusal) -> JsonResponse:
    """The same answer for views that are not REST framework's."""
    return JsonResponse(refusal.body(), status=refusal.status)


def not_found() -> dict[str, str]:
    """What a missing object answers, and a foreign one, byte for byte."""
    return {"code": "not_found", "message": _("There is nothing here.")}


def unavailable() -> dict[str, str]:
    """What an outage of ours answers."""
    return {"code": "unavailable", "message": _("We cannot do this right now. Nothing is lost; try again.")}


def _code(error: exceptions.APIException) -> str:
    codes = error.get_codes()
    return codes if isinstance(codes, str) else "invalid"


def _sentence(error: exceptions.APIException) -> str:
    return error.detail if isinstance(error.detail, str) else _("This request is not well formed.")
