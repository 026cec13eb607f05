"""Approve, reject, reopen. Each writes a Decision that names the cut and the answers it saw.

The words are never edited here, and a rating is not a reason anybody can choose. The speaker is
told by e-mail, once the time to undo has passed; senders of spam are not.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testimonials.errors import Refusal
from testimonials.models import Cut, Decision, Message, Notice, Testimonial, User
from testimonials.models.message import MAX_CHARS
from testimonials.models.testimonial import IllegalMove
from testimonials.signals import public_face_changed

State = Testimonial.State
Verdict = Decision.Verdict
# A toast offers the way back for ten seconds.
TOLD_AFTER = timedelta(seconds=20)
TOLD = {Verdict.APPROVED: Notice.Kind.APPROVED, Verdict.REJECTED: Notice.Kind.NOT_SHOWN}


class NotReady(Refusal):
    code = "not_ready"
    status = 409
    message = _("This story is still being prepared. You can decide when it can be watched.")


class AlreadyDecided(Refusal):
    code = "already_decided"
    status = 409
    message = _("Somebody has decided on this story in the meantime. Look at it once more.")


class NewerCut(Refusal):
    code = "newer_cut"
    status = 409
    message = _("There is a newer cut of this story. Watch it before you decide.")


class NoteTooLong(Refusal):
    code = "note_too_long"
    message = _("Please keep the note to the speaker under 2,000 characters.")


class ReasonMissing(Refusal):
    code = "reason_missing"
    message = _("Choose a reason. How many stars somebody gave is not one.")


def approve(testimonial: Testimonial, *, by: User, seen: str = "", note: str = "") -> Decision:
    """Let the newest cut be shown where its consent allows, instead of the one that was, if there was one.

    `seen` is the token of the cut that was looked at, where the caller knows it: another one that
    was made meanwhile is not decided on by accident. `note` is written to the speaker beside the news.
    Raises `NotReady`, `NewerCut`, `AlreadyDecided`, `NoteTooLong`.
    """
    return _decide(testimonial, Verdict.APPROVED, State.APPROVED, by=by, seen=seen, note=note)


def reject(testimonial: Testimonial, *, reason: str, by: User, note: str = "") -> Decision:
    """Keep it from being shown, for one of the listed reasons. `note` is written to the speaker."""
    if reason not in Decision.Reason.values:
        raise ReasonMissing
    return _decide(testimonial, Verdict.REJECTED, State.REJECTED, by=by, reason=reason, note=note)


def reopen(testimonial: Testimonial, *, by: User) -> Decision:
    """Put it back into the inbox; what is published comes down."""
    return _decide(testimonial, Verdict.REOPENED, State.NEW, by=by)


@transaction.atomic
def _decide(
    testimonial: Testimonial,
    verdict: str,
    state: str,
    *,
    by: User,
    reason: str = "",
    seen: str = "",
    note: str = "",
) -> Decision:
    if len(note.strip()) > MAX_CHARS:
        raise NoteTooLong
    # Nobody adds a cut, or decides, while this looks at what there is.
    locked = Testimonial.objects.select_for_update().get(pk=testimonial.pk)
    cut = _cut_of(testimonial)
    if seen and seen != cut.token:
        raise NewerCut
    if state == State.APPROVED and not cut.is_ready:
        raise NotReady
    is_recut = state == locked.state == testimonial.state == State.APPROVED
    if not is_recut or testimonial.decisions.filter(cut=cut).exists():
        try:
            testimonial.move_to(state)
        except (IllegalMove, KeyError) as error:
            raise AlreadyDecided(_who_was_faster(testimonial)) from error
    decision = Decision.objects.create(
        brand=testimonial.brand,
        testimonial=testimonial,
        cut=cut,
        answers_seen=[list(seen) for seen in testimonial.answers.values_list("pk", "revision")],
        verdict=verdict,
        reason=reason,
        by=by,
    )
    _tell_speaker(decision, note.strip())
    public_face_changed.send(sender=Testimonial, testimonial=testimonial)
    return decision


def _tell_speaker(decision: Decision, note: str) -> None:
    """Queue the news, and take back what was queued before and nobody has been told."""
    testimonial = decision.testimonial
    testimonial.notices.filter(kind__in=TOLD.values(), state=Notice.State.WAITING, attempts=0).delete()
    if note:
        Message.objects.create(brand=testimonial.brand, testimonial=testimonial, text=note, by=decision.by)
    kind = TOLD.get(Verdict(decision.verdict))
    if kind is not None and decision.reason != Decision.Reason.SPAM:
        Notice.to_speaker(testimonial, kind, after=TOLD_AFTER, note=note)


def _who_was_faster(testimonial: Testimonial) -> str:
    """Name the colleague whose decision stands, if it was one."""
    last = testimonial.decisions.select_related("by").order_by("-pk").first()
    if last is None:
        return ""
    return gettext("%(name)s has decided on this story in the meantime. Look at it once more.") % {
        "name": last.by
    }


def _cut_of(testimonial: Testimonial) -> Cut:
    """The newest cut; a draft, which has none, cannot be decided on."""
    if (cut := testimonial.cut) is None:
        raise NotReady
    return cut
