"""The page a speaker opens. It sets no cookie and reads none."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from testimonials import collecting, consenting
from testimonials.models import CollectionLink
from testimonials.models.testimonial import Relation
from testimonials.views import refusals
from testimonials.views.collect_words import WORDS
from testimonials.views.framing import framed_by

# What a speaker calls it; in the Studio and on a card it stands in the third person.
RELATIONS = [
    (Relation.CUSTOMER, _("I am a customer")),
    (Relation.EMPLOYEE, _("I work there")),
    (Relation.FAMILY, _("I am a friend or family")),
    (Relation.PARTNER, _("We do business together")),
    (Relation.OTHER, _("Something else")),
]


@require_safe
@never_cache
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link asks; 404 for an unknown link, a friendly 410 for one that is not open."""
    link = get_object_or_404(CollectionLink.objects.select_related("brand"), token=token)
    with translation.override(link.language):
        try:
            collecting.check_open(link)
        except collecting.LinkNotOpen as refusal:
            return framed_by(refusals.gone(request, refusal, brand=link.brand), link.sites)
        return framed_by(render(request, "collect/page.html", context_of(link)), link.sites)


def context_of(link: CollectionLink) -> dict[str, object]:
    """Return everything the page needs, in the language in force."""
    questions = list(link.questions.current())
    return {
        "brand": link.brand,
        "link": link,
        "questions": questions,
        "purposes": consenting.purposes(link.brand),
        "parts": consenting.parts(),
        "relations": RELATIONS,
        "wording": consenting.wording(link.brand, link.language),
        "config": {
            "begin": reverse("api:drafts", args=[link.token]),
            "testimonials": "/api/testimonials",
            "uploads": reverse("api:uploads"),
            "language": link.language,
            "questions": [{"key": str(q.key), "text": q.text, "tip": q.tip} for q in questions],
            "max_seconds": link.max_seconds,
            "max_bytes": link.max_bytes,
            "asks_rating": link.asks_rating,
            "incentive": link.incentive,
            "wording_hash": consenting.wording_hash(consenting.wording(link.brand, link.language)),
            "brand": link.brand.name,
            "words": {name: str(sentence) for name, sentence in WORDS.items()},
        },
    }
