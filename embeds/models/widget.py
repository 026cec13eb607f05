"""What a host page shows: a layout, its settings, and a file in the public store."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from testimonials.models import Brand
from testimonials.models.lease import Leased, LeasedQuerySet
from testimonials.models.tokens import TOKEN_CHARS, new_token


class WidgetQuerySet(LeasedQuerySet):
    def stale(self) -> WidgetQuerySet:
        return self.filter(stale_since__isnull=False)

    def of(self, brand: Brand) -> WidgetQuerySet:
        return self.filter(brand=brand)


class Widget(Leased):
    """`stale_since` is the queue: whatever changes a public face sets it in its own transaction."""

    class Layout(models.TextChoices):
        WALL = "wall"

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="widgets")
    token = models.CharField(max_length=TOKEN_CHARS, unique=True, default=new_token, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=200, blank=True)
    layout = models.CharField(max_length=8, choices=Layout, default=Layout.WALL)
    settings = models.JSONField(default=dict, blank=True)
    stale_since = models.DateTimeField(null=True, default=timezone.now)
    published_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Any]] = WidgetQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def pending(cls) -> models.Q:
        return models.Q(stale_since__isnull=False)
