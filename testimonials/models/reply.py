"""What a brand answers in public, and the answers it keeps at hand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from testimonials.models.brand import Brand
from testimonials.models.testimonial import Testimonial

MAX_REPLY = 600


class Reply(models.Model):
    """The brand's public answer to one story, shown inside its card. `revision` grows with every change."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="replies")
    testimonial = models.OneToOneField(Testimonial, models.CASCADE, related_name="reply")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.CharField(max_length=MAX_REPLY)
    revision = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"reply to {self.testimonial}"


class SavedReply(models.Model):
    """A reply to begin from. `{name}` stands for the speaker's first name."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="saved_replies")
    name = models.CharField(max_length=60)
    text = models.CharField(max_length=MAX_REPLY)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("brand", Lower("name"), name="saved_reply_once_a_brand")]

    def __str__(self) -> str:
        return self.name
