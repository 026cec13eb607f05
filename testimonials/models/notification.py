"""Something a brand's team should know of."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonials.models.brand import Brand, Membership
from testimonials.models.notice import Notice
from testimonials.models.testimonial import Testimonial

MAILS_AN_HOUR = 30


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

    @classmethod
    def tell(cls, testimonial: Testimonial, kind: str, about: object = "") -> None:
        """Tell the brand's team in the caller's transaction: in the Studio, and by mail who wants it at once.

        Telling the same twice is telling it once. After `MAILS_AN_HOUR` of them nobody is mailed for a
        while: what floods a brand must not flood its people, and the Studio has it all.
        """
        told, is_new = cls.objects.get_or_create(
            testimonial=testimonial, kind=kind, about=str(about), defaults={"brand": testimonial.brand}
        )
        recent = cls.objects.filter(brand=told.brand, at__gt=timezone.now() - timedelta(hours=1))
        if is_new and recent.count() <= MAILS_AN_HOUR:
            told._mail()

    def _mail(self) -> None:
        """Queue a mail to each member who wants it at once. What tells of a withdrawal outlives the story."""
        story = None if self.kind == self.Kind.WITHDRAWN else self.testimonial
        members = self.brand.memberships.filter(mail=Membership.Mail.INSTANT, user__is_active=True)
        Notice.objects.bulk_create(
            Notice(
                brand=self.brand,
                member=member,
                testimonial=story,
                kind=Notice.Kind.NEWS,
                to=member.user.email,
                language=member.user.language or self.brand.language,
                details={"news": self.kind},
            )
            for member in members.select_related("user")
        )
