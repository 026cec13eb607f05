"""What a widget was set to, each time somebody saved it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from embeds.models.widget import Widget
from testimonials.models import Brand, User
from testimonials.models.integrity import Rule, append_only


class WidgetVersion(models.Model):
    """Settings and order only, never a story: going back renders again under today's consents."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="widget_versions")
    widget = models.ForeignKey(Widget, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=200, blank=True)
    layout = models.CharField(max_length=8, choices=Widget.Layout)
    settings = models.JSONField(default=dict)
    sites = models.JSONField(default=list)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["widget", "number"], name="widget_version_once")]

    def __str__(self) -> str:
        return f"version {self.number} of {self.widget}"

    @classmethod
    def rules(cls) -> list[Rule]:
        """What was saved stays as it was saved."""
        return [append_only(cls)]
