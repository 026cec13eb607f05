"""The versioned contract between Sayso and everything that shows a widget.

Promises: a payload holds only what its speakers consented to, part by part, and only media
that is in the public store; the words are the speaker's, shortened at most; ratings are as
they were given. `build` reads rows and changes none.

`build` is `WID.json`, whole. The first page of it is inside `WID.js` (`runtime.first_page`).
A reader that does not know `v` shows nothing; fields are added, never given another meaning.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

from django.db.models import Avg, Count, prefetch_related_objects
from django.utils.translation import override

from embeds import wording
from embeds.design import read
from testimonials.models import Answer, Asset, Testimonial

if TYPE_CHECKING:
    from embeds.models import Placement, Widget
    from testimonials.models import Brand, Cut

VERSION: Literal[1] = 1
QUOTE_CHARS = 200  # a card's; the whole text is one tap away
ID_CHARS = 8  # 48 bits tell the stories of one wall apart, and every byte is on every page
POSTER_SHORT_SIDE = 360  # pixels; enough for a column of a wall on a sharp screen
SCHEMES = {"host": "", "auto": "light dark", "light": "light", "dark": "dark"}
# What an item is made of, so that a wall costs no more queries than a story.
WHOLE = ("testimonial__answers__question", "testimonial__reply", "testimonial__quote__answer", "cut__assets")
_FORMATS = ["image/avif", "image/webp", "image/jpeg"]


class Picture(TypedDict):
    """One poster file, `width` in pixels."""

    file: str
    type: str
    width: int


class Source(TypedDict):
    """One rendition. Sizes in pixels; `bytes` is what a visitor downloads.

    A `type` with `codecs` in it has to be asked for first; one without is for every browser.
    """

    file: str
    type: str
    width: int
    height: int
    bytes: int


class Film(TypedDict):
    """What plays. Names of files are relative to the item's folder, `<media><id>/`.

    The poster is `file`, in the best format there is, of `width` and `height` pixels;
    `older` is in one that every browser knows. `sources` are in the order to try them.
    """

    time: str
    duration_ms: int
    color: str
    width: int
    height: int
    file: str
    older: str
    pictures: list[Picture]
    sources: list[Source]
    preview: NotRequired[str]  # three silent seconds


class Told(TypedDict):
    """One answer: the question as its speaker saw it, and the words, which may be empty."""

    question: str
    text: str


class Item(TypedDict):
    """One story. `id` begins the cut's token; a film's is whole, as the folder of its public files."""

    id: str
    date: str  # when it was sent, a day in the brand's zone
    when: str  # the same for people, to the month
    name: str
    role: str
    quote: str
    more: bool  # whether there are more words than the quote
    rating: int | None
    notes: list[str]
    told: list[Told]
    reply: NotRequired[str]  # what the brand answered in public
    lang: NotRequired[str]  # only where it is not the widget's own
    dir: NotRequired[str]
    film: NotRequired[Film]


class BrandFace(TypedDict):
    """The tenant's name, and its colour in OKLCH."""

    name: str
    lightness: float
    chroma: float
    hue: float


class Payload(TypedDict):
    """One widget. `media` and `wall` are absolute addresses."""

    v: Literal[1]
    wid: str
    layout: str
    lang: str
    dir: str
    theme: str  # a value of `color-scheme`; "" follows the page
    title: str
    brand: BrandFace
    received: int
    shown: int
    counts: str
    rated: str  # how all who gave stars rated, shown or not; "" without any
    media: str
    wall: str
    notes: NotRequired[str]  # where to say that somebody watches; missing where the brand does not count
    words: dict[str, str]
    tokens: NotRequired[dict[str, str]]  # custom properties, by their names, as the brand has set them
    items: list[Item]


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
    film = _film(placement.cut, widget_lang) if placement.cut.is_shown_under(placement.consent) else None
    item = _told_item(placement, has_film=film is not None)
    if film is not None:
        item["id"], item["film"] = placement.cut.token, film
    elif not item["quote"]:
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


def _film(cut: Cut, widget_lang: str) -> Film | None:
    exposed = [asset for asset in cut.assets.all() if asset.public_key]
    sources = sorted((a for a in exposed if a.kind == Asset.Kind.RENDITION), key=lambda a: a.preference)
    posters = sorted((a for a in exposed if a.kind == Asset.Kind.POSTER), key=lambda asset: asset.rung)
    best_first = [_fitting(posters, media_type) for media_type in _FORMATS]
    stills = [asset for asset in best_first if asset is not None]
    if not sources or not stills:
        return None
    film = Film(
        time=wording.clock(cut.duration_ms, widget_lang),
        duration_ms=cut.duration_ms,
        color=cut.color,
        width=stills[0].width or 0,
        height=stills[0].height or 0,
        file=_file(stills[0]),
        older=_file(stills[-1]),
        pictures=[Picture(file=_file(a), type=a.media_type, width=a.width or 0) for a in posters],
        sources=[_source(asset) for asset in sources],
    )
    for asset in exposed:
        if asset.kind == Asset.Kind.PREVIEW:
            film["preview"] = _file(asset)
    return film


def _fitting(posters: list[Asset], media_type: str) -> Asset | None:
    """Return the smallest of that format that is large enough, else its largest."""
    same = [asset for asset in posters if asset.media_type == media_type]
    return next((asset for asset in same if asset.rung >= POSTER_SHORT_SIDE), same[-1] if same else None)


def _source(asset: Asset) -> Source:
    return Source(
        file=_file(asset),
        type=asset.source_type,
        width=asset.width or 0,
        height=asset.height or 0,
        bytes=asset.bytes,
    )


def _file(asset: Asset) -> str:
    return asset.public_key.rsplit("/", 1)[-1]
