"""From a cut to files that may be shown: inspect, measure, render, verify, store. In this order, once.

Promises: what is called ready was probed again after it was made; the outcome is written in
one fenced UPDATE together with its files; whoever lost the lease leaves nothing behind; an
outage of ours costs the cut no try, and a fault of the upload costs it no second one.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.utils import timezone

from testimonials import stores
from testimonials.models import Asset, Cut, Testimonial, Upload
from testimonials.models.lease import LeaseLost, NotClaimable
from testimonials.processing import ffmpeg, inspection, poster, verify
from testimonials.processing.errors import DiskFull, ProcessingError
from testimonials.processing.facts import Facts
from testimonials.processing.plan import Plan, Segment, plan
from testimonials.signals import public_face_changed
from testimonials.stores import StoreUnavailable

log = logging.getLogger(__name__)

RETRY_AFTER = timedelta(seconds=5)
INSPECTION_SECONDS = 60
Stage = Cut.Stage


class UploadRefused(ProcessingError):
    """One of the takes was refused; its own sentence is the reason."""

    code = "upload_refused"
    is_permanent = True

    def __init__(self, upload: Upload) -> None:
        super().__init__()
        self.code, self.message = upload.problem_code or self.code, upload.problem


class NotInspected(ProcessingError):
    """Somebody else looks at the take and has not finished."""

    code = "not_inspected"


@dataclass(frozen=True)
class Made:
    """A file on its way into the private store."""

    kind: str
    path: Path
    media_type: str
    width: int
    height: int
    duration_ms: int | None = None
    facts: Facts | None = None


def render(cut: Cut) -> None:
    """Bring a waiting cut to ready, or to failed with a reason. Raises `NotClaimable` or `LeaseLost`."""
    cut.claim(state=Cut.State.RENDERING, stage=Stage.INSPECTING, percent=0)
    try:
        with TemporaryDirectory(prefix="sayso-") as folder:
            _render_in(cut, Path(folder))
    except (StoreUnavailable, DiskFull) as error:
        log.warning("%s waits: %s", cut, error)
        cut.retry_later(RETRY_AFTER, counts=False)
    except ProcessingError as error:
        _fail(cut, error)


def _render_in(cut: Cut, folder: Path) -> None:
    uploads = _inspected(cut)
    planned = plan(_segments(cut, uploads, folder))
    cut.hold(stage=Stage.MEASURING, recipe=planned.recipe)
    loudness = ffmpeg.measure_loudness(planned)
    cut.hold(stage=Stage.RENDERING)
    rendered = ffmpeg.render(planned, folder, loudness, on_progress=Progress(cut))
    cut.hold(stage=Stage.VERIFYING, percent=99)
    facts = verify.verify(planned, rendered.videos)
    posters = poster.draw(rendered.frame, folder)
    made = [*_videos(planned, rendered.videos, facts), *_stills(posters)]
    _publish(cut, planned, made, color=posters[0].color)


class Progress:
    """Writes the percentage to the row about once a second; the write is the heartbeat."""

    def __init__(self, cut: Cut) -> None:
        self.cut = cut
        self.written_at = 0.0

    def __call__(self, percent: int) -> None:
        """Raises `LeaseLost` when somebody else took over, which ends ffmpeg."""
        if time.monotonic() - self.written_at >= 1:
            self.written_at = time.monotonic()
            self.cut.hold(percent=min(98, percent))


def _inspected(cut: Cut) -> list[Upload]:
    """Every take of the cut, accepted. Looks at those nobody has looked at yet."""
    tokens = [segment["upload"] for segment in cut.segments]
    found = {upload.token: upload for upload in Upload.objects.filter(token__in=tokens)}
    for upload in found.values():
        _wait_for_inspection(cut, upload)
        if upload.state != Upload.State.ACCEPTED:
            raise UploadRefused(upload)
    return [found[token] for token in tokens]


def _wait_for_inspection(cut: Cut, upload: Upload) -> None:
    deadline = time.monotonic() + INSPECTION_SECONDS
    while upload.state == Upload.State.RECEIVED:
        try:
            inspection.inspect(upload)
        except (NotClaimable, LeaseLost):
            time.sleep(0.1)
        upload.refresh_from_db()
        cut.hold()
        if time.monotonic() > deadline:
            raise NotInspected


def _segments(cut: Cut, uploads: list[Upload], folder: Path) -> list[Segment]:
    segments = []
    for number, (upload, segment) in enumerate(zip(uploads, cut.segments, strict=True)):
        original = upload.original
        local = folder / f"original-{number}.{original.extension}"
        stores.private().fetch(original.key, local)
        facts = Facts.from_json(original.facts)
        segments.append(Segment(facts, local, in_ms=segment["in_ms"], out_ms=segment["out_ms"]))
    return segments


def _videos(planned: Plan, paths: tuple[Path, ...], facts: Sequence[Facts]) -> list[Made]:
    return [
        Made(Asset.Kind.RENDITION, path, "video/mp4", shape.width, shape.height, fact.duration_ms, fact)
        for path, shape, fact in zip(paths, planned.renditions, facts, strict=True)
    ]


def _stills(posters: Sequence[poster.Poster]) -> list[Made]:
    return [Made(Asset.Kind.POSTER, p.path, p.media_type, p.width, p.height) for p in posters]


def _publish(cut: Cut, planned: Plan, made: list[Made], *, color: str) -> None:
    """Store everything under this attempt's own names, then publish in one fenced UPDATE."""
    assets = []
    try:
        for item in made:
            assets.append(_store(cut, item))
            cut.hold()
        _commit(cut, planned, assets, color=color)
    except BaseException:
        _collect(assets)
        raise


def _store(cut: Cut, item: Made) -> Asset:
    with item.path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    asset = Asset(
        brand=cut.brand,
        testimonial=cut.testimonial,
        cut=cut,
        kind=item.kind,
        key=f"renditions/{cut.token}/{cut.fence}/{item.path.name}",
        media_type=item.media_type,
        bytes=item.path.stat().st_size,
        sha256=sha256,
        width=item.width,
        height=item.height,
        duration_ms=item.duration_ms,
        facts=item.facts.to_json() if item.facts else {},
    )
    stores.private().put(asset.key, item.path, media_type=item.media_type)
    return asset


@transaction.atomic
def _commit(cut: Cut, planned: Plan, assets: list[Asset], *, color: str) -> None:
    cut.release(
        state=Cut.State.READY,
        stage=Stage.READY,
        percent=100,
        color=color,
        duration_ms=planned.duration_ms,
        ready_at=timezone.now(),
    )
    for asset in assets:
        asset.save(force_insert=True)
    public_face_changed.send(sender=Testimonial, testimonial=cut.testimonial)


def _collect(assets: list[Asset]) -> None:
    """Take back what a lost lease or a failed commit left in the store."""
    for asset in assets:
        try:
            stores.private().remove(asset.key)
        except StoreUnavailable:
            log.warning("left behind: %s", asset.key)


def _fail(cut: Cut, error: ProcessingError) -> None:
    log.warning("%s: %s", cut, error)
    if not error.is_permanent:
        cut.hold(stage=Stage.WAITING, percent=0, problem_code=error.code, problem=str(error.message))
        cut.retry_later(RETRY_AFTER, counts=True)
        return
    cut.release(
        state=Cut.State.FAILED,
        stage=Stage.FAILED,
        problem_code=error.code,
        problem=str(error.message)[:300],
    )
