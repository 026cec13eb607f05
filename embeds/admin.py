"""What operators see of widgets: which are up, which wait to be written, which are stuck."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q

from embeds.models import Widget
from embeds.tasks import publish_widget
from testimonials.operating import Job


@admin.register(Widget)
class Widgets(Job):
    list_display = ("token", "slug", "layout", "stale_since", "published_at", "attempts", "failures")
    fields = (
        "token", "slug", "layout", "revision", "stale_since", "published_at",
        "attempts", "failures", "fence", "lease_until",
    )  # fmt: skip
    list_filter = ("layout", ("stale_since", admin.EmptyFieldListFilter))
    search_fields = ("token", "slug")
    bell = publish_widget
    # A widget never fails for good: it stays stale.
    failed = Q(pk__in=())
