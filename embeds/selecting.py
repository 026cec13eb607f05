"""Which stories a widget shows, in which order. A rating is neither a rule nor an order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import F, Q, QuerySet

from embeds.design import Design, Rules, read
from embeds.models import Placement, Widget
from testimonials.models import Answer, Consent, Cut, Decision, Testimonial

AT_ONCE = 50


@dataclass(frozen=True)
class Entitlement:
    """Everything a placement needs, for one testimonial."""

    testimonial: Testimonial
    cut: Cut
    decision: Decision
    consent: Consent


def select(widget: Widget) -> list[Entitlement]:
    """Return what the widget shows today: entitled, by rules or chosen, in its order, up to its most."""
    design = read(widget.settings)
    stories = candidates(widget, design)
    # A brand may have a hundred thousand: they are looked at until enough are found.
    each = iter(stories) if isinstance(stories, list) else stories.iterator(chunk_size=AT_ONCE)
    return list(islice(_entitled(each), design.most))


def _entitled(stories: Iterator[Testimonial]) -> Iterable[Entitlement]:
    while batch := list(islice(stories, AT_ONCE)):
        yield from entitlements(batch)


def candidates(widget: Widget, design: Design) -> list[Testimonial] | QuerySet[Testimonial]:
    """Return the approved stories a design asks for, in its order, entitled or not."""
    approved = Testimonial.objects.of(widget.brand).approved().select_related("brand", "speaker")
    if design.order == "chosen":
        by_token = {item.token: item for item in approved.filter(token__in=design.chosen)}
        return [by_token[token] for token in design.chosen if token in by_token]
    ruled = by_rules(approved, design.rules)
    if design.order == "featured":
        return ruled.order_by(F("featured_at").desc(nulls_last=True), "-submitted_at", "-pk")
    return ruled.order_by("-submitted_at", "-pk")


def by_rules(rows: QuerySet[Testimonial], rules: Rules) -> QuerySet[Testimonial]:
    """Narrow `rows` down to those that meet every rule; within a rule one of its words is enough."""
    if rules.tags:
        rows = rows.filter(Q(taggings__tag__name__in=rules.tags))
    if rules.languages:
        rows = rows.filter(language__in=rules.languages)
    if rules.products:
        rows = rows.filter(product_id__in=rules.products)
    if rules.kinds:
        rows = rows.filter(answers__kind__in=rules.kinds)
    if rules.is_featured:
        rows = rows.filter(featured_at__isnull=False)
    return rows.distinct()


def entitlement(testimonial: Testimonial) -> Entitlement | None:
    """Return what entitles a testimonial to be on a website today, or None."""
    return next(iter(entitlements([testimonial])), None)


def entitlements(testimonials: Sequence[Testimonial]) -> list[Entitlement]:
    """Return those that are entitled, in their order; the queries do not grow with how many there are."""
    approved = [
        item
        for item in testimonials
        if item.state == Testimonial.State.APPROVED and item.brand.closed_at is None
    ]
    decisions = Decision.objects.filter(testimonial__in=approved).select_related("cut").order_by("pk")
    decided = {decision.testimonial_id: decision for decision in decisions}  # the last one is what counts
    consents = {one.testimonial_id: one for one in Consent.objects.current().filter(testimonial__in=approved)}
    worded, pictured = with_words(approved), with_photos(approved)
    found = []
    for item in approved:
        decision, consent = decided.get(item.pk), consents.get(item.pk)
        if decision is None or consent is None or not _allows(decision, consent):
            continue
        is_pictured = item.pk in pictured and consent.shows_photo
        if item.pk in worded or is_pictured or decision.cut.is_shown_under(consent):
            found.append(Entitlement(item, decision.cut, decision, consent))
    return found


def today(placements: Iterable[Placement]) -> list[Placement]:
    """Return those still entitled, each under its newest consent, unsaved.

    A wall follows a change within seconds; a page that asks can at once, and a copy never does.
    """
    placements = list(placements)
    entitled = {item.testimonial.pk: item for item in entitlements([one.testimonial for one in placements])}
    found = []
    for placement in placements:
        item = entitled.get(placement.testimonial_id)
        if item is not None and item.cut.pk == placement.cut_id:
            placement.consent = item.consent
            found.append(placement)
    return found


def with_words(testimonials: Iterable[Testimonial]) -> set[int]:
    """Return the keys of those in which somebody's own words are to be read."""
    told = Answer.objects.filter(testimonial__in=testimonials).exclude(text="")
    return set(told.exclude(kind=Answer.Kind.CHOICE).values_list("testimonial", flat=True))


def with_photos(testimonials: Iterable[Testimonial]) -> set[int]:
    """Return the keys of those in which a question was answered with a photo."""
    photos = Answer.objects.filter(testimonial__in=testimonials, kind=Answer.Kind.PHOTO)
    return set(photos.values_list("testimonial", flat=True))


def _allows(decision: Decision, consent: Consent) -> bool:
    is_approved = decision.verdict == Decision.Verdict.APPROVED and decision.cut.is_ready
    return is_approved and consent.allows_website
