"""Where a take grows: one file each, on a disk that web and worker share.

The size of the file is the only truth for the offset. A part is locked while it is written
(whoever comes second gets `UploadLocked` at once), and synced to disk before anybody is
told that bytes are safe.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from testimonials.uploading.errors import NoSpace, UploadLocked

MARGIN_BYTES = 64 * 1024 * 1024  # left free for the database to keep working


def path_of(token: str) -> Path:
    """Return where the part `token` lies, whether it exists or not."""
    return Path(settings.UPLOADS_DIR) / f"{token}.part"


def create(token: str) -> None:
    """Make an empty part; its directory entry is on disk when this returns."""
    path = path_of(token)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _space_faults():
        path.touch(exist_ok=False)
        _sync_folder(path.parent)


def size_of(token: str) -> int:
    """Return how many bytes have arrived; 0 if the part is gone."""
    try:
        return path_of(token).stat().st_size
    except FileNotFoundError:
        return 0


def quiet_seconds(token: str) -> float:
    """For how long nothing has been added; for ever if it is gone."""
    try:
        return time.time() - path_of(token).stat().st_mtime
    except FileNotFoundError:
        return float("inf")


@contextmanager
def locked(token: str) -> Iterator[BinaryIO]:
    """Open a part for appending, alone. Raises `UploadLocked`, or `FileNotFoundError` if it is gone."""
    with path_of(token).open("r+b", buffering=0) as part:
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UploadLocked from error
        try:
            part.seek(0, os.SEEK_END)
            yield part
        finally:
            # Closing is not enough: a jail that is just being started holds a copy of the descriptor.
            fcntl.flock(part, fcntl.LOCK_UN)


def append(part: BinaryIO, chunks: Iterable[bytes], *, limit: int) -> bool:
    """Write `chunks` up to `limit` bytes in all and sync; return whether all of it fitted.

    What arrived before the connection broke stays: the caller's exception passes through
    after the sync, so the sender goes on from there.
    """
    try:
        with _space_faults():
            for chunk in chunks:
                room = limit - part.tell()
                _write_all(part, chunk[:room])
                if len(chunk) > room:
                    return False
        return True
    finally:
        with _space_faults():
            os.fsync(part.fileno())


def _write_all(part: BinaryIO, chunk: bytes) -> None:
    """Write every byte or raise: a disk that has just filled up takes some of them without a word."""
    rest = memoryview(chunk)
    while rest:
        rest = rest[part.write(rest) :]


def remove(token: str) -> None:
    """Forget a part; a missing one is fine."""
    path_of(token).unlink(missing_ok=True)


def abandoned(*, older_than_seconds: float) -> Iterator[str]:
    """Yield the token of every part that nothing was added to for so long."""
    latest = time.time() - older_than_seconds
    for path in Path(settings.UPLOADS_DIR).glob("*.part"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < latest:
                yield path.stem


def has_room_for(count: int) -> bool:
    """Whether `count` more bytes fit on the disk beside a margin."""
    folder = Path(settings.UPLOADS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(folder).free > count + MARGIN_BYTES


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _space_faults() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise NoSpace from error
        raise
