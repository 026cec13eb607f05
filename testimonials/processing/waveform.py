"""The picture of a take that has none: its sound as a row of bars.

Promises: one PNG in the shape of a video, drawn in the jail from the stretch that is kept. It
is neutral in colour, so that it suits every brand; where the sound has got to is drawn later,
by a veil of the ground's own colour over what is still to come.
"""

from __future__ import annotations

import sys
from pathlib import Path

from testimonials.processing import jail
from testimonials.processing.errors import DiskFull, NotReadable
from testimonials.processing.facts import DEMUXERS, FORMATS
from testimonials.processing.plan import Segment
from testimonials.processing.walls import MIB

SCRIPT = Path(__file__).resolve().with_name("bars.py")
LIMITS = jail.Limits(wall_seconds=60, cpu_seconds=60, memory_bytes=1024 * MIB, file_bytes=16 * MIB)
GROUND = "#1b1713"
VEIL = 0.68


def draw(segment: Segment) -> None:
    """Draw the sound of a segment, from its in to its out, as its `card`, a PNG.

    Raises `NotReadable` when the sound cannot be decoded, `DiskFull`, `TooComplex`.
    """
    path, facts, card = segment.path, segment.facts, segment.card
    assert card is not None  # noqa: S101  only what has no picture is drawn
    told = [
        DEMUXERS[facts.container],
        FORMATS[facts.container],
        str(segment.in_ms),
        str(segment.ends_ms),
        GROUND,
    ]
    argv = [sys.executable, "-I", "-B", str(SCRIPT), str(path), str(card), *told]
    completed = jail.run(argv, reads=[SCRIPT, path], writes=card.parent, limits=LIMITS)
    if "No space left on device" in completed.stderr_tail:
        raise DiskFull(detail="drawing a waveform")
    if completed.returncode or not card.is_file() or card.is_symlink():
        raise NotReadable(detail=f"waveform: exit {completed.returncode}: {completed.stderr_tail[-300:]}")
