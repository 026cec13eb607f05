"""A testimonial in the Studio: look at it, decide on it, write to its speaker."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from testimonials import moderating
from testimonials.errors import Refusal
from testimonials.models import Testimonial
from testimonials.views.inbox import listed
from testimonials.views.stage import decision_mark, stage
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
    context = stage(studio, studio.testimonial(token)) | {"is_poll": True}
    if request.GET.get("watchable") == "0" and context["watchable"]:
        response = render(request, "studio/_stage.html", context | {"is_poll": False})
        response["HX-Retarget"] = "#story"
        return response
    response = render(request, "studio/_progress.html", context)
    if not context["is_rendering"]:
        response["HX-Trigger"] = "rendered"
    return response


@require_POST
@studio_view
def decision(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Approve, reject or reopen; the answer is the stage as it is now, with a toast."""
    found = studio.testimonial(token)
    try:
        toast = _decide(request, studio, found)
        problem = ""
    except Refusal as refusal:
        toast, problem = "", str(refusal.message)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(reverse("studio:testimonial", args=[studio.brand.slug, token]))
    found = studio.testimonial(token)
    context = stage(studio, found) | {"toast": toast, "problem": problem}
    response = render(request, "studio/_stage.html", context)
    response["HX-Trigger"] = "decided"
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
    return render(request, "studio/_news.html", stage(studio, found) | {"news": last})


def _decide(request: HttpRequest, studio: Studio, found: Testimonial) -> str:
    studio.check_may_moderate()
    verdict, note = request.POST.get("verdict", ""), request.POST.get("note", "")
    if verdict == "approved":
        moderating.approve(found, by=studio.user, seen=request.POST.get("cut", ""), note=note)
        return _("Approved. It is on its way to your walls.")
    if verdict == "rejected":
        moderating.reject(found, reason=request.POST.get("reason", ""), by=studio.user, note=note)
        return _("It will not be shown.")
    if verdict == "reopened":
        moderating.reopen(found, by=studio.user)
        return _("Back in the inbox, and off your walls.")
    raise Refusal(_("Choose what to do with this story."))
