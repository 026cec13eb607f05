"""Begin a testimonial from a link, keep its draft, send it.

A draft belongs to whoever holds its secret; no cookie is involved. Sending is idempotent
and independent of uploading: bytes are safe first, words follow.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonials.errors import AlreadySent, Refusal
from testimonials.models import (
    Answer,
    CollectionLink,
    Cut,
    Notification,
    Picture,
    Question,
    Speaker,
    Testimonial,
    Upload,
)
from testimonials.models.testimonial import Relation
from testimonials.models.tokens import digest, new_secret

MAX_TEXT = 5000
MAX_CAPTION = 300
MAX_FEEDBACK = 2000
MAX_TYPED_BYTES = 131_072  # some alphabets need three bytes a letter


class NothingAnswered(Refusal):
    code = "nothing_answered"
    message = _("Answer at least one question first.")


class NotComplete(Refusal):
    code = "invalid"
    message = _("Something is missing. Look at the marked fields.")


class TakeNotSafe(Refusal):
    code = "take_not_safe"
    status = 409
    message = _("One of your takes is still on its way. Wait a moment, then send again.")


class TakeRefused(Refusal):
    code = "take_refused"


class UnknownTake(Refusal):
    code = "unknown_take"
    message = _("We do not know this take. Please record it once more.")


class UnknownPicture(Refusal):
    code = "unknown_picture"
    message = _("We do not know this picture. Please choose it once more.")


class NotAChoice(Refusal):
    code = "not_a_choice"
    message = _("Choose one of the answers.")


class TooMuchTyped(Refusal):
    code = "too_much_typed"
    status = 413
    message = _("That is more text than there is room for.")


@dataclass(frozen=True)
class Particulars:
    """What a speaker says about themselves and the brand. `extra` answers the link's own fields by key."""

    name: str
    email: str = ""
    role: str = ""
    company: str = ""
    rating: int | None = None
    nps: int | None = None
    relation: str = ""
    private_feedback: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    def check(self, link: CollectionLink) -> None:
        """Raise `NotComplete` naming every field to mend."""
        problems: dict[str, str] = {}
        if not self.name.strip():
            problems["name"] = str(_("Tell us your name."))
        for label in ("name", "role", "company"):
            if len(getattr(self, label)) > 120:
                problems[label] = str(_("Please keep it under 120 characters."))
        if self.email and not _is_email(self.email):
            problems["email"] = str(_("This does not look like an e-mail address."))
        if self.rating is not None and not 1 <= self.rating <= 5:
            problems["rating"] = str(_("Choose one to five stars."))
        if self.nps is not None and not 0 <= self.nps <= 10:
            problems["nps"] = str(_("Choose a number from 0 to 10."))
        if self.relation not in Relation.values:
            problems["relation"] = str(_("Tell us how you know each other."))
        if len(self.private_feedback) > MAX_FEEDBACK:
            problems["private_feedback"] = str(_("Please keep it under 2,000 characters."))
        problems |= self._wrong_extra(link)
        if problems:
            raise NotComplete(fields=problems)

    def answers_to(self, link: CollectionLink) -> dict[str, str]:
        """What was answered to the fields that `link` has; nothing else is kept."""
        asked = [str(one["key"]) for one in link.fields]
        return {key: said for key in asked if (said := self.extra.get(key, "").strip())}

    def _wrong_extra(self, link: CollectionLink) -> dict[str, str]:
        given = self.answers_to(link)
        missing = [one["key"] for one in link.fields if one.get("is_required") and one["key"] not in given]
        long = [key for key, said in given.items() if len(said) > MAX_CAPTION]
        return {f"extra-{key}": str(_("Please fill this in.")) for key in missing} | {
            f"extra-{key}": str(_("Please keep it under 300 characters.")) for key in long
        }


def begin(link: CollectionLink, *, language: str) -> tuple[Testimonial, str]:
    """Start a draft; return it with the secret that opens it, which is not stored."""
    secret = new_secret()
    language = language if language in link.readable_in else link.language
    testimonial = Testimonial.objects.create(
        brand=link.brand, link=link, language=language, incentive=link.incentive, draft_digest=digest(secret)
    )
    return testimonial, secret


def answer_in_text(testimonial: Testimonial, question: Question, text: str) -> Answer:
    """Answer in writing, replacing what was there."""
    _check_open(question)
    text = text.strip()
    if not text:
        raise NotComplete(fields={"text": str(_("Write a sentence or two."))})
    if len(text) > MAX_TEXT:
        raise NotComplete(fields={"text": str(_("Please keep it under 5,000 characters."))})
    return _answer(testimonial, question, kind=Answer.Kind.TEXT, text=text)


def answer_by_choice(testimonial: Testimonial, question: Question, choice: int) -> Answer:
    """Answer a poll with the option at `choice`, from 0, in the words its speaker saw."""
    options = question.options_in(testimonial.language)
    if not question.is_poll or not 0 <= choice < len(options):
        raise NotAChoice
    return _answer(testimonial, question, kind=Answer.Kind.CHOICE, text=options[choice])


def answer_with_photo(
    testimonial: Testimonial, question: Question, picture_token: str, caption: str = ""
) -> Answer:
    """Answer with a picture of this draft, replacing what was there."""
    _check_open(question)
    picture = testimonial.pictures.filter(token=picture_token, use=Picture.Use.ANSWER).first()
    if picture is None:
        raise UnknownPicture
    if len(caption) > MAX_CAPTION:
        raise NotComplete(fields={"caption": str(_("Please keep it under 300 characters."))})
    return _answer(testimonial, question, kind=Answer.Kind.PHOTO, text=caption.strip(), picture=picture)


def answer_on_video(
    testimonial: Testimonial, question: Question, upload_token: str, *, kind: str = Answer.Kind.VIDEO
) -> Answer:
    """Answer with a take of this draft, seen or only heard, replacing what was there.

    It may still be arriving.
    """
    _check_open(question)
    takes = Upload.objects.filter(testimonial=testimonial, question__key=question.key)
    upload = takes.filter(token=upload_token).first()
    if upload is None or upload.state == Upload.State.ABANDONED:
        raise UnknownTake
    if upload.state == Upload.State.REFUSED:
        raise TakeRefused(upload.problem)
    return _answer(testimonial, question, kind=kind, upload=upload)


@transaction.atomic
def keep_typed(testimonial: Testimonial, typed: Mapping[str, object]) -> None:
    """Keep what a draft's fields hold, so that another device can go on. Gone once the story is sent."""
    if len(json.dumps(typed, ensure_ascii=False).encode(errors="replace")) > MAX_TYPED_BYTES:
        raise TooMuchTyped
    _hold_draft(testimonial)
    Testimonial.objects.filter(pk=testimonial.pk).update(typed=typed)


@transaction.atomic
def retract(testimonial: Testimonial, question: Question) -> None:
    """Take an answer back before it is sent."""
    _hold_draft(testimonial)
    testimonial.answers.filter(question__key=question.key).delete()


@transaction.atomic
def submit(testimonial: Testimonial, particulars: Particulars, *, language: str = "") -> None:
    """Send the story with the whole answers as its first cut. The consent is given beside it.

    `language` is the one the page was read in at the end, where it is not the one it began in.

    Raises `NotComplete`, `NothingAnswered`, `TakeNotSafe` or `TakeRefused`; the draft stays.
    """
    particulars.check(testimonial.link)
    answers = list(testimonial.answers.select_related("upload"))
    _check_answers(answers)
    testimonial.uploads.filter(answer=None).abandon()
    testimonial.speaker = Speaker.objects.create(
        brand=testimonial.brand,
        name=particulars.name.strip(),
        email=particulars.email.strip(),
        role=particulars.role.strip(),
        company=particulars.company.strip(),
    )
    if language in testimonial.link.readable_in:
        testimonial.language = language
    testimonial.rating = particulars.rating
    testimonial.nps = particulars.nps
    testimonial.relation = particulars.relation
    testimonial.private_feedback = particulars.private_feedback.strip()
    testimonial.extra = particulars.answers_to(testimonial.link)
    testimonial.typed = {}
    testimonial.submitted_at = timezone.now()
    testimonial.state = Testimonial.State.NEW
    testimonial.save()
    testimonial.index_words()
    Notification.tell(testimonial, Notification.Kind.STORY)
    testimonial.reckon_waiting()
    _first_cut(testimonial, answers)


@transaction.atomic
def _answer(testimonial: Testimonial, question: Question, *, kind: str, **content: object) -> Answer:
    _hold_draft(testimonial)
    content = {"kind": kind, "text": "", "upload": None, "picture": None} | content
    answer = testimonial.answers.filter(question__key=question.key).first()
    if answer is None:
        return testimonial.answers.create(brand=testimonial.brand, question=question, **content)
    for name, value in content.items():
        setattr(answer, name, value)
    answer.question = question
    answer.revision += 1
    answer.save()
    return answer


def _check_open(question: Question) -> None:
    if question.is_poll:
        raise NotAChoice


def _hold_draft(testimonial: Testimonial) -> None:
    """Raise `AlreadySent` unless it still is a draft, whatever this request has read before its body came."""
    if not testimonial.keep_draft():
        raise AlreadySent


def _check_answers(answers: list[Answer]) -> None:
    if not answers:
        raise NothingAnswered
    for upload in (answer.upload for answer in answers if answer.upload):
        if upload.state in {Upload.State.RECEIVING, Upload.State.ABANDONED}:
            raise TakeNotSafe
        if upload.state == Upload.State.REFUSED:
            raise TakeRefused(upload.problem)


def _first_cut(testimonial: Testimonial, answers: list[Answer]) -> Cut:
    segments = [
        {"upload": answer.upload.token, "in_ms": 0, "out_ms": None} for answer in answers if answer.upload
    ]
    cut = Cut(brand=testimonial.brand, testimonial=testimonial, segments=segments)
    if not segments:
        cut.state, cut.stage, cut.percent, cut.ready_at = (
            Cut.State.READY,
            Cut.Stage.READY,
            100,
            timezone.now(),
        )
    cut.save()
    return cut


def _is_email(text: str) -> bool:
    try:
        validate_email(text.strip())
    except ValidationError:
        return False
    return True
