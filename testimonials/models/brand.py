"""The tenant, and who works for it."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from testimonials.models.tokens import TOKEN_CHARS, new_token
from testimonials.models.user import User


def check_time_zone(name: str) -> None:
    """Refuse a time zone the system does not know."""
    if name not in available_timezones():
        raise ValidationError(f"“{name}” is not a time zone.")


class BrandQuerySet(models.QuerySet["Brand"]):
    def visible_to(self, user: User) -> BrandQuerySet:
        """Brands `user` works for; nobody sees another."""
        return self.filter(memberships__user=user)


class Brand(models.Model):
    """A tenant. Its colour is three OKLCH numbers; every tint is derived in CSS."""

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
    created_at = models.DateTimeField(auto_now_add=True)

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
    class Role(models.TextChoices):
        OWNER = "owner"
        ADMIN = "admin"
        MODERATOR = "moderator"
        VIEWER = "viewer"

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=9, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.brand}"

    @property
    def can_moderate(self) -> bool:
        """Everybody but a viewer decides on testimonials."""
        return self.role != self.Role.VIEWER
