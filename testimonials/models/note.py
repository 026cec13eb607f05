"""What a team tells itself about a story."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from testimonials.models.brand import Brand
from testimonials.models.testimonial import Testimonial

MAX_NOTE = 2000


class Note(models.Model):
    """Private to the brand's team: neither the speaker nor a visitor ever reads it."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="notes")
    testimonial = models.ForeignKey(Testimonial, models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.CharField(max_length=MAX_NOTE)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"note {self.pk} on {self.testimonial}"
