"""That somebody watched, without knowing who."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from embeds.models.widget import Widget
from testimonials.models import Brand, Testimonial

VISITOR_CHARS = 22


class Kind(models.TextChoices):
    """What a visitor did. Each counts once a visitor, story and day."""

    PLAY = "play"
    HALF = "half"
    ENDED = "ended"


class Viewing(models.Model):
    """One event, kept for two days. `visitor` tells one visitor's events of one day from another's.

    It is made with a key that is thrown away every night, so it says nothing of anybody tomorrow.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="viewings")
    testimonial = models.ForeignKey(Testimonial, models.CASCADE, related_name="viewings")
    widget = models.ForeignKey(Widget, models.CASCADE, related_name="viewings")
    kind = models.CharField(max_length=5, choices=Kind)
    day = models.DateField()
    visitor = models.CharField(max_length=VISITOR_CHARS)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["testimonial", "widget", "kind", "day", "visitor"], name="viewing_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.testimonial} on {self.day}"


class ViewingDay(models.Model):
    """How often, a day. The days are the brand's."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="viewing_days")
    testimonial = models.ForeignKey(Testimonial, models.CASCADE, related_name="viewing_days")
    widget = models.ForeignKey(Widget, models.CASCADE, related_name="viewing_days")
    kind = models.CharField(max_length=5, choices=Kind)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["brand", "day"], name="viewing_day_by_brand")]
        constraints = [
            models.UniqueConstraint(fields=["testimonial", "widget", "kind", "day"], name="viewing_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.kind} of {self.testimonial} on {self.day}"
