"""Still pictures of a cut, for where it has not been played yet.

Promises: AVIF, WebP and JPEG in up to three widths, none wider than the video, no metadata,
drawn in the jail like everything that comes from a stranger's bytes.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from testimonials.processing import jail
from testimonials.processing.errors import DiskFull, OutputDamaged
from testimonials.processing.walls import MIB

SCRIPT = Path(__file__).resolve().with_name("picture.py")
LIMITS = jail.Limits(wall_seconds=60, cpu_seconds=60, memory_bytes=1024 * MIB, file_bytes=16 * MIB)
MEDIA_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
NAME = re.compile(r"poster-\d{1,4}\.(avif|webp|jpg)")
COLOR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class Poster:
    """One still picture. `color` is the same for all of a cut: "#rrggbb", its commonest."""

    path: Path
    width: int
    height: int
    media_type: str
    color: str


def draw(picture: Path, out_dir: Path, formats: Sequence[str] = ("PNG",)) -> tuple[Poster, ...]:
    """Make the posters of `picture` in `out_dir` (both absolute), widest first.

    Only `formats`, by Pillow's names, are opened. Raises `DiskFull`, `TooComplex`, or `OutputDamaged`
    when it is not a picture.
    """
    argv = [sys.executable, "-I", "-B", str(SCRIPT), str(picture), str(out_dir), *formats]
    completed = jail.run(argv, reads=[SCRIPT, picture], writes=out_dir, limits=LIMITS)
    if "No space left on device" in completed.stderr_tail:
        raise DiskFull(detail="drawing posters")
    try:
        answer = json.loads(completed.stdout)
        color = answer["color"]
        posters = tuple(_poster(out_dir, entry, color) for entry in answer["pictures"])
    except (ValueError, KeyError, TypeError) as error:
        said = completed.stdout[:300] + completed.stderr_tail[-300:]
        raise OutputDamaged(detail=f"posters: exit {completed.returncode}: {said}") from error
    if completed.returncode or not posters or not COLOR.fullmatch(color):
        raise OutputDamaged(detail=f"posters: exit {completed.returncode}: {completed.stderr_tail[-300:]}")
    return posters


def _poster(out_dir: Path, entry: dict[str, Any], color: str) -> Poster:
    # What the jail prints is believed no more than what it was given.
    named = NAME.fullmatch(entry["name"])
    if named is None or not (path := out_dir / entry["name"]).is_file() or path.is_symlink():
        raise ValueError(entry["name"])
    return Poster(path, int(entry["width"]), int(entry["height"]), MEDIA_TYPES[named[1]], color)
