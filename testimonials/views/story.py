"""A testimonial in the Studio: look at it, see how its rendering goes and what others decide."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from testimonials.views.inbox import listed
from testimonials.views.stage import decision_mark, stage, standing
from testimonials.views.tenancy import Studio, studio_view


@require_safe
@never_cache
@studio_view
def testimonial(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """One testimonial on the stage, with its address; the fragment alone where htmx asks."""
    context = stage(studio, studio.testimonial(token))
    if request.htmx and not request.htmx.history_restore_request:  # type: ignore[attr-defined]
        return render(request, "studio/_stage.html", context)
    return render(request, "studio/inbox.html", listed(request, studio) | context)


@require_safe
@never_cache
@studio_view
def progress(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """How far the newest cut is, asked for every second; once it is over, with what can be done now.

    Only this is replaced, not the whole stage: somebody may be watching an answer as it came. As
    long as there is none to watch (`?watchable=0`), the stage is replaced when the first comes.
    """
    found = studio.testimonial(token)
    context = standing(studio, found)
    if request.GET.get("watchable") == "0" and context["watchable"]:
        response = render(request, "studio/_stage.html", stage(studio, found))
        response["HX-Retarget"] = "#story"
        return response
    response = render(request, "studio/_progress.html", context | {"is_poll": True})
    if not context["is_rendering"]:
        response["HX-Trigger"] = "rendered"
    return response


@require_safe
@never_cache
@studio_view
def news(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Asked for every few seconds: 204 until somebody else has decided since `?seen=`, then who and what."""
    found = studio.testimonial(token)
    last = found.decisions.select_related("by").order_by("-pk").first()
    if last is None or request.GET.get("seen") == decision_mark(last) or last.by == studio.user:
        return HttpResponse(status=204)
    return render(request, "studio/_news.html", standing(studio, found) | {"news": last})
