"""Why ffmpeg did not deliver, as one of our named errors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from testimonials.processing.errors import (
    DecoderCrash,
    DiskFull,
    Killed,
    NotReadable,
    OutOfMemory,
    ProcessingError,
    TooComplex,
)
from testimonials.processing.inmate import Completed

SIGKILL, SIGXCPU, SIGXFSZ = 9, 24, 25
TAIL_CHARS = 600
# What the C library says, in the order of how sure we are.
SAYINGS: tuple[tuple[str, type[ProcessingError]], ...] = (
    ("No space left on device", DiskFull),
    ("Disk quota exceeded", DiskFull),
    ("File too large", TooComplex),
    ("Cannot allocate memory", OutOfMemory),
)


def refusal(completed: Completed, outputs: Sequence[Path]) -> ProcessingError | None:
    """Return why the `outputs` of a run cannot be used, or None.

    A full disk counts whatever the exit code: one build of ffmpeg says 0 to it.
    """
    is_whole = all(path.is_file() and path.stat().st_size for path in outputs)
    if completed.returncode == 0 and is_whole and SAYINGS[0][0] not in completed.stderr_tail:
        return None
    return reason(completed)


def reason(completed: Completed) -> ProcessingError:
    """Return the error that a failed run amounts to."""
    detail = f"exit {completed.returncode}: {completed.stderr_tail[-TAIL_CHARS:]}"
    for saying, error in SAYINGS:
        if saying in completed.stderr_tail:
            return error(detail=detail)
    if completed.signal == SIGKILL and not completed.hit_its_limit:
        return Killed(detail=detail)
    if completed.signal in {SIGKILL, SIGXCPU, SIGXFSZ}:
        return TooComplex(detail=detail)
    if completed.signal:
        return DecoderCrash(detail=detail)
    return NotReadable(detail=detail)


def is_worth_tolerance(error: ProcessingError) -> bool:
    """Tell whether asking the decoder to overlook damage could change the outcome."""
    # Some decoders say of damaged data that it asks for more memory than there is.
    return isinstance(error, NotReadable | OutOfMemory)
