"""Answer a story in public. The reply stands inside its card; anybody may read it.

What goes to the speaker alone is in `replying`.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonials.errors import Refusal
from testimonials.models import AuditEvent, Brand, Reply, SavedReply, Testimonial, User
from testimonials.models.reply import MAX_REPLY
from testimonials.signals import public_face_changed

MAX_SAVED = 50
MAX_NAME = 60


class NothingAnswered(Refusal):
    code = "nothing_answered"
    message = _("Write a sentence or two.")


class ReplyTooLong(Refusal):
    code = "reply_too_long"
    message = _("A reply stands on a card. Please keep it under 600 characters.")


class ReplyChanged(Refusal):
    code = "reply_changed"
    status = 409
    message = _(
        "Somebody has changed this reply while you wrote. Theirs is above yours; send again to replace it."
    )


class StoryGone(Refusal):
    code = "withdrawn"
    status = 409
    message = _("This story was withdrawn, so there is nothing to answer.")


class NameMissing(Refusal):
    code = "name_missing"
    message = _("Give the saved reply a short name of its own.")


class TooManySaved(Refusal):
    code = "too_many_saved"
    message = _("Fifty saved replies are kept. Remove one that nobody uses.")


@transaction.atomic
def answer(testimonial: Testimonial, text: str, *, by: User, seen: int = 0) -> Reply:
    """Publish the brand's reply, or change it. `seen` is the revision it was written over, 0 for none.

    Raises a `Refusal`; nothing is lost, and nobody's words are replaced unseen.
    """
    text = text.strip()
    if not text:
        raise NothingAnswered
    if len(text) > MAX_REPLY:
        raise ReplyTooLong
    locked = Testimonial.objects.select_for_update().get(pk=testimonial.pk)
    if locked.state == Testimonial.State.WITHDRAWN:
        raise StoryGone
    reply = Reply.objects.filter(testimonial=locked).first()
    if (reply.revision if reply else 0) != seen:
        raise ReplyChanged
    written = {"text": text, "by": by, "published_at": timezone.now()}
    if reply is None:
        Reply.objects.create(brand=locked.brand, testimonial=locked, **written)
    else:
        Reply.objects.filter(pk=reply.pk).update(revision=F("revision") + 1, **written)
    _changed(testimonial, by, "reply_changed" if reply else "reply_published")
    return Reply.objects.get(testimonial=locked)


@transaction.atomic
def take_back(testimonial: Testimonial, *, by: User) -> None:
    """Take the reply off; taking it off twice is taking it off once."""
    if Reply.objects.filter(testimonial=testimonial).delete()[0]:
        _changed(testimonial, by, "reply_removed")


@transaction.atomic
def keep(brand: Brand, name: str, text: str) -> SavedReply:
    """Keep a reply at hand under a name; the same name in any case replaces it. Raises a `Refusal`."""
    name, text = name.strip(), text.strip()
    if not name or len(name) > MAX_NAME:
        raise NameMissing
    if not text:
        raise NothingAnswered
    if len(text) > MAX_REPLY:
        raise ReplyTooLong
    same = brand.saved_replies.filter(name__iexact=name).first()
    if same is None and brand.saved_replies.count() >= MAX_SAVED:
        raise TooManySaved
    saved = same or SavedReply(brand=brand)
    saved.name, saved.text = name, text
    saved.save()
    return saved


def forget(brand: Brand, name: str) -> None:
    """Remove a saved reply."""
    brand.saved_replies.filter(name__iexact=name.strip()).delete()


def _changed(testimonial: Testimonial, by: User, code: str) -> None:
    AuditEvent.record(testimonial.brand, by, code, kind="testimonial", token=testimonial.token)
    public_face_changed.send(sender=Testimonial, testimonial=testimonial)
