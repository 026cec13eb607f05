"""A one-time link to join: a brand's team, or (without a brand) to found the first one."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone

from testimonials.models.brand import Brand, Membership
from testimonials.models.tokens import TOKEN_CHARS, digest, new_token
from testimonials.models.user import User

LIFETIME = timedelta(days=7)


def _expiry() -> object:
    return timezone.now() + LIFETIME


class MembershipInvitationQuerySet(models.QuerySet["MembershipInvitation"]):
    def open(self) -> MembershipInvitationQuerySet:
        """Neither used nor revoked nor expired."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())

    def opened_by(self, secret: str) -> MembershipInvitationQuerySet:
        """The one this secret belongs to, if it can still be used."""
        return self.open().filter(secret_digest=digest(secret))


class MembershipInvitation(models.Model):
    brand = models.ForeignKey(Brand, models.CASCADE, null=True, related_name="membership_invitations")
    role = models.CharField(max_length=9, choices=Membership.Role, default=Membership.Role.OWNER)
    email = models.EmailField(blank=True)
    token = models.CharField(max_length=TOKEN_CHARS, unique=True, default=new_token, editable=False)
    secret_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=_expiry)
    revoked_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = MembershipInvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at=None, accepted_by=None)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.brand or 'a new brand'}"
