"""Home: what waits for somebody, how the last thirty days went, and the first steps of a new brand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from testimonials.announcing import ENDING_WITHIN
from testimonials.models import Brand, Consent, Decision, Testimonial
from testimonials.views import figures
from testimonials.views.inbox_found import counts, to_finish
from testimonials.views.rows import loaded, row_of
from testimonials.views.tenancy import Studio, studio_view

DAYS = 30
NEWEST = 4
MOST_DECISIONS = 2000  # enough for a median
NIGHT, MORNING, AFTERNOON, EVENING = 5, 12, 18, 24


@dataclass(frozen=True)
class Step:
    """One of the first steps: what to do, where, and whether it is done."""

    words: str
    help: str
    url: str
    is_done: bool


@dataclass(frozen=True)
class Period:
    """Thirty days of stories, by the day on which they came."""

    days: list[date]
    received: list[int]
    approved: list[int]
    marks: list[int]

    @property
    def count(self) -> int:
        return sum(self.received)


@require_safe
@never_cache
@studio_view
def home(request: HttpRequest, studio: Studio) -> HttpResponse:
    """What needs attention first, then figures beside those of the thirty days before."""
    brand = studio.brand
    now, before = _periods(brand)
    steps = _steps(brand)
    newest = Testimonial.objects.of(brand).submitted().exclude(state=Testimonial.State.WITHDRAWN)
    context = {
        "studio": studio,
        "brand": brand,
        "section": "home",
        "greeting": _greeting(timezone.now().astimezone(brand.zone).hour),
        "now": now,
        "before": before,
        "bars": figures.bars(now.days, now.received, now.approved),
        "scale": figures.scale(now.received),
        "spark": figures.spark(now.received),
        "nps": figures.nps(now.marks),
        "nps_before": figures.nps(before.marks),
        "nps_count": len(now.marks),
        "shown": brand.placements.values("testimonial").distinct().count(),
        "newest": [row_of(item) for item in loaded(newest)[:NEWEST]],
        "steps": steps if not all(step.is_done for step in steps) else [],
        **_waiting(brand),
        **_decided(brand),
    }
    return render(request, "studio/home.html", context)


def _waiting(brand: Brand) -> dict[str, Any]:
    """What waits for whom, and since when: the shelves as the inbox counts them."""
    stories, shelves = Testimonial.objects.of(brand), counts(brand)
    ending = Consent.objects.filter(brand=brand).current().ending_within(ENDING_WITHIN)
    return {
        "waiting": shelves["new"],
        "oldest": stories.filter(state=Testimonial.State.NEW).aggregate(at=Min("submitted_at"))["at"],
        "to_finish": to_finish(brand) if shelves["new"] else 0,
        "silent": shelves["waiting"],
        "silent_since": stories.waiting().aggregate(at=Min("waiting_since"))["at"],
        "failed": shelves["failed"],
        "ending": ending.filter(testimonial__state=Testimonial.State.APPROVED).count(),
    }


def _periods(brand: Brand) -> tuple[Period, Period]:
    """Return the last thirty days, today among them, and the thirty before."""
    today = timezone.now().astimezone(brand.zone).date()
    first = today - timedelta(days=2 * DAYS - 1)
    since = datetime.combine(first, datetime.min.time(), brand.zone)
    rows = Testimonial.objects.of(brand).filter(submitted_at__gte=since).exclude(state="draft")
    told = [
        (sent.astimezone(brand.zone).date(), state, nps)
        for sent, state, nps in rows.values_list("submitted_at", "state", "nps").order_by()
        if sent is not None
    ]
    days = [first + timedelta(days=number) for number in range(2 * DAYS)]
    return _period(days[DAYS:], told), _period(days[:DAYS], told)


def _period(days: list[date], told: Iterable[tuple[date, str, int | None]]) -> Period:
    within = [one for one in told if days[0] <= one[0] <= days[-1]]
    received = Counter(day for day, _state, _nps in within)
    approved = Counter(day for day, state, _nps in within if state == Testimonial.State.APPROVED)
    return Period(
        days=days,
        received=[received[day] for day in days],
        approved=[approved[day] for day in days],
        marks=[nps for _day, _state, nps in within if nps is not None],
    )


def _decided(brand: Brand) -> dict[str, Any]:
    """How long speakers waited for a decision, in hours: the median now and in the thirty days before."""
    now = timezone.now()
    middle, first = now - timedelta(days=DAYS), now - timedelta(days=2 * DAYS)
    return {"hours": _median_hours(brand, middle, now), "hours_before": _median_hours(brand, first, middle)}


def _median_hours(brand: Brand, since: datetime, until: datetime) -> float | None:
    decided = Decision.objects.filter(brand=brand, decided_at__gte=since, decided_at__lt=until)
    times = decided.exclude(verdict=Decision.Verdict.REOPENED).order_by("-decided_at")
    pairs = times.values_list("decided_at", "testimonial__submitted_at")[:MOST_DECISIONS]
    hours = [(decided_at - sent).total_seconds() / 3600 for decided_at, sent in pairs if sent is not None]
    return round(median(hours), 1) if hours else None


def _steps(brand: Brand) -> list[Step]:
    """The way of a new brand to a live wall."""
    link = brand.links.order_by("pk").first()
    stories = Testimonial.objects.of(brand)
    is_live = brand.placements.exists()
    return [
        Step(
            _("Make a link"),
            _("It asks a few questions and takes the stories."),
            reverse("studio:link_new", args=[brand.slug]),
            link is not None,
        ),
        Step(
            _("Send it to one customer you like"),
            _("By name, not to everybody. Or try it yourself first."),
            reverse("studio:link_share", args=[brand.slug, link.token])
            if link
            else reverse("studio:links", args=[brand.slug]),
            stories.filter(submitted_at__isnull=False).exists(),
        ),
        Step(
            _("Watch the first story and approve it"),
            _("Seconds after somebody sends it, it is in your inbox."),
            reverse("studio:inbox", args=[brand.slug]),
            stories.approved().exists(),
        ),
        Step(
            _("Put a wall on your site"),
            _("One line to paste. Every approved story appears there by itself."),
            reverse("embeds:widgets", args=[brand.slug]),
            is_live,
        ),
    ]


def _greeting(hour: int) -> str:
    if NIGHT <= hour < MORNING:
        return _("Good morning")
    return _("Good afternoon") if MORNING <= hour < AFTERNOON else _("Good evening")
