"""The page a speaker opens. It sets no cookie and reads none."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from testimonials import collecting
from testimonials.errors import Refusal
from testimonials.models import CollectionLink
from testimonials.views import refusals
from testimonials.views.collect_context import context_of, language_of
from testimonials.views.framing import framed_by


@require_safe
@never_cache
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link asks; 404 for an unknown link, a friendly 410 for one that is not open.

    `?resume` is for somebody who had begun before it closed; no answer of ours lets them begin anew.
    """
    link = get_object_or_404(CollectionLink.objects.select_related("brand"), token=token)
    language = language_of(request, link)
    with translation.override(language):
        try:
            collecting.check_accepts(link)
            if "resume" not in request.GET:
                collecting.check_open(link)
        except Refusal as refusal:
            begin = "" if link.takes_no_more else reverse("api:drafts", args=[link.token])
            return framed_by(refusals.gone(request, refusal, brand=link.brand, begin=begin), link.sites)
        return framed_by(render(request, "collect/page.html", context_of(link, language)), link.sites)
