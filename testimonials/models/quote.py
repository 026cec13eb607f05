"""The words of a story that stand for it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from testimonials.models.answer import Answer
from testimonials.models.brand import Brand
from testimonials.models.testimonial import Testimonial


class PullQuote(models.Model):
    """A stretch of one answer, by where it begins and ends: so it can never say what nobody said.

    `starts` and `ends` count characters of the answer's text as of its `revision`.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="quotes")
    testimonial = models.OneToOneField(Testimonial, models.CASCADE, related_name="quote")
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="quotes")
    revision = models.PositiveIntegerField()
    starts = models.PositiveIntegerField()
    ends = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    picked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(starts__lt=models.F("ends")), name="quote_of_something")
        ]

    def __str__(self) -> str:
        return f"quote of {self.testimonial}"

    @property
    def text(self) -> str:
        """The words, exactly as they were said; nothing once the answer has changed."""
        return self.answer.text[self.starts : self.ends] if self.answer.revision == self.revision else ""
