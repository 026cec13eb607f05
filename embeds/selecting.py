"""Which stories a widget shows, in which order. A rating is neither a rule nor an order."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from embeds import payload
from embeds.design import Design, Rules, read
from embeds.models import Widget
from testimonials.models import Consent, Cut, Decision, Testimonial

AT_ONCE = 100


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
    found: list[Entitlement] = []
    stories = candidates(widget, design)
    # A brand may have a hundred thousand: they are looked at one by one, until enough are found.
    for item in stories if isinstance(stories, list) else stories.iterator(chunk_size=AT_ONCE):
        if (entitled := entitlement(item)) is not None:
            found.append(entitled)
        if len(found) == design.most:
            break
    return found


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
    if testimonial.brand.closed_at is not None:
        return None
    decision = testimonial.decisions.select_related("cut").order_by("-pk").first()
    consent = testimonial.consent
    if testimonial.state != Testimonial.State.APPROVED or decision is None or consent is None:
        return None
    if decision.verdict != Decision.Verdict.APPROVED or not decision.cut.is_ready:
        return None
    if not consent.allows_website or not payload.has_something_to_show(testimonial, decision.cut, consent):
        return None
    return Entitlement(testimonial, decision.cut, decision, consent)
