"""Make another cut of a story: which stretches of its answers, in which order, and its cover.

Promises: answers are never changed, only left out in part; the new cut renders beside the one
that is up, and changes nothing that anybody sees until it is decided on. What is left out is
measured and said on the card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from testimonials.errors import Refusal
from testimonials.models import Cut, Testimonial, Upload

MAX_SEGMENTS = 40
MIN_MS = 200
State = Testimonial.State


class NothingToCut(Refusal):
    code = "nothing_to_cut"
    status = 409
    message = _("This story cannot be cut: it is not sent yet, it is withdrawn, or it is all in writing.")


class InvalidCut(Refusal):
    code = "invalid_cut"
    message = _(
        "A cut needs one stretch at least, each inside an answer of this story and 0.2 s long or more."
    )


class SameCut(Refusal):
    code = "same_cut"
    status = 409
    message = _("Nothing has changed, so there is nothing to render.")


@dataclass(frozen=True)
class Stretch:
    """From `in_ms` to `out_ms` of a take, on its own timeline; None is the end."""

    upload: str
    in_ms: int = 0
    out_ms: int | None = None


@transaction.atomic
def cut(testimonial: Testimonial, stretches: Sequence[Stretch], *, poster_ms: int | None = None) -> Cut:
    """Return a new cut that waits to be rendered. Raises `NothingToCut`, `InvalidCut` or `SameCut`."""
    testimonial = Testimonial.objects.select_for_update().get(pk=testimonial.pk)
    newest = testimonial.cut
    if testimonial.state in {State.DRAFT, State.WITHDRAWN} or newest is None or not newest.has_video:
        raise NothingToCut
    _check(testimonial, stretches, poster_ms)
    segments = [{"upload": one.upload, "in_ms": one.in_ms, "out_ms": one.out_ms} for one in stretches]
    if (newest.segments, newest.poster_ms) == (segments, poster_ms):
        raise SameCut
    return Cut.objects.create(
        brand=testimonial.brand,
        testimonial=testimonial,
        number=newest.number + 1,
        segments=segments,
        poster_ms=poster_ms,
    )


def _check(testimonial: Testimonial, stretches: Sequence[Stretch], poster_ms: int | None) -> None:
    answered = Upload.objects.filter(answer__testimonial=testimonial, state=Upload.State.ACCEPTED)
    lengths = dict(answered.values_list("token", "original__duration_ms"))
    if not 0 < len(stretches) <= MAX_SEGMENTS or (poster_ms is not None and poster_ms < 0):
        raise InvalidCut
    for one in stretches:
        whole = lengths.get(one.upload) or 0
        end = whole if one.out_ms is None else one.out_ms
        if not (one.in_ms >= 0 and one.in_ms + MIN_MS <= end <= whole):
            raise InvalidCut
