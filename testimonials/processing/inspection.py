"""Take a received take into the private store and look at it, in a jail.

A take is stored before it is judged: whatever the verdict, the original is kept. Accepted
means a browser's packets were really counted, never that a header was believed.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from testimonials import stores
from testimonials.models import Asset, Upload
from testimonials.processing import probe
from testimonials.processing.errors import ProcessingError
from testimonials.processing.facts import Facts
from testimonials.stores import StoreUnavailable
from testimonials.uploading import container, parts

log = logging.getLogger(__name__)

RETRY_AFTER = timedelta(seconds=5)
MEDIA_TYPES = {"mp4": "video/mp4", "webm": "video/webm"}


def inspect(upload: Upload) -> None:
    """Store a received take and accept or refuse it. Raises `NotClaimable` or `LeaseLost`."""
    upload.claim()
    try:
        original = _take_in(upload)
        facts = _look_at(upload, original)
    except ProcessingError as error:
        if error.is_permanent:
            upload.release(state=Upload.State.REFUSED, problem_code=error.code, problem=str(error.message))
        else:
            upload.retry_later(RETRY_AFTER, counts=True)
    except StoreUnavailable as error:
        log.warning("%s waits for the store: %s", upload, error)
        upload.retry_later(RETRY_AFTER, counts=False)
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
    with part.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    key = f"originals/{upload.brand.token}/{upload.token}.{kind}"
    stores.private().put(key, part, media_type=media_type)
    upload.hold()
    return Asset.objects.create(
        brand=upload.brand,
        testimonial=upload.testimonial,
        upload=upload,
        kind=Asset.Kind.ORIGINAL,
        key=key,
        media_type=media_type,
        bytes=part.stat().st_size,
        sha256=sha256,
    )


def _look_at(upload: Upload, original: Asset) -> Facts:
    with TemporaryDirectory(prefix="sayso-") as folder:
        local = Path(folder) / f"original.{original.extension}"
        stores.private().fetch(original.key, local)
        facts = probe.probe(local)
    probe.check(facts, max_seconds=upload.testimonial.link.max_seconds)
    return facts


@transaction.atomic
def _accept(upload: Upload, original: Asset, facts: Facts) -> None:
    original.facts = facts.to_json()
    original.width, original.height = facts.shape
    original.duration_ms = facts.duration_ms
    original.save(update_fields=["facts", "width", "height", "duration_ms"])
    upload.release(state=Upload.State.ACCEPTED)
