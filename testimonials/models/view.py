"""A way to look at the inbox that somebody wants to come back to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from testimonials.models.brand import Brand


class SavedView(models.Model):
    """A member's own name for a search and its filters; `query` is the inbox's query string."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="saved_views")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("brand", "user", Lower("name"), name="saved_view_once")]

    def __str__(self) -> str:
        return self.name
