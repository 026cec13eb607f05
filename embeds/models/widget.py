"""What a host page shows: a layout, its settings, and a file in the public store."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonials.models import Brand
from testimonials.models.lease import Leased, LeasedQuerySet
from testimonials.models.tokens import TOKEN_CHARS, new_token


class WidgetQuerySet(LeasedQuerySet):
    def stale(self) -> WidgetQuerySet:
        return self.filter(stale_since__isnull=False)

    def mark_stale(self, **changes: Any) -> int:
        """Write `changes` and have these published again, however often that was tried in vain."""
        return self.update(stale_since=timezone.now(), attempts=0, **changes)

    def of(self, brand: Brand) -> WidgetQuerySet:
        return self.filter(brand=brand)


class Widget(Leased):
    """`stale_since` is the queue: whatever changes a public face sets it in its own transaction.

    `settings` says which stories and how they look, in the shape that `embeds.design` reads; a rating is
    not in it. `sites` are the origins whose pages may show it in a frame. `revision` grows with every save.
    `runtime` is the version of what its files were made with.
    """

    class Layout(models.TextChoices):
        WALL = "wall", _("Wall")
        GRID = "grid", _("Grid")
        CAROUSEL = "carousel", _("Carousel")
        MARQUEE = "marquee", _("Marquee")
        SINGLE = "single", _("Single story")
        BADGE = "badge", _("Badge")
        BUBBLE = "bubble", _("Bubble")

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="widgets")
    token = models.CharField(max_length=TOKEN_CHARS, unique=True, default=new_token, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=200, blank=True)
    layout = models.CharField(max_length=8, choices=Layout, default=Layout.WALL)
    settings = models.JSONField(default=dict, blank=True)
    sites = models.JSONField(default=list, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    stale_since = models.DateTimeField(null=True, default=timezone.now)
    published_at = models.DateTimeField(null=True)
    runtime = models.CharField(max_length=16, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Any]] = WidgetQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def pending(cls) -> models.Q:
        return models.Q(stale_since__isnull=False)
