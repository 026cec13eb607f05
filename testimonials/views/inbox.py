"""The inbox: a list, a stage, a decision. New arrivals appear by themselves."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from testimonials.models import Testimonial
from testimonials.views.rows import Row, loaded, row_of
from testimonials.views.stage import stage
from testimonials.views.tenancy import Studio, studio_view

PAGE_SIZE = 50
SHELVES = {
    "new": gettext_lazy("To watch"),
    "approved": gettext_lazy("Approved"),
    "rejected": gettext_lazy("Not shown"),
    "withdrawn": gettext_lazy("Withdrawn"),
}
SHOWN_EMPTY = {"new", "approved", "rejected"}


@require_safe
@never_cache
@studio_view
def inbox(request: HttpRequest, studio: Studio) -> HttpResponse:
    """The list beside the first testimonial that waits, on a shelf chosen by `?shelf=`."""
    context = listed(request, studio)
    first = next(iter(context["rows"]), None)
    if first is not None:
        context |= stage(studio, first.testimonial)
    return render(request, "studio/inbox.html", context | {"is_list": True})


@require_safe
@never_cache
@studio_view
def rows(request: HttpRequest, studio: Studio) -> HttpResponse:
    """The list alone, asked for every two seconds; 204 while nothing has changed."""
    context = listed(request, studio)
    if request.GET.get("seen") == context["version"]:
        return HttpResponse(status=204)
    return render(request, "studio/_list.html", context)


def listed(request: HttpRequest, studio: Studio) -> dict[str, Any]:
    """Return what the list shows: the shelf that `?shelf=` names."""
    shelf = request.GET.get("shelf", "new")
    shelf = shelf if shelf in SHELVES else "new"
    counts = Testimonial.objects.of(studio.brand).aggregate(
        **{name: Count("pk", filter=Q(state=name)) for name in SHELVES}
    )
    found = Testimonial.objects.of(studio.brand).submitted().filter(state=shelf)
    page = Paginator(loaded(found), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = [row_of(item) for item in page]
    return {
        "studio": studio,
        "brand": studio.brand,
        "section": "inbox",
        "shelf": shelf,
        "shelves": [
            (name, label, counts[name])
            for name, label in SHELVES.items()
            if counts[name] or name in SHOWN_EMPTY or name == shelf
        ],
        "waiting": counts["new"],
        "page": page,
        "rows": shown,
        "version": _version(shelf, shown, counts),
        "first_link": studio.brand.links.order_by("pk").first(),
    }


def _version(shelf: str, shown: list[Row], counts: dict[str, int]) -> str:
    seen = [
        (row.testimonial.token, row.state, row.cut.percent if row.cut else 0, row.unanswered is None)
        for row in shown
    ]
    return sha256(repr((shelf, seen, sorted(counts.items()))).encode()).hexdigest()[:16]
