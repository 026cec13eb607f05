"""Take a story back: off every page at once, then erased everywhere, with a receipt.

Promises: when `withdraw` has committed, nothing makes the story public any more and no job of
ours can finish for it; `finish` erases files, words, addresses and mails, repeats safely, and
calls it erased only when nobody is at work on it and no published page still holds it. A store
that is away leaves the withdrawal unfinished, and the sweeper repeats it. A tombstone in the
private store outlives the database: `replay` withdraws again what an older copy brings back.

What stays is ids, codes and times: decisions, consents and cuts, and the withdrawal itself.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from testimonials import stores
from testimonials.models import (
    Asset,
    Cut,
    Notice,
    Notification,
    Purge,
    Refinement,
    Reply,
    Speaker,
    Testimonial,
    Upload,
    Withdrawal,
)
from testimonials.models.notice import STORY_HEADER
from testimonials.models.testimonial import IllegalMove
from testimonials.signals import public_face_changed
from testimonials.stores import StoreUnavailable
from testimonials.uploading import parts

log = logging.getLogger(__name__)

TOMBSTONES = "tombstones/"
WITHDRAWN = "withdrawn"
TAKES = ("mp4", "webm", "mp3", "wav", "ogg")  # what an original or its copy may be called


def withdraw(testimonial: Testimonial, *, has_receipt: bool = True) -> Withdrawal:
    """Take a sent story back, for good. Withdrawing twice is one withdrawal.

    Without a receipt nobody is told, neither its speaker nor the team: it was not theirs to decide.
    Raises `IllegalMove` for a draft. Call `finish` after the commit.
    """
    withdrawal = _take_back(testimonial, has_receipt=has_receipt)
    testimonial.refresh_from_db()
    return withdrawal


def finish(withdrawal: Withdrawal) -> None:
    """Erase what is left, and write down what is done. Raises `StoreUnavailable`; repeats safely."""
    testimonial = withdrawal.testimonial
    is_quiet = not _is_anybody_at_work(testimonial)
    is_down = withdrawal.taken_down_at is not None or _is_down(testimonial)
    _write_tombstone(withdrawal)
    _erase_files(testimonial)
    _erase_words(testimonial, is_quiet=is_quiet, is_down=is_down)
    _erase_mails(testimonial)
    _erase_journal()
    if is_down and withdrawal.taken_down_at is None:
        withdrawal.taken_down_at = timezone.now()
    if is_quiet and is_down:
        withdrawal.erased_at = timezone.now()
    withdrawal.save(update_fields=["taken_down_at", "erased_at"])
    _write_tombstone(withdrawal)


def finish_all() -> None:
    """Go on with every withdrawal that is not finished; the first outage ends it until the next sweep."""
    try:
        for withdrawal in Withdrawal.objects.unfinished().select_related("testimonial__brand"):
            finish(withdrawal)
    except StoreUnavailable as error:
        log.warning("withdrawals wait for the store: %s", error)


def replay() -> int:
    """Withdraw again what has a tombstone and is there nevertheless; return how many there were.

    For a database that was restored from before a withdrawal. Nobody gets a second receipt.
    """
    buried = set(stores.private().list(TOMBSTONES))
    alive = Testimonial.objects.exclude(state=WITHDRAWN).values_list("token", flat=True)
    back = [token for token in alive.iterator() if _tombstone(token) in buried]
    for testimonial in Testimonial.objects.filter(token__in=back):
        _withdraw_again(testimonial)
    return len(back)


def _withdraw_again(testimonial: Testimonial) -> None:
    if testimonial.is_draft:  # nobody but its speaker ever saw it; the sweeper drops it as an old draft
        Testimonial.objects.filter(pk=testimonial.pk).update(expires_at=timezone.now(), draft_digest="")
        return
    told = json.loads(b"".join(stores.private().read(_tombstone(testimonial.token))))
    requested_at = datetime.fromisoformat(told["requested_at"])
    _take_back(testimonial, has_receipt=False, receipt=told["receipt"], requested_at=requested_at)


@transaction.atomic
def _take_back(testimonial: Testimonial, *, has_receipt: bool = True, **told: Any) -> Withdrawal:
    rows = Testimonial.objects.select_for_update(of=("self",)).select_related("brand", "speaker")
    locked = rows.get(pk=testimonial.pk)
    if (known := Withdrawal.objects.filter(testimonial=locked).first()) and locked.state == WITHDRAWN:
        return known
    if locked.is_draft:
        raise IllegalMove("a draft is not withdrawn, it expires")
    locked.move_to(Testimonial.State.WITHDRAWN)
    consent = locked.consent
    withdrawal, _is_new = Withdrawal.objects.get_or_create(
        testimonial=locked,
        defaults={"brand": locked.brand, "wording_hash": consent.wording_hash if consent else "", **told},
    )
    _stop_jobs(locked)
    _mails_before(locked).filter(attempts=0).delete()
    if has_receipt:
        Notice.to_speaker(locked, Notice.Kind.WITHDRAWN)
        Notification.tell(locked, Notification.Kind.WITHDRAWN)
    public_face_changed.send(sender=Testimonial, testimonial=locked)
    return withdrawal


def _stop_jobs(testimonial: Testimonial) -> None:
    """Move every fence on: whoever is at work finds out at their next write, and keeps nothing.

    Their leases stay as they are. They say until when somebody may still be writing.
    """
    unfinished = Cut.objects.filter(Cut.pending(), testimonial=testimonial)
    unfinished.update(
        fence=F("fence") + 1, state=Cut.State.FAILED, stage=Cut.Stage.FAILED, problem_code=WITHDRAWN
    )
    Upload.objects.filter(Upload.pending(), testimonial=testimonial).update(
        fence=F("fence") + 1, state=Upload.State.ABANDONED, problem_code=WITHDRAWN
    )
    Refinement.objects.filter(Refinement.pending(), cut__testimonial=testimonial).update(
        fence=F("fence") + 1, state=Refinement.State.FAILED, problem_code=WITHDRAWN
    )


def _is_anybody_at_work(testimonial: Testimonial) -> bool:
    """Whether a job that was begun before may still be writing something."""
    leased = {"lease_until__gt": timezone.now()}
    return (
        testimonial.cuts.filter(**leased).exists()
        or testimonial.uploads.filter(**leased).exists()
        or Refinement.objects.filter(cut__testimonial=testimonial, **leased).exists()
        or _mails_before(testimonial).filter(**leased).exists()
    )


def _mails_before(testimonial: Testimonial) -> Any:
    """Every mail but the receipt."""
    return testimonial.notices.exclude(kind=Notice.Kind.WITHDRAWN)


def _is_down(testimonial: Testimonial) -> bool:
    """Whether every page of the brand was published after the story lost its place on it."""
    return not testimonial.brand.widgets.filter(stale_since__isnull=False).exists()


def _erase_files(testimonial: Testimonial) -> None:
    _erase_public_files(testimonial)
    for asset in Asset.objects.filter(testimonial=testimonial):
        stores.private().remove(asset.key)
    for folder in _folders(testimonial):
        for name in list(stores.private().list(folder)):
            stores.private().remove(name)
    for upload in testimonial.uploads.all():
        parts.remove(upload.token)
        if upload.received_at is not None:
            for key in _keys_of(upload):
                stores.private().remove(key)


def _erase_public_files(testimonial: Testimonial) -> None:
    """Erase what a store that was away has kept, by its folders: a name in a row may be lost already."""
    names = [name for folder in _folders(testimonial) for name in stores.public().list(folder)]
    with Purge.over(names):
        for name in names:
            stores.public().remove(name)


def _folders(testimonial: Testimonial) -> Iterator[str]:
    """Where files of this story may lie, also those of a job that was killed before it named them."""
    for cut in testimonial.cuts.all():
        yield from (f"renditions/{cut.token}/", f"refinements/{cut.token}/", f"m/{cut.token}/")
    for picture in testimonial.pictures.all():
        yield from (f"pictures/{picture.token}/", f"m/{picture.token}/")


def _keys_of(upload: Upload) -> Iterator[str]:
    for folder in ("originals", "remuxes"):
        for extension in TAKES:
            yield f"{folder}/{upload.brand.token}/{upload.token}.{extension}"


@transaction.atomic
def _erase_words(testimonial: Testimonial, *, is_quiet: bool, is_down: bool) -> None:
    testimonial.answers.all().delete()
    testimonial.assets.all().delete()
    testimonial.pictures.update(color="")
    for words in (testimonial.messages, testimonial.notes, testimonial.taggings):
        words.all().delete()
    Reply.objects.filter(testimonial=testimonial).delete()
    testimonial.codes.all().delete()
    _mails_before(testimonial).filter(**({} if is_quiet else {"lease_until": None})).delete()
    testimonial.cuts.update(problem="", color="", lufs=None)
    testimonial.uploads.update(filename="", media_type="", problem="")
    if is_quiet:
        testimonial.uploads.all().delete()
    if is_quiet and is_down:  # until then their tokens say where a publisher may still put them
        testimonial.pictures.all().delete()
    Speaker.objects.filter(testimonials=testimonial).update(name="", email="", role="", company="")
    Testimonial.objects.filter(pk=testimonial.pk).update(
        rating=None,
        nps=None,
        extra={},
        private_feedback="",
        typed={},
        draft_digest="",
        searchable="",
        product_id="",
    )


def _erase_mails(testimonial: Testimonial) -> None:
    """Delete the mails about this story where mail is written into files."""
    mark = f"{STORY_HEADER}: {testimonial.token}".encode()
    for path in Path(settings.EMAIL_FILE_PATH).glob("*.log"):
        with suppress(FileNotFoundError):
            if mark in path.read_bytes():
                path.unlink()


def _erase_journal() -> None:
    """Empty what SQLite keeps beside its file, in which everything stands until it is written over."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _write_tombstone(withdrawal: Withdrawal) -> None:
    told = {
        "testimonial": withdrawal.testimonial.token,
        "receipt": withdrawal.receipt,
        "wording_hash": withdrawal.wording_hash,
        **{
            name: moment.isoformat() if (moment := getattr(withdrawal, name)) else None
            for name in ("requested_at", "taken_down_at", "erased_at")
        },
    }
    name = _tombstone(withdrawal.testimonial.token)
    stores.private().put(name, json.dumps(told).encode(), media_type="application/json")


def _tombstone(token: str) -> str:
    return f"{TOMBSTONES}{token}.json"
