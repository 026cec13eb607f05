"""Whether anything has changed that an inbox may show, asked every two seconds by everybody who has one open.

One query of a few index look-ups, whatever is searched for and however many stories there are.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from testimonials.models import AuditEvent, Brand, Consent, Cut, Decision, Message, Testimonial, Withdrawal
from testimonials.views.inbox_found import PENDING

MINUTE = 60
LEDGERS = (AuditEvent, Consent, Decision, Message, Withdrawal)


def pulse(brand: Brand, query: str) -> str:
    """Return what differs as soon as a list of `query` may. Once a minute it does, for “2 minutes ago”."""
    beats = {f"last_{model.__name__.lower()}": _last(model.objects.all()) for model in LEDGERS}
    seen = Brand.objects.filter(pk=brand.pk).annotate(**beats, **_jobs(), last_arrival=_last_arrival())
    minute = int(timezone.now().timestamp()) // MINUTE
    told = list(seen.values_list(*beats, "jobs", "progress", "last_arrival"))
    return sha256(repr((query, minute, told)).encode()).hexdigest()[:16]


def _last(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.filter(brand=OuterRef("pk")).order_by("-pk").values("pk")[:1])


def _last_arrival() -> Subquery:
    sent = Testimonial.objects.filter(brand=OuterRef("pk"), submitted_at__isnull=False)
    return Subquery(sent.order_by("-submitted_at", "-pk").values("submitted_at")[:1])


def _jobs() -> dict[str, Subquery]:
    """How many cuts are being made, and how far all of them are."""
    made = Cut.objects.filter(brand=OuterRef("pk"), state__in=PENDING).order_by().values("brand")
    moving = Sum("percent") + Sum("attempts") + Sum("pk")
    return {
        "jobs": Subquery(made.annotate(n=Count("pk")).values("n")),
        "progress": Subquery(made.annotate(n=moving).values("n")),
    }
