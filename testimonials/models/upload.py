"""One transfer of one take. The bytes on disk are the truth for the offset, never this row."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from testimonials.models.brand import Brand
from testimonials.models.lease import Leased, LeasedQuerySet
from testimonials.models.question import Question
from testimonials.models.testimonial import Testimonial
from testimonials.models.tokens import TOKEN_CHARS, new_token

LIFETIME = timedelta(hours=72)
RESERVATION = timedelta(minutes=30)


def _expiry() -> datetime:
    return timezone.now() + LIFETIME


class UploadQuerySet(LeasedQuerySet):
    def reserved_bytes(self) -> int:
        """What takes opened in the last half hour may still grow to; older reservations have lapsed."""
        fresh = self.filter(state=Upload.State.RECEIVING, created_at__gt=timezone.now() - RESERVATION)
        size = models.functions.Coalesce("length", "max_bytes")
        return fresh.aggregate(total=models.Sum(size))["total"] or 0

    def expired(self) -> UploadQuerySet:
        return self.filter(state=Upload.State.RECEIVING, expires_at__lt=timezone.now())

    def abandon(self) -> int:
        """Drop these in this transaction, and take them from whoever is at work on them; return how many.

        Their files are still to be given back.
        """
        return self.update(state=Upload.State.ABANDONED, fence=models.F("fence") + 1)

    def left_behind(self) -> UploadQuerySet:
        """Those that were dropped and whose files are still kept, unless withdrawing is at it."""
        kept = models.Q(original__isnull=False) | models.Q(remux__isnull=False)
        dropped = self.filter(kept, state=Upload.State.ABANDONED)
        return dropped.exclude(testimonial__state=Testimonial.State.WITHDRAWN)


class Upload(Leased):
    """Receiving → received (every byte is on our disk) → accepted or refused by inspection."""

    class State(models.TextChoices):
        RECEIVING = "receiving"
        RECEIVED = "received"
        ACCEPTED = "accepted"
        REFUSED = "refused"
        ABANDONED = "abandoned"

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="uploads")
    testimonial = models.ForeignKey(Testimonial, models.CASCADE, related_name="uploads")
    question = models.ForeignKey(Question, models.PROTECT, related_name="uploads")
    token = models.CharField(max_length=TOKEN_CHARS, unique=True, default=new_token, editable=False)
    state = models.CharField(max_length=9, choices=State, default=State.RECEIVING)
    length = models.PositiveBigIntegerField(null=True)  # bytes; unknown while somebody is speaking
    max_bytes = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100, blank=True)
    filename = models.CharField(max_length=200, blank=True)
    problem_code = models.CharField(max_length=40, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=_expiry)
    received_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Any]] = UploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(length=None) | models.Q(length__lte=models.F("max_bytes")),
                name="upload_within_its_reservation",
            ),
        ]

    def __str__(self) -> str:
        return f"upload {self.token}"

    @classmethod
    def pending(cls) -> models.Q:
        return models.Q(state=cls.State.RECEIVED)

    @property
    def reserved_bytes(self) -> int:
        """What it holds of the quota: its length, or all it may become while that is unknown."""
        return self.max_bytes if self.length is None else self.length
