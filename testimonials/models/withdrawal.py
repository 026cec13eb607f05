"""A speaker took their story back: the receipt, and what makes sure that it stays gone."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from testimonials.models.brand import Brand
from testimonials.models.testimonial import Testimonial
from testimonials.models.tokens import TOKEN_CHARS, new_token


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def unfinished(self) -> WithdrawalQuerySet:
        """Those of which something may still lie in a store."""
        return self.filter(erased_at=None)


class Withdrawal(models.Model):
    """When it was asked for, when it was down, when it was erased. It holds no word of the speaker's.

    Its twin, a file in the private store, survives a restore of an older database and is played again.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="withdrawals")
    testimonial = models.OneToOneField(Testimonial, models.CASCADE, related_name="withdrawal")
    receipt = models.CharField(max_length=TOKEN_CHARS, unique=True, default=new_token, editable=False)
    wording_hash = models.CharField(max_length=64)  # of the consent that was in force
    requested_at = models.DateTimeField(default=timezone.now)
    taken_down_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = WithdrawalQuerySet.as_manager()

    def __str__(self) -> str:
        return f"withdrawal {self.receipt}"
