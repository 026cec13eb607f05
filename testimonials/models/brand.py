"""The tenant, and who works for it."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from testimonials.models.tokens import TOKEN_CHARS, new_token
from testimonials.models.user import User


def check_time_zone(name: str) -> None:
    """Refuse a time zone the system does not know."""
    if name not in available_timezones():
        raise ValidationError(f"“{name}” is not a time zone.")


class BrandQuerySet(models.QuerySet["Brand"]):
    def visible_to(self, user: User) -> BrandQuerySet:
        """Brands `user` works for; nobody sees another."""
        return self.filter(memberships__user=user, closed_at=None)


class Brand(models.Model):
    """A tenant. Its colour is three OKLCH numbers; every tint is derived in CSS.

    `sites` are the origins a new link may be shown on, `consent_note` what the brand adds to the consent
    wording. Stories that are not shown are erased `retention_months` after they came. Once `closed_at`
    is set the brand is gone for everybody, and the sweeper erases it. `logo_key` is in the private store.
    """

    class OnBrand(models.TextChoices):
        INK = "ink"
        WHITE = "white"

    token = models.CharField(max_length=TOKEN_CHARS, unique=True, default=new_token, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    website = models.URLField(blank=True)
    language = models.CharField(max_length=16, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(max_length=64, default="UTC", validators=[check_time_zone])
    brand_l = models.FloatField(default=0.8)
    brand_c = models.FloatField(default=0.155)
    brand_h = models.FloatField(default=78)
    on_brand = models.CharField(max_length=5, choices=OnBrand, default=OnBrand.INK)
    logo_key = models.CharField(max_length=200, blank=True)
    sites = models.JSONField(default=list, blank=True)
    consent_note = models.CharField(max_length=600, blank=True)
    retention_months = models.PositiveSmallIntegerField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = BrandQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this brand's days begin and end."""
        return ZoneInfo(self.time_zone)

    @property
    def initial(self) -> str:
        """The letter that stands for the brand where there is no logo."""
        return self.name[:1].upper()


class Membership(models.Model):
    """Who works for a brand, as what, and how they want to hear of news.

    `seen_at` is up to when they have seen the notifications, `digest_at` when they were last sent a digest.
    """

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        ADMIN = "admin", _("Admin")
        MODERATOR = "moderator", _("Moderator")
        VIEWER = "viewer", _("Viewer")

    class Mail(models.TextChoices):
        INSTANT = "instant", _("At once")
        DIGEST = "digest", _("Once a day")
        NONE = "none", _("Never")

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=9, choices=Role)
    mail = models.CharField(max_length=7, choices=Mail, default=Mail.INSTANT)
    seen_at = models.DateTimeField(null=True)
    digest_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.brand}"

    @property
    def can_moderate(self) -> bool:
        """Everybody but a viewer decides on testimonials."""
        return self.role != self.Role.VIEWER

    @property
    def can_administer(self) -> bool:
        """Links, widgets, settings and the team are for owners and admins."""
        return self.role in {self.Role.OWNER, self.Role.ADMIN}

    @property
    def can_own(self) -> bool:
        """Other owners, and the end of the brand, are for owners alone."""
        return self.role == self.Role.OWNER
