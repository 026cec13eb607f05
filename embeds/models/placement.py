"""The only thing that makes an item public."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from embeds.models.widget import Widget
from testimonials.models import Brand, Consent, Cut, Decision, Testimonial
from testimonials.models.integrity import Rule


class Placement(models.Model):
    """A testimonial on a widget, with everything that entitles it to be there.

    Nothing is null, and the database refuses a row whose cut, decision, consent, relation
    and incentive are not all of this one testimonial, as decided and as consented.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="placements")
    widget = models.ForeignKey(Widget, models.CASCADE, related_name="placements")
    testimonial = models.ForeignKey(Testimonial, models.CASCADE, related_name="placements")
    cut = models.ForeignKey(Cut, models.CASCADE, related_name="placements")
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="placements")
    consent = models.ForeignKey(Consent, models.CASCADE, related_name="placements")
    relation = models.CharField(max_length=8)
    incentive = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    placed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["widget", "testimonial"], name="placement_once_a_widget"),
            models.CheckConstraint(condition=~models.Q(relation=""), name="placement_discloses_relation"),
        ]

    def __str__(self) -> str:
        return f"{self.testimonial} on {self.widget}"

    @classmethod
    def rules(cls) -> list[Rule]:
        """What the database refuses, whoever writes the row."""
        table = cls._meta.db_table
        return [Rule(f"placement_{name}", table, _missing(sql)) for name, sql in _ENTITLEMENTS.items()]


def _missing(sql: str) -> str:
    return f"NOT EXISTS ({sql})"


_ENTITLEMENTS = {
    "of_an_approved_testimonial": (
        "SELECT 1 FROM testimonials_testimonial t WHERE t.id = NEW.testimonial_id AND t.state = 'approved' "
        "AND t.relation = NEW.relation AND t.incentive = NEW.incentive"
    ),
    "of_a_ready_cut": (
        "SELECT 1 FROM testimonials_cut c WHERE c.id = NEW.cut_id "
        "AND c.testimonial_id = NEW.testimonial_id AND c.state = 'ready'"
    ),
    "as_decided": (
        "SELECT 1 FROM testimonials_decision d WHERE d.id = NEW.decision_id AND d.cut_id = NEW.cut_id "
        "AND d.testimonial_id = NEW.testimonial_id AND d.verdict = 'approved' AND NOT EXISTS "
        "(SELECT 1 FROM testimonials_decision later "
        "WHERE later.testimonial_id = d.testimonial_id AND later.id > d.id)"
    ),
    "as_consented": (
        "SELECT 1 FROM testimonials_consent k WHERE k.id = NEW.consent_id "
        "AND k.testimonial_id = NEW.testimonial_id AND k.for_website AND NOT EXISTS "
        "(SELECT 1 FROM testimonials_consent later "
        "WHERE later.testimonial_id = k.testimonial_id AND later.revision > k.revision)"
    ),
}
