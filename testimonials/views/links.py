"""Collection links in the Studio: make one, copy it, pause it, close it."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from testimonials import collecting
from testimonials.errors import Refusal
from testimonials.models import CollectionLink
from testimonials.views.tenancy import Studio, studio_view

MAX_QUESTIONS = 8
MOVES = {"open": collecting.reopen, "paused": collecting.pause, "closed": collecting.close}


@require_http_methods(["GET", "HEAD", "POST"])
@studio_view
def links(request: HttpRequest, studio: Studio) -> HttpResponse:
    """List the brand's links; a POST makes one, and shows what to mend if it cannot."""
    form: dict[str, str] = {}
    problems: dict[str, str] = {}
    if request.method == "POST":
        form = {name: str(request.POST.get(name, "")) for name in ("name", "title", "questions", "incentive")}
        problems = _create(studio, form)
        if not problems:
            return redirect(reverse("studio:links", args=[studio.brand.slug]))
    sent = Count("testimonials", filter=~Q(testimonials__state="draft"))
    context = {
        "studio": studio,
        "brand": studio.brand,
        "section": "links",
        "links": studio.brand.links.annotate(received=sent).order_by("-pk"),
        "form": form,
        "problems": problems,
        "site_url": settings.SITE_URL,
    }
    return render(request, "studio/links.html", context, status=422 if problems else 200)


@require_POST
@studio_view
def state(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Open, pause or close a link."""
    link = CollectionLink.objects.filter(brand=studio.brand, token=token).first()
    move = MOVES.get(request.POST.get("state", ""))
    if link is None or move is None or not studio.membership.can_moderate:
        raise Http404
    try:
        move(link)
    except Refusal as refusal:
        return HttpResponse(str(refusal.message), status=refusal.status, content_type="text/plain")
    return redirect(reverse("studio:links", args=[studio.brand.slug]))


def _create(studio: Studio, form: dict[str, str]) -> dict[str, str]:
    """Make the link; return what to mend, by field."""
    if not studio.membership.can_moderate:
        return {"name": _("You may look, but not make links. Ask an owner of this brand.")}
    questions = [(line.strip(), "") for line in form["questions"].splitlines() if line.strip()]
    if not questions or len(questions) > MAX_QUESTIONS:
        return {"questions": _("Ask one to eight questions, each on its own line.")}
    if too_long := next((text for text, _tip in questions if len(text) > 300), ""):
        return {"questions": _("This question is too long: “%s…”") % too_long[:60]}
    try:
        collecting.create(
            studio.brand,
            questions=questions,
            name=form["name"].strip(),
            title=form["title"].strip(),
            incentive=form["incentive"].strip(),
            language=studio.brand.language,
        )
    except ValidationError as error:
        return {name: " ".join(sentences) for name, sentences in error.message_dict.items()}
    return {}
