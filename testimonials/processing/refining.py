"""Make AV1 of a cut that is ready: a quarter of the bytes, for whoever's browser can.

Promises: the same checks as for every other rendition; it joins the others in one fenced
UPDATE, or leaves nothing behind; whatever goes wrong, what is up stays up. A file that is no
smaller than what it stands in for is not kept.
"""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

from django.db import transaction

from testimonials import stores
from testimonials.models import Asset, Refinement, Testimonial
from testimonials.processing import ffmpeg, outputs, scratch, takes, verify
from testimonials.processing.errors import ProcessingError
from testimonials.processing.outputs import Made
from testimonials.processing.settling import settle
from testimonials.signals import public_face_changed
from testimonials.stores import StoreUnavailable

ASK_SECONDS = 5
State = Refinement.State


def refine(refinement: Refinement) -> None:
    """Add AV1 to a ready cut, once. Raises `NotClaimable` or `LeaseLost`."""
    refinement.claim()
    try:
        with scratch.folder() as folder, refinement.kept():
            _refine_in(refinement, folder)
    except (StoreUnavailable, ProcessingError) as error:
        settle(refinement, error, failed={"state": State.FAILED, "problem_code": error.code})


def folder_of(refinement: Refinement) -> str:
    """Return where the private store keeps what was refined."""
    return f"refinements/{refinement.cut.token}/"


def _refine_in(refinement: Refinement, folder: Path) -> None:
    cut = refinement.cut
    plan = takes.planned(cut, folder)
    sound = _rendition_of(refinement, folder) if plan.has_audio else None
    video = ffmpeg.render_av1(plan, folder, sound, on_progress=_StillOurs(refinement))
    [facts] = verify.verify([video], [plan.refined])
    if video.stat().st_size >= _bytes_it_stands_in_for(refinement):
        refinement.release(state=State.NOT_WORTH_IT)
        return
    meant = plan.refined
    made = Made(
        Asset.Kind.RENDITION, video, "video/mp4", meant.width, meant.height, facts.duration_ms, facts,
        codecs=verify.codecs(video),
    )  # fmt: skip
    outputs.publish(refinement, cut, folder_of(refinement), [made], commit=partial(_commit, refinement))


def _rendition_of(refinement: Refinement, folder: Path) -> Path:
    """A copy of what it stands in for, whose sound it takes over."""
    target = folder / "rendition.mp4"
    stores.private().fetch(refinement.cut.renditions()[0].key, target)
    return target


class _StillOurs:
    """Ends ffmpeg by `LeaseLost` where the row has moved on, as after a withdrawal."""

    def __init__(self, refinement: Refinement) -> None:
        self.refinement = refinement
        self.asked_at = 0.0

    def __call__(self, percent: int) -> None:
        if time.monotonic() - self.asked_at >= ASK_SECONDS:
            self.asked_at = time.monotonic()
            self.refinement.hold()


def _bytes_it_stands_in_for(refinement: Refinement) -> int:
    return max(asset.bytes for asset in refinement.cut.assets.filter(kind=Asset.Kind.RENDITION))


@transaction.atomic
def _commit(refinement: Refinement, assets: list[Asset]) -> None:
    refinement.release(state=State.READY)
    for asset in assets:
        asset.save(force_insert=True)
    public_face_changed.send(sender=Testimonial, testimonial=refinement.cut.testimonial)
