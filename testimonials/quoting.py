"""Pick the words that stand for a story: a stretch of what was said, never a new sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonials.errors import Refusal
from testimonials.models import Answer, AuditEvent, PullQuote, Testimonial, User
from testimonials.signals import public_face_changed

MAX_CHARS = 280
# A sentence ends at one of these, in all three languages, or with its line.
_SENTENCE = re.compile(r"[^.!?。！？؟…\n]+[.!?。！？؟…]*[”\"'»’)]*")


class NotTheirWords(Refusal):
    code = "not_their_words"
    message = _("These words are not in the story as it is now. Pick them once more.")


class QuoteTooLong(Refusal):
    code = "quote_too_long"
    message = _("A quote is read at a glance. Pick 280 characters at most.")


@dataclass(frozen=True)
class Sentence:
    """A sentence of an answer, by where it begins and ends."""

    starts: int
    ends: int
    text: str


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of an answer, each short enough to be a quote."""
    found = []
    for match in _SENTENCE.finditer(text):
        words = match.group().strip()
        starts = match.start() + match.group().index(words) if words else 0
        if 1 < len(words) <= MAX_CHARS:
            found.append(Sentence(starts, starts + len(words), words))
    return found


@transaction.atomic
def pick(testimonial: Testimonial, answer: Answer, starts: int, ends: int, *, by: User) -> PullQuote:
    """Let the characters from `starts` up to `ends` of an answer stand for the story.

    Raises `NotTheirWords` or `QuoteTooLong`.
    """
    text = answer.text[max(starts, 0) : ends]
    if answer.testimonial_id != testimonial.pk or answer.kind == Answer.Kind.CHOICE or not text.strip():
        raise NotTheirWords
    starts = max(starts, 0) + len(text) - len(text.lstrip())
    text = text.strip()
    if len(text) > MAX_CHARS:
        raise QuoteTooLong
    picked = {"answer": answer, "revision": answer.revision, "starts": starts, "ends": starts + len(text)}
    quote, _new = PullQuote.objects.update_or_create(
        testimonial=testimonial,
        defaults={"brand": testimonial.brand, "by": by, "picked_at": timezone.now(), **picked},
    )
    AuditEvent.record(testimonial.brand, by, "quote_picked", kind="testimonial", token=testimonial.token)
    public_face_changed.send(sender=Testimonial, testimonial=testimonial)
    return quote


@transaction.atomic
def drop(testimonial: Testimonial, *, by: User) -> None:
    """Let the story begin with its first words again."""
    if PullQuote.objects.filter(testimonial=testimonial).delete()[0]:
        AuditEvent.record(testimonial.brand, by, "quote_dropped", kind="testimonial", token=testimonial.token)
        public_face_changed.send(sender=Testimonial, testimonial=testimonial)
