"""Open, pause and close a collection link, and say what it asks.

A pause or a close stops new speakers only: whoever has begun may finish, so that no story
is lost to a click in the Studio.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from testimonials.errors import Refusal
from testimonials.models import Brand, CollectionLink, Question


class LinkNotOpen(Refusal):
    code = "link_closed"
    status = 410
    message = _("This link is not open right now. Ask the person who sent it to you for a new one.")


class LinkIsClosed(Refusal):
    code = "link_is_closed"
    status = 409
    message = _("A closed link stays closed. Make a new one.")


@transaction.atomic
def create(brand: Brand, *, questions: Sequence[tuple[str, str]], **fields: object) -> CollectionLink:
    """Create an open link of `brand` that asks `questions`, pairs of text and tip, in this order."""
    link = CollectionLink(brand=brand, **fields)
    link.full_clean(exclude=["brand"])
    link.save()
    for position, (text, tip) in enumerate(questions):
        Question.objects.create(brand=brand, link=link, position=position, text=text, tip=tip)
    return link


def check_open(link: CollectionLink) -> None:
    """Raise `LinkNotOpen` when nobody new may begin."""
    if link.state == CollectionLink.State.PAUSED:
        raise LinkNotOpen(_("This link is resting for now. Please come back later."))
    if not link.is_open:
        raise LinkNotOpen


def pause(link: CollectionLink) -> None:
    """Let nobody new begin until it is opened again."""
    _move(link, CollectionLink.State.PAUSED)


def reopen(link: CollectionLink) -> None:
    """Let people begin again."""
    _move(link, CollectionLink.State.OPEN)


def close(link: CollectionLink) -> None:
    """Let nobody begin ever again."""
    _move(link, CollectionLink.State.CLOSED)


def _move(link: CollectionLink, state: str) -> None:
    if link.state == CollectionLink.State.CLOSED and state != CollectionLink.State.CLOSED:
        raise LinkIsClosed
    link.state = state
    link.save(update_fields=["state"])
