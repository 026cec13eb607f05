"""Cuts of a story, as a resource: what the editor sends."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from testimonials import cutting
from testimonials.api.errors import refused
from testimonials.cutting import Stretch
from testimonials.doorbell import ring
from testimonials.errors import Refusal
from testimonials.tasks import render_cut
from testimonials.views.tenancy import Studio, studio_view


@require_POST
@studio_view
def cuts(request: HttpRequest, studio: Studio, token: str) -> JsonResponse:
    """Make a cut of {"segments": [{"upload", "in_ms", "out_ms"}, …], "poster_ms"}; answer 201."""
    found = studio.testimonial(token)
    try:
        studio.check_may_moderate()
        stretches, poster_ms = _read(request)
        made = cutting.cut(found, stretches, poster_ms=poster_ms)
    except Refusal as refusal:
        return refused(refusal)
    ring(render_cut, made.pk)
    return JsonResponse({"cut": made.token, "number": made.number}, status=201)


def _read(request: HttpRequest) -> tuple[list[Stretch], int | None]:
    try:
        body = json.loads(request.body)
        segments = body["segments"]
        if not isinstance(segments, list) or not segments:
            raise TypeError(segments)
        stretches = [
            Stretch(str(one["upload"]), _whole(one.get("in_ms", 0)) or 0, _whole(one.get("out_ms")))
            for one in segments
        ]
        return stretches, _whole(body.get("poster_ms"))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise cutting.InvalidCut from error


def _whole(value: Any) -> int | None:
    """A whole number of milliseconds, or nothing. True is no number here."""
    if value is not None and type(value) is not int:
        raise TypeError(value)
    return value
