"""Who changed what in a brand, and when. Ids and codes only: no names, no words."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from testimonials.models.brand import Brand
from testimonials.models.integrity import Rule, append_only
from testimonials.models.user import User


class AuditEvent(models.Model):
    """One change. `code` is what happened ("member_removed"), `object_kind` and `object_token` to what.

    `details` holds codes and numbers that the sentence needs, never anything a person wrote.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="audit_events")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=20, blank=True)
    object_token = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["brand", "-at"], name="audit_by_brand")]

    def __str__(self) -> str:
        return f"{self.code} {self.object_kind} {self.object_token}".strip()

    @classmethod
    def rules(cls) -> list[Rule]:
        """The log is append-only in the database, not only here."""
        return [append_only(cls)]

    @classmethod
    def record(
        cls,
        brand: Brand,
        by: User | None,
        code: str,
        *,
        kind: str = "",
        token: str = "",
        **details: str | int,
    ) -> AuditEvent:
        """Write down what `by` has just done, in the caller's transaction."""
        return cls.objects.create(
            brand=brand, by=by, code=code, object_kind=kind, object_token=token, details=details
        )
