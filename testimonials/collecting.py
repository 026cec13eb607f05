"""Make, change, pause, close and revoke a collection link, and say whether somebody may begin.

A pause or a close stops new speakers only: whoever has begun may finish, so that no story
is lost to a click in the Studio. Revoking ends that too, a day later. A question is never
rewritten: a change adds a revision, so an answer keeps the wording its speaker saw.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, time
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testimonials import writing
from testimonials.errors import Refusal
from testimonials.models import Brand, CollectionLink, Question

State = CollectionLink.State
# What the Studio's form holds; a state is moved by its own verbs.
EDITABLE = (
    "name", "campaign", "title", "intro", "thanks", "share_url", "language", "languages", "translations",
    "opens_at", "expires_at", "opens_daily", "closes_daily", "max_submissions", "max_seconds", "max_bytes",
    "asks_rating", "asks_nps", "fields", "incentive", "sites", "welcome_id",
)  # fmt: skip


class LinkNotOpen(Refusal):
    code = "link_closed"
    status = 410
    message = _("This link is not open right now. Ask the person who sent it to you for a new one.")


class LinkIsRevoked(Refusal):
    code = "link_revoked"
    status = 410
    message = _("This link was taken back, and its last day is over. Ask the person who sent it to you.")


class LinkIsClosed(Refusal):
    code = "link_is_closed"
    status = 409
    message = _("A closed link stays closed. Make a new one.")


class LinkChanged(Refusal):
    code = "link_changed"
    status = 409
    message = _("Somebody else saved this link while you were editing it.")


class Standing(StrEnum):
    """Where a link stands right now; the first that applies."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    REVOKED = "revoked"
    EXPIRED = "expired"
    EARLY = "early"
    RESTING = "resting"
    FULL = "full"


SENTENCES = {
    Standing.PAUSED: _("This link is resting for now. Please come back later."),
    Standing.CLOSED: _("This link is closed. Ask the person who sent it to you for a new one."),
    Standing.REVOKED: _("This link was taken back. Ask the person who sent it to you for a new one."),
    Standing.FULL: _("Enough stories have arrived here. Thank you for wanting to tell yours."),
}


@dataclass(frozen=True)
class Asked:
    """A question as somebody wants it asked. `key` names the one it changes; None is a new one."""

    text: str
    tip: str = ""
    kind: str = Question.Kind.OPEN
    options: list[str] = field(default_factory=list)
    translations: dict[str, dict[str, Any]] = field(default_factory=dict)
    key: UUID | None = None

    def content(self) -> dict[str, Any]:
        """What a revision holds, apart from its place."""
        return {name: value for name, value in asdict(self).items() if name != "key"}


@transaction.atomic
def create(brand: Brand, *, questions: Sequence[Asked | tuple[str, str]], **fields: Any) -> CollectionLink:
    """Create an open link of `brand` that asks `questions` in this order; a pair is a text and its tip."""
    link = CollectionLink(brand=brand, **fields)
    link.full_clean(exclude=["brand"])
    link.save()
    for position, asked in enumerate(questions):
        _add(link, asked if isinstance(asked, Asked) else Asked(*asked), position)
    return link


@transaction.atomic
def change(link: CollectionLink, *, questions: Sequence[Asked], seen: str, **fields: Any) -> None:
    """Store `fields` and ask `questions` from now on.

    `seen` is the `stamp` of what the editor looked at. Raises `LinkChanged` if it is not today's, and
    nothing is stored.
    """
    stored = CollectionLink.objects.select_for_update().select_related("brand").get(pk=link.pk)
    if seen != stamp(stored):
        raise LinkChanged
    for name in EDITABLE:
        setattr(link, name, fields.get(name, getattr(stored, name)))
    link.full_clean(exclude=["brand"])
    link.save(update_fields=EDITABLE)
    _ask(link, questions)


def stamp(link: CollectionLink) -> str:
    """Return what tells whether a link or its questions were saved in between. Its state is no part of it."""
    values = {name: getattr(link, name) for name in EDITABLE}
    asked = list(link.questions.current().values_list("key", "revision"))
    return sha256(
        json.dumps([values, asked], sort_keys=True, cls=DjangoJSONEncoder).encode(),
    ).hexdigest()[:32]


def standing(link: CollectionLink) -> Standing:
    """Say where a link stands at this moment."""
    if link.brand.closed_at is not None:
        return Standing.CLOSED
    if link.state != State.OPEN:
        return Standing(link.state)
    causes = (
        (link.is_expired, Standing.EXPIRED),
        (link.is_early, Standing.EARLY),
        (not link.is_within_hours, Standing.RESTING),
    )
    found = next((standing for applies, standing in causes if applies), None)
    return found or (Standing.FULL if link.is_full else Standing.OPEN)


def check_open(link: CollectionLink) -> None:
    """Raise `LinkNotOpen`, with the cause in one sentence, when nobody new may begin."""
    if (now := standing(link)) is not Standing.OPEN:
        raise LinkNotOpen(_sentence(link, now))


def check_accepts(link: CollectionLink) -> None:
    """Raise `LinkIsRevoked` when even those who had begun are too late."""
    if link.takes_no_more or link.brand.closed_at is not None:
        raise LinkIsRevoked


def pause(link: CollectionLink) -> None:
    """Let nobody new begin until it is opened again."""
    _move(link, State.PAUSED, come_from=[State.OPEN, State.PAUSED])


def reopen(link: CollectionLink) -> None:
    """Let people begin again."""
    _move(link, State.OPEN, come_from=[State.OPEN, State.PAUSED])


def close(link: CollectionLink) -> None:
    """Let nobody begin ever again."""
    _move(link, State.CLOSED, come_from=[State.OPEN, State.PAUSED, State.CLOSED])


def revoke(link: CollectionLink) -> None:
    """Let nobody begin ever again, and nobody send who had begun, once a day has passed."""
    if link.state != State.REVOKED:
        come_from = [State.OPEN, State.PAUSED, State.CLOSED]
        _move(link, State.REVOKED, come_from=come_from, revoked_at=timezone.now())


def _move(link: CollectionLink, state: str, *, come_from: Sequence[str], **also: Any) -> None:
    """Move in one statement, so that a click which comes too late undoes nothing."""
    rows = CollectionLink.objects.filter(pk=link.pk, state__in=come_from)
    if not rows.update(state=state, **also):
        raise LinkIsClosed
    link.refresh_from_db(fields=["state", "revoked_at"])


def _ask(link: CollectionLink, questions: Sequence[Asked]) -> None:
    """Add, revise and retire until `questions` are the current ones; what is the same stays its row."""
    current = {question.key: question for question in link.questions.current()}
    position = -1
    for asked in questions:
        known = current.pop(asked.key, None) if asked.key else None
        if known is None:
            position += 1
            _add(link, asked, position)
            continue
        place = max(known.position, position + 1)
        if place != known.position or asked.content() != _content(known):
            known.revise(**asked.content(), position=place)
        position = place
    link.questions.current().filter(key__in=current).update(retired_at=timezone.now())


def _add(link: CollectionLink, asked: Asked, position: int) -> None:
    question = Question(brand=link.brand, link=link, position=position, **asked.content())
    question.full_clean(exclude=["brand", "link", "retired_at"])
    question.save()


def _content(question: Question) -> dict[str, Any]:
    return {name: getattr(question, name) for name in Asked("").content()}


def _sentence(link: CollectionLink, now: Standing) -> str | Promise:
    if now is Standing.EXPIRED:
        return _("This link ended on %(day)s. Ask the person who sent it to you for a new one.") % {
            "day": _day(link, link.expires_at)
        }
    if now is Standing.EARLY:
        return _("This link opens on %(day)s. Please come back then.") % {"day": _day(link, link.opens_at)}
    if now is Standing.RESTING:
        return _(
            "Stories are taken here from %(opens)s to %(closes)s, %(zone)s time. Please come back then."
        ) % {
            "opens": _clock(link.opens_daily),
            "closes": _clock(link.closes_daily),
            "zone": link.brand.time_zone.rpartition("/")[2].replace("_", " "),
        }
    return SENTENCES[now]


def _day(link: CollectionLink, moment: datetime | None) -> str:
    """A moment as the brand's calendar and clock say it."""
    assert moment is not None  # noqa: S101  its standing says so
    local = moment.astimezone(link.brand.zone)
    return f"{writing.day(local.date())}, {_clock(local.time())}"


def _clock(hour: time | None) -> str:
    return writing.digits(time_format(hour, "H:i")) if hour else ""
