"""Something a brand's team should know of."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonials.models.brand import Brand
from testimonials.models.testimonial import Testimonial


class Notification(models.Model):
    """One event about one story, told once: `about` tells two of a kind apart (a message, a cut, a revision).

    Each member sees it in the Studio, and hears of it by e-mail as they have chosen.
    """

    class Kind(models.TextChoices):
        STORY = "story", _("A new story")
        MESSAGE = "message", _("The speaker wrote to you")
        FAILED = "failed", _("A story could not be prepared")
        WITHDRAWN = "withdrawn", _("A story was withdrawn")
        EXPIRING = "expiring", _("A consent ends soon")

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="notifications")
    testimonial = models.ForeignKey(Testimonial, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=9, choices=Kind)
    about = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["brand", "-at"], name="notification_by_brand")]
        constraints = [models.UniqueConstraint(fields=["testimonial", "kind", "about"], name="notified_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.testimonial}"
