"""Take a received take into the private store and look at it, in a jail.

A take is stored before it is judged: whatever the verdict, the original is kept. Accepted
means a browser's packets were really counted, never that a header was believed. An accepted
take gets a private copy that plays at once, so that the brand can watch it while the rest is
still to be rendered; without that copy nothing is lost.
"""

from __future__ import annotations

import logging
from pathlib import Path

from django.db import transaction
from django.utils import translation

from testimonials import stores
from testimonials.models import Asset, Upload
from testimonials.models.lease import LeaseLost
from testimonials.processing import ffmpeg, probe, scratch
from testimonials.processing.errors import ProcessingError
from testimonials.processing.facts import Facts
from testimonials.processing.outputs import sha256_of
from testimonials.processing.settling import settle
from testimonials.stores import StoreUnavailable
from testimonials.uploading import container, parts

log = logging.getLogger(__name__)

MEDIA_TYPES = {
    "mp4": "video/mp4", "webm": "video/webm", "mp3": "audio/mpeg", "wav": "audio/wav", "ogg": "audio/ogg",
}  # fmt: skip


def inspect(upload: Upload) -> None:
    """Store a received take and accept or refuse it. Raises `NotClaimable` or `LeaseLost`."""
    upload.claim()
    try:
        with upload.kept():
            original = _take_in(upload)
            with scratch.folder() as folder:
                local = folder / f"original.{original.extension}"
                stores.private().fetch(original.key, local)
                facts = _look_at(upload, local)
                _make_watchable(upload, local, facts)
    except (ProcessingError, StoreUnavailable) as error:
        with translation.override(upload.testimonial.language):  # its speaker reads it
            refused = {"state": Upload.State.REFUSED, "problem_code": error.code, "problem": error.message}
        settle(upload, error, failed=refused)
    else:
        _accept(upload, original, facts)
    if upload.state in {Upload.State.ACCEPTED, Upload.State.REFUSED}:
        parts.remove(upload.token)


def _take_in(upload: Upload) -> Asset:
    """Copy the part into the private store under a name of its own; doing it twice is harmless."""
    if (known := Asset.objects.filter(upload=upload).first()) is not None:
        return known
    part = parts.path_of(upload.token)
    kind = container.identify(part)
    media_type = MEDIA_TYPES[kind]
    key = f"originals/{upload.brand.token}/{upload.token}.{kind}"
    _store(upload, key, part, media_type)
    return Asset.objects.create(
        brand=upload.brand,
        testimonial=upload.testimonial,
        upload=upload,
        kind=Asset.Kind.ORIGINAL,
        key=key,
        media_type=media_type,
        bytes=part.stat().st_size,
        sha256=sha256_of(part),
    )


def _look_at(upload: Upload, local: Path) -> Facts:
    facts = probe.probe(local)
    probe.check(facts, max_seconds=upload.testimonial.link.max_seconds)
    return facts


def _make_watchable(upload: Upload, local: Path, facts: Facts) -> None:
    """Store a remux. One that does not come about costs a moderator some seconds, and nobody a take."""
    if not facts.has_video or Asset.objects.filter(remux_of=upload).exists():
        return
    kind = "webm" if facts.container == "webm" else "mp4"
    target = local.with_name(f"remux.{kind}")
    try:
        ffmpeg.remux(local, facts, target)
    except ProcessingError as error:
        log.warning("%s has no remux: %s", upload, error)
        return
    key = f"remuxes/{upload.brand.token}/{upload.token}.{kind}"
    _store(upload, key, target, MEDIA_TYPES[kind])
    Asset.objects.create(
        brand=upload.brand,
        testimonial=upload.testimonial,
        remux_of=upload,
        kind=Asset.Kind.REMUX,
        key=key,
        media_type=MEDIA_TYPES[kind],
        bytes=target.stat().st_size,
        sha256=sha256_of(target),
        width=facts.shape[0],
        height=facts.shape[1],
        duration_ms=facts.duration_ms,
    )


def _store(upload: Upload, key: str, path: Path, media_type: str) -> None:
    """Put a file under its lasting name, unless its take was dropped while it was on its way.

    Who merely lost the lease leaves it: whoever took over writes the same bytes under the same name.
    """
    stores.private().put(key, path, media_type=media_type)
    try:
        upload.hold()
    except LeaseLost:
        if not Upload.objects.filter(pk=upload.pk).exclude(state=Upload.State.ABANDONED).exists():
            stores.private().remove(key)
        raise


@transaction.atomic
def _accept(upload: Upload, original: Asset, facts: Facts) -> None:
    original.facts = facts.to_json()
    if facts.has_video:
        original.width, original.height = facts.shape
    original.duration_ms = facts.duration_ms
    original.save(update_fields=["facts", "width", "height", "duration_ms"])
    upload.release(state=Upload.State.ACCEPTED)
