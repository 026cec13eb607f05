"""What the brand decided, on exactly what, by whom. Ids and codes only: no names, no words."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonials.models.brand import Brand
from testimonials.models.cut import Cut
from testimonials.models.integrity import Rule, append_only
from testimonials.models.testimonial import Testimonial


class Decision(models.Model):
    """Approved, rejected with a reason, or reopened. A rating is not, and cannot be, a reason."""

    class Verdict(models.TextChoices):
        APPROVED = "approved"
        REJECTED = "rejected"
        REOPENED = "reopened"

    class Reason(models.TextChoices):
        SPAM = "spam", _("It is spam")
        OFF_TOPIC = "off_topic", _("It is about something else")
        OFFENSIVE = "offensive", _("It insults somebody")
        UNLAWFUL = "unlawful", _("It breaks a law or a right")
        DUPLICATE = "duplicate", _("It was sent twice")
        UNUSABLE = "unusable", _("It cannot be seen or heard")
        ASKED = "asked", _("The speaker asked for it")

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="decisions")
    testimonial = models.ForeignKey(Testimonial, models.CASCADE, related_name="decisions")
    cut = models.ForeignKey(Cut, models.PROTECT, related_name="decisions")
    answers_seen = models.JSONField()  # [[answer id, revision], …]
    verdict = models.CharField(max_length=8, choices=Verdict)
    reason = models.CharField(max_length=9, choices=Reason, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(verdict="rejected") & ~models.Q(reason=""))
                | (~models.Q(verdict="rejected") & models.Q(reason="")),
                name="decision_reason_when_rejected",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.testimonial}"

    @property
    def reason_told(self) -> str:
        """What a brand says of a story it does not show, to the one who told it."""
        return str(_TOLD[Decision.Reason(self.reason)]) if self.reason else ""

    @classmethod
    def rules(cls) -> list[Rule]:
        """The ledger is append-only in the database, not only here."""
        return [append_only(cls)]


# What a brand says of a story it does not show, to the one who told it.
_TOLD = {
    Decision.Reason.SPAM: _("They took it for advertising."),
    Decision.Reason.OFF_TOPIC: _("It is about something else than what they had asked."),
    Decision.Reason.OFFENSIVE: _("They think that it insults somebody."),
    Decision.Reason.UNLAWFUL: _("They think that it breaks a law or somebody’s right."),
    Decision.Reason.DUPLICATE: _("It came twice."),
    Decision.Reason.UNUSABLE: _("It cannot be seen or heard well enough."),
    Decision.Reason.ASKED: _("You had asked for it."),
}
