"""A testimonial in the Studio: look at it, decide on it, write to its speaker."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from testimonials import moderating, replying
from testimonials.doorbell import ring
from testimonials.errors import Refusal
from testimonials.models import Testimonial
from testimonials.tasks import send_notice
from testimonials.views.inbox import listed
from testimonials.views.stage import stage
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


@require_POST
@studio_view
def messages(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Write to the speaker; the answer is the thread as it is now, with what was typed if it was refused."""
    found = studio.testimonial(token)
    text, problem = request.POST.get("text", ""), ""
    try:
        studio.check_may_moderate()
        if (notice := replying.write_as_brand(found, text, by=studio.user)) is not None:
            ring(send_notice, notice.pk)
        text = ""
    except Refusal as refusal:
        problem = str(refusal.message)
    if not problem and not request.htmx:  # type: ignore[attr-defined]
        return redirect(reverse("studio:testimonial", args=[studio.brand.slug, token]))
    context = stage(studio, found) | {"text": text, "text_problem": problem}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "studio/_thread.html", context)
    return render(request, "studio/inbox.html", listed(request, studio) | context, status=422)


def _decide(request: HttpRequest, studio: Studio, found: Testimonial) -> str:
    studio.check_may_moderate()
    verdict = request.POST.get("verdict", "")
    if verdict == "approved":
        moderating.approve(found, by=studio.user, seen=request.POST.get("cut", ""))
        return _("Approved. It is on its way to your walls.")
    if verdict == "rejected":
        moderating.reject(found, reason=request.POST.get("reason", ""), by=studio.user)
        return _("It will not be shown.")
    if verdict == "reopened":
        moderating.reopen(found, by=studio.user)
        return _("Back in the inbox, and off your walls.")
    raise Refusal(_("Choose what to do with this story."))
