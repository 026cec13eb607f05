"""The inbox: a list, a stage, a decision. New arrivals appear by themselves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from testimonials.models import SavedView, Testimonial
from testimonials.views.inbox_found import beyond, counts, found, on_shelf, to_finish
from testimonials.views.inbox_narrow import narrowing
from testimonials.views.inbox_pulse import pulse
from testimonials.views.inbox_query import SHELVES, Asked
from testimonials.views.rows import Row, loaded, row_of
from testimonials.views.stage import stage
from testimonials.views.tenancy import Studio, studio_view

PAGE_SIZE = 30
# The others are only there while something stands on them.
ALWAYS_SHOWN = {"new", "waiting", "approved", "rejected", "all"}


@require_safe
@never_cache
@studio_view
def inbox(request: HttpRequest, studio: Studio) -> HttpResponse:
    """The list that the address asks for beside its first story; the list alone where htmx asks."""
    context = listed(request, studio)
    if request.htmx and not request.htmx.history_restore_request:  # type: ignore[attr-defined]
        response = render(request, "studio/_list.html", context)
        query = context["asked"].query
        response[_as_history(request, context["asked"])] = (
            f"{request.path}?{query}" if query else request.path
        )
        return response
    first = next(iter(context["rows"]), None)
    if first is not None:
        context |= stage(studio, first.testimonial)
    return render(request, "studio/inbox.html", context | {"is_list": True})


@require_safe
@never_cache
@studio_view
def rows(request: HttpRequest, studio: Studio) -> HttpResponse:
    """The rows alone: asked for every two seconds, 204 while nothing has changed; or those after one."""
    asked = Asked.of(request.GET.dict())
    if asked.after:
        return render(request, "studio/_older.html", _page(studio, asked))
    if request.GET.get("seen") == pulse(studio.brand, asked.query):
        return HttpResponse(status=204)
    return render(request, "studio/_rows.html", _around(studio, asked) | _page(studio, asked))


def listed(request: HttpRequest, studio: Studio, asked: Asked | None = None) -> dict[str, Any]:
    """Return what the list shows: what was `asked`, by the address of the page where nothing is said."""
    asked = asked or Asked.of(request.GET.dict())
    selects, chips = narrowing(studio.brand, asked)
    mine = SavedView.objects.filter(brand=studio.brand, user=studio.user)
    return {
        **_around(studio, asked),
        **_page(studio, asked),
        "section": "inbox",
        "chips": chips,
        "selects": selects,
        "views": mine,
        "view": next((view for view in mine if view.query == asked.whole.query), None),
        "known_tags": next((one.choices for one in selects if one.name == "tag"), []),
        "first_link": studio.brand.links.order_by("pk").first,  # asked for where there is no story yet
    }


def _as_history(request: HttpRequest, asked: Asked) -> str:
    """A search that is typed on is the same step: the way back leads out of it."""
    is_typed_on = asked.words and Asked.of_page(request).words
    return "HX-Replace-Url" if is_typed_on else "HX-Push-Url"


def _page(studio: Studio, asked: Asked) -> dict[str, Any]:
    """One page of rows, and where the next goes on."""
    stories = found(studio.brand, asked)
    if asked.after and (last := Testimonial.objects.of(studio.brand).filter(token=asked.after).first()):
        stories = beyond(stories, asked, last)
    page = [row_of(item) for item in loaded(stories)[: PAGE_SIZE + 1]]
    shown: list[Row] = page[:PAGE_SIZE]
    older = asked.going_on(shown[-1].testimonial.token) if len(page) > PAGE_SIZE else None
    return {
        "studio": studio,
        "brand": studio.brand,
        "asked": asked,
        "shelf": asked.shelf,
        "rows": shown,
        "older": older,
        # Written into every row, so not made anew for each.
        "list_query": f"?{query}" if (query := asked.whole.query) else "",
        "story_address": reverse("studio:testimonial", args=[studio.brand.slug, "-"]).removesuffix("-"),
        "asset_address": reverse("studio:asset", args=[studio.brand.slug, "-"]).removesuffix("-"),
    }


def _around(studio: Studio, asked: Asked) -> dict[str, Any]:
    """What stands around the rows: the shelves, how much is to be watched, and what tells of a change.

    Asked for before the rows, and the version before all: a change in between is seen the next time.
    """
    version = pulse(studio.brand, asked.whole.query)
    counted = counts(studio.brand)
    return {
        "version": version,
        "waiting": counted["new"],
        "to_finish": to_finish(studio.brand) if counted["new"] else 0,
        "shelves": [
            (name, label, counted.get(name, 0))
            for name, label in SHELVES.items()
            if name in ALWAYS_SHOWN or name == asked.shelf or counted.get(name) or _is_there(studio, name)
        ],
        "is_untouched": not counted["new"] and not on_shelf(studio.brand, "all").exists(),
    }


def _is_there(studio: Studio, shelf: str) -> bool:
    return shelf == "withdrawn" and on_shelf(studio.brand, shelf).exists()
