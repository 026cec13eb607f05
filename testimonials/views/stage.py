"""One testimonial on the stage: what it says, what may be done with it, how its rendering goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from testimonials import quoting
from testimonials.models import Answer, Asset, Cut, Decision, Picture, PullQuote, Reply, Testimonial
from testimonials.processing import photos
from testimonials.views.history import history
from testimonials.views.rows import loaded, row_of, still
from testimonials.views.tenancy import Studio


@dataclass(frozen=True)
class Chapter:
    """An answer in the cut: where it begins and how long it is, in milliseconds."""

    answer: Answer
    starts_ms: int
    duration_ms: int


def stage(studio: Studio, found: Testimonial) -> dict[str, Any]:
    """Return what the stage and the details show of one testimonial."""
    context = standing(studio, found)
    cut = context["cut"]
    answers = list(found.answers.select_related("question", "upload__original", "upload__remux", "picture"))
    for answer in answers:
        answer.testimonial = found
    return context | {
        "section": "inbox",
        "renditions": cut.renditions() if cut else [],
        "poster": still(cut.posters()) if cut else None,
        "answers": answers,
        "face": _face(found),
        "chapters": _chapters(cut, answers),
        "consent": found.consent,
        "is_shown": found.placements.exists(),  # the embed app's; they are what gives it a page
        "history": history(found),
        "thread": found.messages.select_related("by"),
        "extra": _extra(found),
        "notes": found.notes.select_related("by"),
        "quote": PullQuote.objects.filter(testimonial=found).select_related("answer").first(),
        "sentences": _sentences(answers),
        "reply": Reply.objects.filter(testimonial=found).select_related("by").first(),
        "saved_replies": studio.brand.saved_replies.all(),
        "first_name": str(found.speaker or "").split(" ")[0],
    }


def _face(found: Testimonial) -> Asset | None:
    """The portrait that goes on cards with the words, where its speaker left one."""
    picture = found.pictures.filter(use=Picture.Use.FACE).first()
    return photos.smallest(picture) if picture else None


def standing(studio: Studio, found: Testimonial) -> dict[str, Any]:
    """Return how a story stands: its cut, how far that is and what can be decided.

    All that is asked for while somebody waits, every second: the rest of the stage does not change.
    """
    row = row_of(loaded(Testimonial.objects.filter(pk=found.pk)).get())
    newest = row.cut
    is_beside = row.shown is not None and newest != row.shown and not (newest and newest.is_ready)
    return {
        "studio": studio,
        "brand": studio.brand,
        "testimonial": found,
        "row": row,
        "newest": newest,
        "cut": row.shown if is_beside else newest,
        "is_beside": is_beside,
        "is_rendering": newest is not None and not (newest.is_ready or newest.is_failed),
        "watchable": Asset.objects.filter(remux_of__answer__testimonial=found).count(),
        "seen": decision_mark(found.decisions.order_by("-pk").first()),
        "reasons": Decision.Reason.choices,
    }


def decision_mark(decision: Decision | None) -> str:
    """Return what tells one decision on a story from the next."""
    return decision.decided_at.isoformat() if decision else ""


def _chapters(cut: Cut | None, answers: list[Answer]) -> list[Chapter]:
    """Where each filmed or spoken answer begins in the cut; nothing where it is the only one."""
    by_upload = {answer.upload.token: answer for answer in answers if answer.upload}
    found: list[Chapter] = []
    at = 0
    for segment in cut.segments if cut and cut.is_ready else []:
        answer = by_upload.get(segment["upload"])
        original = getattr(answer.upload, "original", None) if answer else None
        if answer is None or original is None:
            return []
        ends = original.duration_ms if segment["out_ms"] is None else segment["out_ms"]
        length = max(0, (ends or 0) - segment["in_ms"])
        if not found or found[-1].answer != answer:
            found.append(Chapter(answer, at, length))
        at += length
    return found if len(found) > 1 else []


def _sentences(answers: list[Answer]) -> list[tuple[str, str, str]]:
    """Every sentence that could be the quote, as (span, words, language of the answer)."""
    return [
        (f"{number}:{one.starts}:{one.ends}", one.text, answer.testimonial.language)
        for number, answer in enumerate(answers)
        if answer.kind != Answer.Kind.CHOICE
        for one in quoting.sentences(answer.text)
    ]


def _extra(found: Testimonial) -> list[tuple[str, str]]:
    """What the link's own fields were answered with, by their labels."""
    labels = {str(asked["key"]): str(asked["label"]) for asked in found.link.fields}
    return [(labels.get(key, key), str(value)) for key, value in found.extra.items() if value]
