"""A folder for one job, gone when the job is, also when its worker was killed.

A lock on a file inside says that somebody is at work there; the kernel gives it up with the
process. Whoever makes the next folder on this machine removes those nobody holds any more.
"""

from __future__ import annotations

import errno
import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import TextIO

from django.conf import settings

from testimonials.processing.errors import DiskFull

LOCK = ".lock"


@contextmanager
def folder() -> Iterator[Path]:
    """Yield an empty folder of one's own (absolute). Raises `DiskFull`."""
    made, held = _make(Path(settings.SCRATCH_DIR))
    try:
        with held:
            yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _make(root: Path) -> tuple[Path, TextIO]:
    try:
        root.mkdir(parents=True, exist_ok=True)
        with (root / LOCK).open("w") as door:
            # One at a time through here: a folder that is made but not held yet looks abandoned.
            fcntl.flock(door, fcntl.LOCK_EX)
            _remove_abandoned(root)
            made = Path(mkdtemp(prefix="job-", dir=root))
            held = (made / LOCK).open("w")
            fcntl.flock(held, fcntl.LOCK_EX)
            return made, held
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull(detail=str(error)) from error
        raise


def _remove_abandoned(root: Path) -> None:
    for left in root.glob("job-*"):
        try:
            with (left / LOCK).open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        except FileNotFoundError:
            pass
        shutil.rmtree(left, ignore_errors=True)
