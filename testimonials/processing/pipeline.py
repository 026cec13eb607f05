"""From a cut to files that may be shown: inspect, measure, render, verify, store. In this order, once.

Promises: what is called ready was probed again after it was made; the outcome is written in
one fenced UPDATE together with its files; whoever lost the lease leaves nothing behind; an
outage of ours costs the cut no try, and a fault of the upload costs it no second one.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from testimonials.models import Asset, Cut, Notification, Refinement, Upload
from testimonials.models.lease import LeaseLost, NotClaimable
from testimonials.processing import ffmpeg, inspection, outputs, poster, scratch, takes, verify
from testimonials.processing.errors import ProcessingError
from testimonials.processing.facts import Facts
from testimonials.processing.ffmpeg import Rendered
from testimonials.processing.loudness import Loudness
from testimonials.processing.outputs import Made
from testimonials.processing.plan import Plan
from testimonials.processing.settling import settle
from testimonials.stores import StoreUnavailable

INSPECTION_SECONDS = 60
Stage = Cut.Stage
AGAIN: dict[str, Any] = {"stage": Stage.WAITING, "percent": 0, "seconds_left": None}


class NotInspected(ProcessingError):
    """Somebody else looks at the take and has not finished."""

    code = "not_inspected"
    is_ours = True  # a store that does not answer, or a worker that died: its inspection counts the tries


def render(cut: Cut) -> None:
    """Bring a waiting cut to ready, or to failed with a reason. Raises `NotClaimable` or `LeaseLost`."""
    cut.claim(state=Cut.State.RENDERING, stage=Stage.INSPECTING, percent=0, seconds_left=None)
    try:
        with scratch.folder() as folder, cut.kept():
            _render_in(cut, folder)
    except (StoreUnavailable, ProcessingError) as error:
        with translation.override(cut.brand.language):
            told = {"problem_code": error.code, "problem": str(error.message)}
        failed = {"state": Cut.State.FAILED, "stage": Stage.FAILED, "seconds_left": None, **told}
        settle(cut, error, failed=failed, again={**AGAIN, **told})
        if cut.is_failed:
            Notification.tell(cut.testimonial, Notification.Kind.FAILED, cut.token)


def folder_of(cut: Cut) -> str:
    """Return where the private store keeps what is rendered from a cut."""
    return f"renditions/{cut.token}/"


def _render_in(cut: Cut, folder: Path) -> None:
    _inspect_all(cut)
    plan = takes.planned(cut, folder)
    cut.hold(stage=Stage.MEASURING, recipe=plan.recipe)
    loudness = ffmpeg.measure_loudness(plan)
    cut.hold(stage=Stage.RENDERING)
    rendered = ffmpeg.render(plan, folder, loudness, on_progress=Progress(cut))
    cut.hold(stage=Stage.VERIFYING, percent=99, seconds_left=1)
    facts = verify.verify([*rendered.videos, rendered.preview], plan.files)
    posters = poster.draw(rendered.frame, folder)
    made = [*_videos(plan, rendered, facts), *_stills(posters)]
    commit = partial(_commit, cut, plan, loudness, posters[0].color)
    outputs.publish(cut, cut, folder_of(cut), made, commit=commit)


class Progress:
    """Writes percent and seconds left to the row about once a second."""

    def __init__(self, cut: Cut) -> None:
        self.cut = cut
        self.started_at = time.monotonic()
        self.written_at = 0.0

    def __call__(self, percent: int) -> None:
        """Raises `LeaseLost` when somebody else took over, which ends ffmpeg."""
        now = time.monotonic()
        if now - self.written_at >= 1:
            self.written_at = now
            self.cut.hold(percent=min(98, percent), seconds_left=self._seconds_left(percent, now))

    def _seconds_left(self, percent: int, now: float) -> int | None:
        """The rest at the pace so far, and a second for what follows; unknown at the very start."""
        return round((now - self.started_at) * (100 - percent) / percent) + 1 if percent >= 3 else None


def _inspect_all(cut: Cut) -> None:
    """Look at the takes nobody has looked at yet."""
    for upload in {upload.pk: upload for upload in takes.uploads(cut)}.values():
        _wait_for_inspection(cut, upload)


def _wait_for_inspection(cut: Cut, upload: Upload) -> None:
    deadline = time.monotonic() + INSPECTION_SECONDS
    while upload.state == Upload.State.RECEIVED:
        if time.monotonic() > deadline:
            raise NotInspected
        try:
            inspection.inspect(upload)
        except (NotClaimable, LeaseLost):
            time.sleep(0.1)
        upload.refresh_from_db()
        cut.hold()


def _videos(plan: Plan, rendered: Rendered, facts: Sequence[Facts]) -> list[Made]:
    kinds = [*(Asset.Kind.RENDITION for _ in rendered.videos), Asset.Kind.PREVIEW]
    return [
        Made(kind, path, "video/mp4", meant.width, meant.height, fact.duration_ms, fact)
        for kind, path, meant, fact in zip(
            kinds, [*rendered.videos, rendered.preview], plan.files, facts, strict=True
        )
    ]


def _stills(posters: Sequence[poster.Poster]) -> list[Made]:
    return [Made(Asset.Kind.POSTER, p.path, p.media_type, p.width, p.height) for p in posters]


@transaction.atomic
def _commit(cut: Cut, plan: Plan, loudness: Loudness, color: str, assets: list[Asset]) -> None:
    cut.release(
        state=Cut.State.READY,
        stage=Stage.READY,
        percent=100,
        seconds_left=None,
        problem_code="",
        problem="",
        color=color,
        duration_ms=plan.duration_ms,
        shortened_ms=_shortened_ms(plan),
        lufs=loudness.lufs,
        is_sound_only=plan.is_sound_only,
        ready_at=timezone.now(),
    )
    for asset in assets:
        asset.save(force_insert=True)
    if not plan.is_sound_only:
        Refinement.objects.get_or_create(brand=cut.brand, cut=cut)


def _shortened_ms(plan: Plan) -> int:
    """How much of the takes is left out. What is less than a frame or two is rounding."""
    whole = {part.segment.path: part.segment.facts.duration_ms for part in plan.parts}
    left_out = sum(whole.values()) - plan.duration_ms
    return left_out if left_out > 100 * len(plan.parts) else 0
