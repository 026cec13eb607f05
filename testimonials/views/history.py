"""Everything that happened to one story: sent, decided, allowed, shown, answered, by whom and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testimonials.models import AuditEvent, Decision, Testimonial

VERDICTS: dict[str, Promise] = {
    Decision.Verdict.APPROVED: gettext_lazy("Approved"),
    Decision.Verdict.REJECTED: gettext_lazy("Not shown"),
    Decision.Verdict.REOPENED: gettext_lazy("Reopened"),
}
CODES: dict[str, Promise] = {
    "quote_picked": gettext_lazy("Quote picked"),
    "quote_dropped": gettext_lazy("Quote dropped"),
    "reply_published": gettext_lazy("Answered in public"),
    "reply_changed": gettext_lazy("Reply changed"),
    "reply_removed": gettext_lazy("Reply taken off"),
    "featured": gettext_lazy("Featured"),
    "unfeatured": gettext_lazy("No longer featured"),
    "product_named": gettext_lazy("Product named"),
    "tagged": gettext_lazy("Tagged"),
    "untagged": gettext_lazy("Tag removed"),
    "placed": gettext_lazy("Shown"),
    "taken_down": gettext_lazy("Taken down"),
}


@dataclass(frozen=True)
class Happening:
    """One line of a history. `who` is empty for what happened by itself."""

    at: datetime
    what: str
    more: str = ""
    who: str = ""


def history(testimonial: Testimonial) -> list[Happening]:
    """Return what happened to a story, the newest first, in the language in force."""
    speaker = str(testimonial.speaker or "")
    found = [*_decisions(testimonial), *_consents(testimonial, speaker), *_events(testimonial)]
    if testimonial.submitted_at:
        found.append(Happening(testimonial.submitted_at, _("Sent"), who=speaker))
    return sorted(found, key=lambda one: one.at, reverse=True)


def _decisions(testimonial: Testimonial) -> Iterator[Happening]:
    for decision in testimonial.decisions.select_related("by"):
        reason = str(decision.get_reason_display()) if decision.reason else ""
        yield Happening(decision.decided_at, str(VERDICTS[decision.verdict]), reason, str(decision.by))


def _consents(testimonial: Testimonial, speaker: str) -> Iterator[Happening]:
    for consent in testimonial.consents.filter(revision__gt=1):
        allowed = [str(label) for label, given in consent.purposes() if given]
        yield Happening(consent.given_at, _("Consent changed"), ", ".join(allowed) or _("nothing"), speaker)


def _events(testimonial: Testimonial) -> Iterator[Happening]:
    events = AuditEvent.objects.filter(
        brand=testimonial.brand, object_kind="testimonial", object_token=testimonial.token, code__in=CODES
    )
    names = dict(testimonial.brand.widgets.values_list("token", "name"))
    for event in events.select_related("by"):
        more = names.get(str(event.details.get("widget", "")), "")
        yield Happening(event.at, str(CODES[event.code]), more, str(event.by or ""))
