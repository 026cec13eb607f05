"""The brand's widgets in the Studio, and how each is put on a site."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from embeds import designing, ejecting
from embeds.models import Widget
from embeds.snippet import snippets
from embeds.tasks import publish_widget
from embeds.views.builder import widget_of
from testimonials.doorbell import ring
from testimonials.views.ranged import Begun
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


@require_POST
@never_cache
@studio_view
def eject(request: HttpRequest, studio: Studio, token: str) -> StreamingHttpResponse:
    """Hand out the widget as a zip that needs no server of ours; the log keeps who took it."""
    studio.check_may_administer()
    widget = widget_of(studio, token)
    headers = {"Content-Disposition": f'attachment; filename="{widget.slug}.zip"'}
    pieces = Begun(ejecting.eject(widget, by=studio.user))
    return StreamingHttpResponse(pieces, content_type="application/zip", headers=headers)


def _make_wall(studio: Studio) -> None:
    wall = designing.create(studio.brand, by=studio.user, name=studio.brand.name, layout=Widget.Layout.WALL)
    ring(publish_widget, wall.pk)
