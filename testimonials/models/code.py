"""A one-time code by e-mail: holding a link is not enough for what cannot be undone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from testimonials.models.brand import Brand
from testimonials.models.testimonial import Testimonial

LIFETIME = timedelta(minutes=15)
MAX_TRIES = 5


def _expiry() -> datetime:
    return timezone.now() + LIFETIME


class OneTimeCodeQuerySet(models.QuerySet["OneTimeCode"]):
    def usable(self) -> OneTimeCodeQuerySet:
        """Neither used nor expired, nor guessed at too often."""
        return self.filter(used_at=None, expires_at__gt=timezone.now(), tries__lt=MAX_TRIES)


class OneTimeCode(models.Model):
    """Six digits, of which only the digest is kept, for one testimonial and fifteen minutes."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="codes")
    testimonial = models.ForeignKey(Testimonial, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=_expiry)
    used_at = models.DateTimeField(null=True)

    objects = OneTimeCodeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"code {self.pk} for {self.testimonial}"
