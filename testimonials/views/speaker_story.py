"""What a speaker's page tells: where the story stands, what of it plays, where, and what is allowed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from testimonials import consenting
from testimonials.models import Answer, Asset, Consent, Cut, Decision, Testimonial
from testimonials.templatetags.days import day

State = Testimonial.State
ICONS = {"website": "globe", "social": "share", "ads": "ads", "sales": "people", "internal": "lock"}


@dataclass(frozen=True)
class Standing:
    """Where a story stands: two words for a badge, a sentence for a person."""

    tone: str
    icon: str
    title: str
    sentence: str


def context_of(testimonial: Testimonial) -> dict[str, Any]:
    """Return what the page shows of this story."""
    decision = testimonial.decisions.select_related("cut").order_by("-pk").first()
    consent = testimonial.consent
    places = list(testimonial.placements.select_related("widget").order_by("widget__name"))
    cut = _cut(testimonial, decision)
    renditions = cut.renditions() if cut else []
    return {
        "testimonial": testimonial,
        "brand": testimonial.brand,
        "standing": _standing(testimonial, decision, consent, is_placed=bool(places)),
        "places": places,
        "watched": _watched(testimonial),
        "cut": cut,
        "renditions": renditions,
        "clip": next((asset for asset in renditions if not asset.codecs), None),
        "poster": _poster(cut) if cut else None,
        "answers": _answers(testimonial),
        "originals": originals_of(testimonial),
        "consent": consent,
        "allowed": allowed(consent),
        "thread": testimonial.messages.select_related("by"),
    }


def _watched(testimonial: Testimonial) -> int:
    """How often somebody began to watch it on a page, a visitor counted once a day."""
    before = testimonial.viewing_days.filter(kind="play").aggregate(n=Sum("count"))["n"]
    return (before or 0) + testimonial.viewings.filter(kind="play").count()


def originals_of(testimonial: Testimonial) -> QuerySet[Asset]:
    """Every take as it was sent, in the order of the questions."""
    kept = Asset.objects.filter(kind=Asset.Kind.ORIGINAL, upload__answer__testimonial=testimonial)
    return kept.select_related("upload__question").order_by("upload__question__position", "pk")


def allowed(consent: Consent | None) -> list[dict[str, Any]]:
    """Every purpose by its label and icon, and whether it is given."""
    return [
        {"icon": ICONS[code], "label": label, "is_given": given}
        for code, (label, given) in zip(ICONS, consent.purposes() if consent else [], strict=False)
    ]


def choices(testimonial: Testimonial) -> list[dict[str, str]]:
    """Every purpose by its code, label, icon and what it means here."""
    found = consenting.purposes(testimonial.brand)
    return [
        {"code": code, "label": label, "help": meaning, "icon": ICONS[code]} for code, label, meaning in found
    ]


def _cut(testimonial: Testimonial, decision: Decision | None) -> Cut | None:
    """What the public sees, else the newest."""
    is_approved = testimonial.state == State.APPROVED and decision is not None
    return decision.cut if is_approved and decision else testimonial.cut


def _answers(testimonial: Testimonial) -> list[dict[str, Any]]:
    """Question and words, the picture of a photo, the length of what was filmed."""
    return [
        {"answer": answer, "still": _still(answer), "original": getattr(answer.upload, "original", None)}
        for answer in testimonial.answers.select_related("question", "upload__original", "picture")
    ]


def _still(answer: Answer) -> Asset | None:
    return (
        _middle([still for still in answer.picture.stills() if _is_jpeg(still)]) if answer.picture else None
    )


def _poster(cut: Cut) -> Asset | None:
    return _middle([poster for poster in cut.posters() if _is_jpeg(poster)])


def _is_jpeg(asset: Asset) -> bool:
    return asset.media_type == "image/jpeg"


def _middle(stills: list[Asset]) -> Asset | None:
    return stills[len(stills) // 2] if stills else None


def _standing(
    testimonial: Testimonial, decision: Decision | None, consent: Consent | None, *, is_placed: bool
) -> Standing:
    brand = {"brand": testimonial.brand.name}
    if testimonial.state == State.APPROVED and decision is not None:
        return _approved(brand, decision, consent, is_placed=is_placed)
    if testimonial.state == State.REJECTED and decision is not None:
        return Standing(
            "",
            "close",
            _("Not shown"),
            _("%(brand)s does not show your story.") % brand + f" {decision.reason_told}",
        )
    if testimonial.cut is not None and testimonial.cut.is_failed:
        kept = _("%(problem)s Your originals are kept.") % {"problem": testimonial.cut.problem}
        return Standing("warn", "warning", _("Could not be prepared"), kept)
    if testimonial.cut is not None and not (testimonial.cut.is_ready or testimonial.cut.is_failed):
        return Standing(
            "", "clock", _("Being prepared"), _("We are preparing it. Then %(brand)s watches it.") % brand
        )
    return Standing(
        "info", "eye", _("Waiting to be watched"), _("Somebody at %(brand)s watches it and decides.") % brand
    )


def _approved(
    brand: dict[str, str], decision: Decision, consent: Consent | None, *, is_placed: bool
) -> Standing:
    if consent is not None and not consent.is_in_force:
        over = _("What you allowed ended on %(day)s, so nobody shows it any more.") % {
            "day": day(consent.expires_at)
        }
        return Standing("warn", "clock", _("Your consent has ended"), over)
    if consent is None or not consent.for_website:
        return Standing(
            "", "lock", _("On no website"), _("%(brand)s would show it, and you allow no website.") % brand
        )
    if not is_placed:
        return Standing(
            "ok", "check", _("Approved"), _("%(brand)s approved it. It is on no page yet.") % brand
        )
    since = day(max(decision.decided_at, _allowed_since(consent)))
    return Standing("ok", "check", _("Shown since %(day)s") % {"day": since}, "")


def _allowed_since(consent: Consent) -> datetime:
    """Since when a website has been allowed without a break."""
    allowed_at = consent.given_at
    for revision in consent.testimonial.consents.filter(revision__lt=consent.revision).order_by("-revision"):
        if not revision.for_website:
            break
        allowed_at = revision.given_at
    return allowed_at
