"""The brand's widgets in the Studio, and the snippet to paste."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from embeds import designing
from embeds.models import Widget
from embeds.snippet import snippet
from embeds.tasks import publish_widget
from testimonials.doorbell import ring
from testimonials.models import AuditEvent
from testimonials.views.tenancy import Studio, studio_view


@require_http_methods(["GET", "HEAD", "POST"])
@studio_view
def widgets(request: HttpRequest, studio: Studio) -> HttpResponse:
    """List the widgets with their snippets; a POST makes the first wall."""
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
        "widgets": [(widget, snippet(widget, settings.SITE_URL)) for widget in mine],
    }
    return render(request, "studio/widgets.html", context)


def _make_wall(studio: Studio) -> None:
    wall = designing.create(studio.brand, by=studio.user, name=studio.brand.name, layout=Widget.Layout.WALL)
    AuditEvent.record(studio.brand, studio.user, "widget_created", kind="widget", token=wall.token)
    ring(publish_widget, wall.pk)
