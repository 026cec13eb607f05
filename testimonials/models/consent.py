"""What a speaker allows: an append-only ledger of whole revisions."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonials.models.brand import Brand
from testimonials.models.integrity import Rule, append_only
from testimonials.models.testimonial import Testimonial


class ConsentPurpose(models.TextChoices):
    WEBSITE = "website", _("Website")
    SOCIAL = "social", _("Social media")
    ADS = "ads", _("Paid ads")
    SALES = "sales", _("Sales talks")
    INTERNAL = "internal", _("Inside the company")


class ConsentPart(models.TextChoices):
    NAME = "name", _("Name")
    COMPANY = "company", _("Role and company")
    PHOTO = "photo", _("Photo")
    FACE = "face", _("Face")
    VOICE = "voice", _("Voice")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def current(self) -> ConsentQuerySet:
        """The last revision of each story: the only one that counts."""
        newer = Consent.objects.filter(
            testimonial=models.OuterRef("testimonial"), revision__gt=models.OuterRef("revision")
        )
        return self.exclude(models.Exists(newer))

    def ending_within(self, time: timedelta) -> ConsentQuerySet:
        """Those still in force that run out in that time."""
        now = timezone.now()
        return self.filter(expires_at__gt=now, expires_at__lte=now + time)


class Consent(models.Model):
    """One revision, whole: the last one is in force, the earlier ones are history.

    The wording is kept word for word with its hash, because what somebody agreed to is
    what they read. The database refuses any change to a row (see `integrity`).
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="consents")
    testimonial = models.ForeignKey(Testimonial, models.CASCADE, related_name="consents")
    revision = models.PositiveIntegerField(default=1)
    for_website = models.BooleanField(default=False)
    for_social = models.BooleanField(default=False)
    for_ads = models.BooleanField(default=False)
    for_sales = models.BooleanField(default=False)
    for_internal = models.BooleanField(default=False)
    shows_name = models.BooleanField(default=False)
    shows_company = models.BooleanField(default=False)
    shows_photo = models.BooleanField(default=False)
    shows_face = models.BooleanField(default=False)
    shows_voice = models.BooleanField(default=False)
    wording = models.TextField()
    wording_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=16)
    given_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    objects = ConsentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="consent_ending")]
        constraints = [
            models.UniqueConstraint(fields=["testimonial", "revision"], name="consent_revision_once")
        ]

    def __str__(self) -> str:
        return f"consent {self.revision} for {self.testimonial}"

    @classmethod
    def rules(cls) -> list[Rule]:
        """The ledger is append-only in the database, not only here."""
        return [append_only(cls)]

    def choices(self) -> dict[str, bool]:
        """Every purpose and part by its code, as `consenting.give` takes them."""
        return {p.value: getattr(self, f"for_{p.value}") for p in ConsentPurpose} | {
            p.value: getattr(self, f"shows_{p.value}") for p in ConsentPart
        }

    def purposes(self) -> list[tuple[str, bool]]:
        """Every purpose by its label, and whether it was given."""
        return [(str(p.label), getattr(self, f"for_{p.value}")) for p in ConsentPurpose]

    def parts(self) -> list[tuple[str, bool]]:
        """Every identity part by its label, and whether it may be shown."""
        return [(str(p.label), getattr(self, f"shows_{p.value}")) for p in ConsentPart]

    @property
    def allows_nothing(self) -> bool:
        """Whether no purpose at all was given."""
        return not any(given for _label, given in self.purposes())

    @property
    def is_in_force(self) -> bool:
        return self.expires_at > timezone.now()

    @property
    def allows_website(self) -> bool:
        """Whether it may be on a website today."""
        return self.for_website and self.is_in_force
