"""What a brand and a speaker write to each other, through the speaker's page and the Studio."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from testimonials.models.brand import Brand
from testimonials.models.testimonial import Testimonial

MAX_CHARS = 2000


class Message(models.Model):
    """Only the two of them ever see it. `by` is who in the brand wrote it, null for the speaker."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="messages")
    testimonial = models.ForeignKey(Testimonial, models.CASCADE, related_name="messages")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="messages")
    text = models.CharField(max_length=MAX_CHARS)
    sent_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"message {self.pk} about {self.testimonial}"

    @property
    def is_from_speaker(self) -> bool:
        return self.by_id is None
