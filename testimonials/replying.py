"""A brand and a speaker write to each other about one story. Nobody else ever reads it.

Whoever writes has read what the other wrote: that is the only way a message becomes read,
because opening a page must not change anything.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonials.errors import Refusal
from testimonials.models import Message, Notice, Notification, Testimonial, User
from testimonials.models.message import MAX_CHARS

MESSAGES_A_DAY = 20


class NothingWritten(Refusal):
    code = "nothing_written"
    message = _("Write a sentence or two.")


class TooLong(Refusal):
    code = "too_long"
    message = _("Please keep it under 2,000 characters.")


class TooManyMessages(Refusal):
    code = "too_many_messages"
    status = 429
    message = _("That is a lot of messages for one day. Please go on tomorrow.")


class NobodyThere(Refusal):
    code = "withdrawn"
    status = 409
    message = _("This story was withdrawn, so there is nobody to write to.")


@transaction.atomic
def write_as_speaker(testimonial: Testimonial, text: str) -> Message:
    """Tell the brand something. Raises a `Refusal`."""
    _check(testimonial, text)
    since = timezone.now() - timedelta(days=1)
    if testimonial.messages.filter(by=None, sent_at__gt=since).count() >= MESSAGES_A_DAY:
        raise TooManyMessages
    testimonial.messages.filter(by__isnull=False, read_at=None).update(read_at=timezone.now())
    message = Message.objects.create(brand=testimonial.brand, testimonial=testimonial, text=text.strip())
    Notification.tell(testimonial, Notification.Kind.MESSAGE, message.pk)
    return message


@transaction.atomic
def write_as_brand(testimonial: Testimonial, text: str, *, by: User) -> Notice | None:
    """Tell the speaker something; return the mail that says so, if any. Raises a `Refusal`."""
    _check(testimonial, text)
    testimonial.messages.filter(by=None, read_at=None).update(read_at=timezone.now())
    Message.objects.create(brand=testimonial.brand, testimonial=testimonial, text=text.strip(), by=by)
    return Notice.to_speaker(testimonial, Notice.Kind.MESSAGE)


def _check(testimonial: Testimonial, text: str) -> None:
    locked = Testimonial.objects.select_for_update().get(pk=testimonial.pk)
    if locked.state in {Testimonial.State.DRAFT, Testimonial.State.WITHDRAWN}:
        raise NobodyThere
    if not text.strip():
        raise NothingWritten
    if len(text.strip()) > MAX_CHARS:
        raise TooLong
