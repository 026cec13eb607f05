"""What one widget shows today, as its contract says.

Promises: a payload holds only what its speakers consented to, part by part, and only media
that is in the public store; the words are the speaker's, shortened at most; ratings are as
they were given. `build` reads rows and changes none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Avg, Count, prefetch_related_objects
from django.utils.translation import override

from embeds import media, wording
from embeds.contract import VERSION, BrandFace, Item, Payload, Told
from embeds.design import read
from testimonials.models import Answer, Testimonial

if TYPE_CHECKING:
    from embeds.models import Placement, Widget
    from testimonials.models import Brand

QUOTE_CHARS = 200  # a card's; the whole text is one tap away
ID_CHARS = 8  # 48 bits tell the stories of one wall apart, and every byte is on every page
SCHEMES = {"host": "", "auto": "light dark", "light": "light", "dark": "dark"}
# What an item is made of, so that a wall costs no more queries than a story.
WHOLE = (
    "testimonial__answers__question", "testimonial__reply", "testimonial__quote__answer",
    "testimonial__pictures__assets", "cut__assets",
)  # fmt: skip


def build(widget: Widget, placements: Iterable[Placement], *, site_url: str) -> Payload:
    """Return the widget's payload under today's consents; what may not be shown is left out."""
    brand, placements = widget.brand, list(placements)
    prefetch_related_objects(placements, *WHOLE)
    design = read(widget.settings)
    lang = design.language or brand.language
    with override(lang):
        items = [item for placement in placements if (item := build_item(placement, lang)) is not None]
        received = Testimonial.objects.of(brand).submitted().count()
        return Payload(
            v=VERSION,
            wid=widget.token,
            layout=widget.layout,
            lang=lang,
            dir=wording.direction(lang),
            theme=SCHEMES[design.theme],
            title=widget.title,
            brand=BrandFace(
                name=brand.name, lightness=brand.brand_l, chroma=brand.brand_c, hue=brand.brand_h
            ),
            received=received,
            shown=len(items),
            counts=wording.counts(received, len(items), lang),
            rated=_rated(brand, lang),
            media=f"{site_url}/m/",
            wall=f"{site_url}/wall/{widget.slug}",
            words=wording.words(lang, has_films=any("film" in item for item in items)),
            items=items,
            notes=f"{site_url}/n/{widget.token}" if design.is_counted else "",
            tokens={f"--sayso-{name}": value for name, value in design.tokens.items()},
        )


def build_item(placement: Placement, widget_lang: str) -> Item | None:
    """Return one story as its consent allows it, or None where nothing may be shown."""
    if not placement.consent.allows_website:
        return None
    shown = (
        media.film(placement.cut, widget_lang) if placement.cut.is_shown_under(placement.consent) else None
    )
    item = _told_item(placement, has_film=shown is not None)
    if shown is not None:
        item["id"], item["still"], item["film"] = placement.cut.token, *shown
    if placement.consent.shows_photo:
        media.add_pictures(item, placement.testimonial)
    if not item["quote"] and "still" not in item:
        return None
    if (lang := placement.testimonial.language) != widget_lang:
        item["lang"], item["dir"] = lang, wording.direction(lang)
    return item


def _told_item(placement: Placement, *, has_film: bool) -> Item:
    testimonial = placement.testimonial
    answers = list(testimonial.answers.all())
    told = [Told(question=answer.wording, text=answer.text.strip()) for answer in answers]
    # A choice from a list is told beside its question; what stands on a card is somebody's own words.
    spoken = [answer.text.strip() for answer in answers if answer.kind != Answer.Kind.CHOICE]
    texts = [text for text in spoken if text]
    picked = _picked(testimonial)
    quote = picked or wording.shortened(texts[0] if texts else "", QUOTE_CHARS)
    sent = _day(testimonial)
    item = Item(
        id=placement.cut.token[:ID_CHARS],
        date=sent.isoformat() if sent else "",
        when=wording.month(sent) if sent else "",
        name=_name(placement),
        role=_role(placement),
        quote=quote,
        more=_has_more(quote, texts, has_film=has_film),
        rating=testimonial.rating,
        notes=_notes(placement, has_film=has_film),
        told=told,
    )
    if reply := getattr(testimonial, "reply", None):
        item["reply"] = reply.text
    return item


def _has_more(quote: str, texts: list[str], *, has_film: bool) -> bool:
    """Whether there are words beyond the quote that a card should lead to."""
    is_part = bool(texts) and quote != " ".join(texts[0].split())
    return is_part or (len(texts) > 1 and not has_film)


def _picked(testimonial: Testimonial) -> str:
    """The words that the brand picked to stand for the story, if they are still in it."""
    quote = getattr(testimonial, "quote", None)
    return quote.text if quote else ""


def _rated(brand: Brand, lang: str) -> str:
    """The average of every rating received and not withdrawn: those that are not shown count, too."""
    rated = Testimonial.objects.of(brand).submitted().exclude(rating=None)
    told = rated.aggregate(average=Avg("rating"), count=Count("pk"))
    return wording.rated(told["average"], told["count"], lang) if told["count"] else ""


def _day(testimonial: Testimonial) -> date | None:
    sent = testimonial.submitted_at
    return sent.astimezone(testimonial.brand.zone).date() if sent else None


def _notes(placement: Placement, *, has_film: bool) -> list[str]:
    brand = placement.testimonial.brand.name
    left_out = wording.shortened_by(placement.cut.shortened_ms) if has_film else []
    return left_out + wording.notes(placement.relation, placement.incentive, brand)


def _name(placement: Placement) -> str:
    speaker = placement.testimonial.speaker
    if speaker is None or not placement.consent.shows_name:
        return wording.anonymous(placement.testimonial.language)
    return speaker.name


def _role(placement: Placement) -> str:
    speaker = placement.testimonial.speaker
    if speaker is None or not placement.consent.shows_company:
        return ""
    return wording.joined([speaker.role, speaker.company], placement.testimonial.language)
