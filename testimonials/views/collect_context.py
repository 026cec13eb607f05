"""What the collection page is given: the link in the language its reader reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import parse_accept_lang_header

from testimonials import consenting
from testimonials.models import CollectionLink, Question
from testimonials.models.testimonial import Relation
from testimonials.processing import photos
from testimonials.recording import MAX_CAPTION, MAX_FEEDBACK
from testimonials.views.collect_words import WORDS

# What a speaker calls it; in the Studio and on a card it stands in the third person.
RELATIONS = [
    (Relation.CUSTOMER, _("I am a customer")),
    (Relation.EMPLOYEE, _("I work there")),
    (Relation.FAMILY, _("I am a friend or family")),
    (Relation.PARTNER, _("We do business together")),
    (Relation.OTHER, _("Something else")),
]


@dataclass(frozen=True)
class Asked:
    """A question in one language, as the page and its script read it."""

    key: str
    revision: int
    kind: str
    text: str
    tip: str
    options: list[str]


def language_of(request: HttpRequest, link: CollectionLink) -> str:
    """Choose the page's language: the switch, else the browser's wish, else the link's own."""
    asked = request.GET.get("lang", "")
    if asked in link.readable_in:
        return asked
    for wish, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            code = get_supported_language_variant(wish)
        except LookupError:
            continue
        if code in link.readable_in:
            return code
    return link.language


def context_of(link: CollectionLink, language: str) -> dict[str, object]:
    """Return everything the page needs in `language`, which is the one in force."""
    questions = [_asked(question, language) for question in link.questions.current().select_related("link")]
    wording = consenting.wording(link.brand, language)
    return {
        "brand": link.brand,
        "link": link,
        "title": link.title_in(language),
        "intro": link.intro_in(language),
        "thanks": link.thanks_in(language),
        "film": _film(link),
        "languages": [(code, name) for code, name in settings.LANGUAGES if code in link.readable_in],
        "language": language,
        "questions": questions,
        "purposes": consenting.purposes(link.brand),
        "parts": consenting.parts(),
        "relations": RELATIONS,
        "wording": wording,
        "scores": range(11),
        "max_feedback": MAX_FEEDBACK,
        "max_caption": MAX_CAPTION,
        "config": _config(link, language, questions, consenting.wording_hash(wording)),
    }


def _film(link: CollectionLink) -> dict[str, Any] | None:
    """The welcome's renditions and its poster, if there is one that may be shown today."""
    cut = link.welcome
    if cut is None or not cut.may_welcome:
        return None
    posters = [asset for asset in cut.posters() if asset.media_type == "image/webp"]
    sources = cut.renditions()
    return {"sources": sources, "poster": posters[0] if posters else None} if sources else None


def _asked(question: Question, language: str) -> Asked:
    return Asked(
        key=str(question.key),
        revision=question.revision,
        kind=question.kind,
        text=question.text_in(language),
        tip=question.tip_in(language),
        options=question.options_in(language),
    )


def _config(link: CollectionLink, language: str, questions: list[Asked], wording_hash: str) -> dict[str, Any]:
    return {
        "begin": reverse("api:drafts", args=[link.token]),
        "testimonials": "/api/testimonials",
        "uploads": reverse("api:uploads"),
        "language": language,
        "questions": [vars(question) for question in questions],
        "max_seconds": link.max_seconds,
        "max_bytes": link.max_bytes,
        "max_picture_bytes": photos.MAX_BYTES,
        "fields": [{"key": one["key"], "is_required": bool(one.get("is_required"))} for one in link.fields],
        "incentive": link.incentive,
        "share_url": link.share_url or link.brand.website,
        "wording_hash": wording_hash,
        "brand": link.brand.name,
        "words": {name: str(sentence) for name, sentence in WORDS.items()},
    }
