"""What the inbox finds: which stories, in which order, how many, and what comes after one.

A page goes on from a story, not from a number: it costs the same at the end as at the beginning,
and nothing is shown twice when something arrives. Nothing here counts beyond `MOST`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Greatest
from django.utils import timezone

from testimonials.models import Answer, Brand, Consent, ConsentPurpose, Cut, Tagging, Testimonial
from testimonials.models.testimonial import TestimonialQuerySet
from testimonials.views.inbox_query import OLDEST, Asked

State = Testimonial.State
MOST = 1000
# What a story takes at least: it has to be read, and decided on.
LEAST_MS = 20_000
PENDING = (Cut.State.WAITING, Cut.State.RENDERING)
UNDECIDED = (State.NEW, State.REJECTED)
NEWEST_CUT = Cut.objects.filter(testimonial=OuterRef("pk")).order_by("-number")


def found(brand: Brand, asked: Asked) -> TestimonialQuerySet:
    """Return what was asked for, in its order, from its beginning."""
    rows = on_shelf(brand, asked.shelf)
    for name, value in asked.filters.items():
        rows = rows.filter(NARROW[name](brand, value))
    if asked.words:
        rows = rows.saying(asked.words)
    return (
        rows.order_by("submitted_at", "pk")
        if asked.order == OLDEST
        else rows.order_by("-submitted_at", "-pk")
    )


def beyond(rows: TestimonialQuerySet, asked: Asked, story: Testimonial) -> TestimonialQuerySet:
    """Of rows in their order, those after a story."""
    at, pk = story.submitted_at, story.pk
    if asked.order == OLDEST:
        return rows.filter(Q(submitted_at__gt=at) | Q(pk__gt=pk), submitted_at__gte=at)
    return rows.filter(Q(submitted_at__lt=at) | Q(pk__lt=pk), submitted_at__lte=at)


def following(brand: Brand, asked: Asked, story: Testimonial) -> Testimonial | None:
    """Return what comes after a story that has just been decided on, or None where nothing is left.

    First those below it that can be decided on now, then those above, then whatever else is listed.
    """
    rows = found(brand, asked).exclude(pk=story.pk).select_related("speaker", "link", "brand")
    ready = rows.annotate(cut_state=Subquery(NEWEST_CUT.values("state")[:1])).filter(
        cut_state=Cut.State.READY
    )
    return beyond(ready, asked, story).first() or ready.first() or rows.first()


def on_shelf(brand: Brand, shelf: str) -> TestimonialQuerySet:
    """Return what stands on a shelf, in no order."""
    rows = Testimonial.objects.of(brand)
    if shelf == "all":
        return rows.filter(submitted_at__isnull=False)
    if shelf == "waiting":
        return rows.waiting()
    if shelf == "rendering":
        return rows.filter(_newest_cut_is(brand, *PENDING)).exclude(state=State.WITHDRAWN)
    if shelf == "failed":
        return rows.filter(_newest_cut_is(brand, Cut.State.FAILED), state__in=UNDECIDED)
    return rows.filter(state=shelf)


def counts(brand: Brand) -> dict[str, int]:
    """Return how many there are on the shelves that are to be emptied, `MOST` at most."""
    shelves = {shelf: on_shelf(brand, shelf).values("pk")[:MOST].count() for shelf in ("new", "waiting")}
    return shelves | _unfinished(brand)


def _unfinished(brand: Brand) -> dict[str, int]:
    """How many are being prepared and how many could not be, in one query."""
    shelves = {"rendering": 0, "failed": 0}
    rows = _newest_cuts(brand).filter(state__in=[*PENDING, Cut.State.FAILED])
    for cut_state, state in rows.values_list("state", "testimonial__state")[:MOST]:
        if cut_state == Cut.State.FAILED:
            shelves["failed"] += state in UNDECIDED
        else:
            shelves["rendering"] += state != State.WITHDRAWN
    return shelves


def to_finish(brand: Brand) -> int:
    """Return how long what is to be watched takes, in milliseconds."""
    length = Subquery(NEWEST_CUT.values("duration_ms")[:1])
    rows = on_shelf(brand, "new").annotate(takes=Greatest(length, LEAST_MS))[:MOST]
    total: int | None = rows.aggregate(total=Sum("takes"))["total"]
    return total or 0


def _newest_cuts(brand: Brand) -> QuerySet[Cut]:
    found: QuerySet[Cut] = Cut.objects.filter(brand=brand).newest()
    return found


def _newest_cut_is(brand: Brand, *states: str) -> Q:
    return Q(pk__in=_newest_cuts(brand).filter(state__in=states).values("testimonial"))


def _tagged(brand: Brand, name: str) -> Q:
    """Asked of each story until a page is full: a common tag is on thousands."""
    tags = list(brand.tags.filter(name__iexact=name).values_list("pk", flat=True))
    return Q(Exists(Tagging.objects.filter(testimonial=OuterRef("pk"), tag__in=tags)))


def _told_as(brand: Brand, kind: str) -> Q:
    return Q(Exists(Answer.objects.filter(testimonial=OuterRef("pk"), kind=kind)))


def _allowed_for(brand: Brand, purpose: str) -> Q:
    """The consent in force is the last one, until it ends."""
    if purpose not in ConsentPurpose.values:
        return Q(pk=None)
    given = Consent.objects.current().filter(
        testimonial=OuterRef("pk"),
        expires_at__gt=timezone.now(),
        **{f"for_{purpose}": True},
    )
    return Q(Exists(given))


NARROW: dict[str, Callable[[Brand, str], Q]] = {
    "link": lambda brand, token: Q(link__brand=brand, link__token=token),
    "campaign": lambda brand, campaign: Q(link__campaign=campaign),
    "tag": _tagged,
    "language": lambda brand, language: Q(language=language),
    "kind": _told_as,
    "purpose": _allowed_for,
    "unanswered": lambda brand, _on: Q(waiting_since__isnull=False) & ~Q(state=State.WITHDRAWN),
    "featured": lambda brand, _on: Q(featured_at__isnull=False),
}
