"""Receive a take while somebody is still speaking: open, append, finish, abandon.

Promises: an acknowledged byte is on disk; a take is finished exactly once; a file that is
not a video is refused before any decoder sees it; a refused or abandoned take gives its
bytes back. It does not decide whether a video is *good*: that is inspection's, in a jail.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import suppress
from typing import BinaryIO

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from testimonials import stores
from testimonials.errors import AlreadySent
from testimonials.models import Asset, Question, Testimonial, Upload
from testimonials.stores import StoreUnavailable
from testimonials.uploading import container, parts
from testimonials.uploading.errors import (
    BadRequest,
    DraftFull,
    EmptyTake,
    FormatNotSupported,
    NoSpace,
    NotReadable,
    TakeInUse,
    TooManyTakes,
    UploadGone,
    UploadLocked,
    UploadOffsetMismatch,
    UploadRefusal,
    UploadTooLarge,
)

log = logging.getLogger(__name__)

LIVE_TAKES = 3
QUIET_SECONDS = 120
MOST_TAKES = 100  # of one draft, without those that were dropped
SNIFFED_BYTES = 4096
State = Upload.State


@transaction.atomic
def open_upload(
    testimonial: Testimonial, question: Question, *, length: int | None, media_type: str, filename: str
) -> Upload:
    """Reserve room for a take and return it, empty.

    Raises `AlreadySent`, `UploadTooLarge`, `TooManyTakes`, `DraftFull` or `NoSpace` before the first byte
    is sent.
    """
    if not testimonial.keep_draft():
        raise AlreadySent
    limit = testimonial.link.max_bytes
    if length is not None and length > limit:
        raise too_large(limit)
    _check_takes(testimonial, limit)
    if not parts.has_room_for(Upload.objects.reserved_bytes() + (limit if length is None else length)):
        raise NoSpace
    upload = Upload.objects.create(
        brand=testimonial.brand,
        testimonial=testimonial,
        question=question,
        length=length,
        max_bytes=limit,
        media_type=media_type[:100],
        filename=filename[:200],
    )
    parts.create(upload.token)
    return upload


def _check_takes(testimonial: Testimonial, limit: int) -> None:
    kept = testimonial.uploads.exclude(state=State.ABANDONED)
    tokens = list(kept.filter(state=State.RECEIVING).values_list("token", flat=True))
    # One that nobody adds to was left by a page that was closed: it must not keep the next page out.
    if sum(parts.quiet_seconds(token) < QUIET_SECONDS for token in tokens) >= LIVE_TAKES:
        raise TooManyTakes
    stored = Asset.objects.filter(upload__in=kept).aggregate(total=Sum("bytes"))["total"] or 0
    questions = testimonial.link.questions.values("key").distinct().count()
    is_full = stored + sum(map(parts.size_of, tokens)) > limit * (questions + LIVE_TAKES)
    if is_full or kept.count() >= MOST_TAKES:
        raise DraftFull


def offset_of(upload: Upload) -> int:
    """Return how many bytes are safe. After finishing that is all of them."""
    if upload.state in {State.RECEIVED, State.ACCEPTED, State.REFUSED} and upload.length is not None:
        return upload.length
    return parts.size_of(upload.token)


def resume(upload: Upload) -> int:
    """Return how many bytes are safe, and finish a take whose last byte came before its server died.

    Its sender has nothing left to send, so asking is all that it will do.
    """
    if upload.state == State.RECEIVING and upload.length and parts.size_of(upload.token) == upload.length:
        with suppress(UploadLocked):
            return append(upload, (), offset=upload.length)
    return offset_of(upload)


def append(upload: Upload, chunks: Iterable[bytes], *, offset: int, length: int | None = None) -> int:
    """Add `chunks` at `offset`; return the new offset. Finishes the take when it is whole.

    Repeating the last PATCH whose answer was lost is harmless. Raises an `UploadRefusal`.
    """
    if upload.state != State.RECEIVING:
        return _answer_for_finished(upload, offset)
    try:
        with parts.locked(upload.token) as part:
            upload.refresh_from_db()
            if upload.state != State.RECEIVING:
                return _answer_for_finished(upload, offset)
            return _append_locked(upload, part, chunks, offset=offset, length=length)
    except FileNotFoundError as error:
        raise UploadGone from error


def abandon(upload: Upload) -> None:
    """Drop a take that nobody answered with, and give its bytes back. Raises `TakeInUse` otherwise."""
    unused = Upload.objects.filter(pk=upload.pk, answer=None, testimonial__state=Testimonial.State.DRAFT)
    if not unused.abandon():
        raise TakeInUse
    give_back(upload)


def give_back(upload: Upload) -> None:
    """Remove every file of a dropped take. What a store that is away keeps, the sweeper removes."""
    parts.remove(upload.token)
    try:
        for asset in Asset.objects.filter(Q(upload=upload) | Q(remux_of=upload)):
            stores.private().remove(asset.key)
            asset.delete()
    except StoreUnavailable as error:
        log.warning("%s waits for the store: %s", upload, error)


def too_large(limit: int) -> UploadTooLarge:
    """The refusal that names the limit."""
    return UploadTooLarge(_("This file is too large. The limit is %d MB.") % (limit // 1_048_576))


def _append_locked(
    upload: Upload, part: BinaryIO, chunks: Iterable[bytes], *, offset: int, length: int | None
) -> int:
    if offset != part.tell():
        raise UploadOffsetMismatch
    if length is not None:
        _declare_length(upload, length, arrived=offset)
    has_fitted = parts.append(part, chunks, limit=upload.reserved_bytes)
    if not has_fitted:
        raise _refuse(upload, too_large(upload.max_bytes))
    if offset < SNIFFED_BYTES <= part.tell() and not container.looks_like(_head(part)):
        raise _refuse(upload, NotReadable())
    if part.tell() == upload.length:
        _finish(upload)
    return part.tell()


def _declare_length(upload: Upload, length: int, *, arrived: int) -> None:
    if length > upload.max_bytes:
        raise _refuse(upload, too_large(upload.max_bytes))
    if length < arrived or (upload.length is not None and upload.length != length):
        raise BadRequest
    upload.length = length
    upload.save(update_fields=["length"])


def _finish(upload: Upload) -> None:
    if not upload.length:
        raise _refuse(upload, EmptyTake())
    try:
        container.identify(parts.path_of(upload.token))
    except container.ContainerNotSupported as error:
        raise _refuse(upload, FormatNotSupported()) from error
    except container.NotAVideo as error:
        raise _refuse(upload, NotReadable()) from error
    now = timezone.now()
    Upload.objects.filter(pk=upload.pk, state=State.RECEIVING).update(state=State.RECEIVED, received_at=now)
    upload.state, upload.received_at = State.RECEIVED, now


def _refuse(upload: Upload, refusal: UploadRefusal) -> UploadRefusal:
    upload.state = State.REFUSED
    upload.problem_code, upload.problem = refusal.code, str(refusal.message)
    upload.save(update_fields=["state", "problem_code", "problem"])
    parts.remove(upload.token)
    return refusal


def _answer_for_finished(upload: Upload, offset: int) -> int:
    if upload.state in {State.RECEIVED, State.ACCEPTED}:
        if offset <= (upload.length or 0):
            return upload.length or 0
        raise UploadOffsetMismatch
    if upload.state == State.REFUSED:
        known = {kind.code: kind for kind in (NotReadable, FormatNotSupported, EmptyTake, UploadTooLarge)}
        raise known.get(upload.problem_code, UploadRefusal)(upload.problem)
    raise UploadGone


def _head(part: BinaryIO) -> bytes:
    end = part.tell()
    part.seek(0)
    head = part.read(SNIFFED_BYTES)
    part.seek(end)
    return head
