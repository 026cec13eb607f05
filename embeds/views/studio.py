"""The brand's widgets in the Studio, and how each is put on a site."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from embeds import designing
from embeds.models import Widget
from embeds.snippet import snippets
from embeds.tasks import publish_widget
from embeds.views.builder import widget_of
from testimonials.doorbell import ring
from testimonials.views.tenancy import Studio, studio_view


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@studio_view
def widgets(request: HttpRequest, studio: Studio) -> HttpResponse:
    """List the widgets; a POST makes the first wall."""
    mine = Widget.objects.of(studio.brand).order_by("pk")
    if request.method == "POST":
        studio.check_may_administer()
        if not mine.exists():
            _make_wall(studio)
        return redirect(reverse("embeds:widgets", args=[studio.brand.slug]))
    context = {
        "studio": studio,
        "brand": studio.brand,
        "section": "widgets",
        "widgets": mine.annotate(shown=Count("placements")),
    }
    return render(request, "studio/widgets.html", context)


@require_safe
@never_cache
@studio_view
def install(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Show what is pasted, for every kind of site."""
    widget = widget_of(studio, token)
    context = {
        "studio": studio,
        "brand": studio.brand,
        "section": "widgets",
        "widget": widget,
        "snippets": snippets(widget, settings.SITE_URL),
    }
    return render(request, "studio/widget_install.html", context)


def _make_wall(studio: Studio) -> None:
    wall = designing.create(studio.brand, by=studio.user, name=studio.brand.name, layout=Widget.Layout.WALL)
    ring(publish_widget, wall.pk)
