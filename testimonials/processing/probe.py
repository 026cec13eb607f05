"""Find out what a file really is, in a jail, and whether we take it.

`probe` promises that a stranger's file is parsed by no process that matters, within ten
seconds, with its demuxer forced, and that every number was measured on packets.
`check` is policy: it compares facts with limits, and names the limit.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from testimonials.processing import jail
from testimonials.processing.errors import (
    ClipTooLong,
    DecoderCrash,
    EmptyClip,
    FormatNotSupported,
    Killed,
    NotReadable,
    ProcessingError,
    TooComplex,
    TooManyFrames,
    TooManyPixels,
    TooManyStreams,
    UploadCutShort,
    UploadDamaged,
)
from testimonials.processing.facts import Facts
from testimonials.processing.walls import MIB

SCAN = Path(__file__).resolve().with_name("scan.py")
LIMITS = jail.Limits(wall_seconds=10, cpu_seconds=8, memory_bytes=1024 * MIB)

VIDEO_CODECS = {"", "h264", "hevc", "vp8", "vp9", "av1"}
AUDIO_CODECS = {"", "aac", "opus", "mp3", "vorbis", "pcm_s16le"}
MAX_PIXELS = 8_300_000
MAX_FPS = 120
MAX_STREAMS = 16
MIN_MS = 200
# A recorder told to stop at the limit stops a little after it.
GRACE_MS = 2_000
ERRORS: dict[str, type[ProcessingError]] = {"too_complex": TooComplex, "cut_short": UploadCutShort}


def probe(path: Path) -> Facts:
    """Return the facts of the file at `path` (absolute).

    Raises `NotReadable`, `UploadCutShort`, `TooComplex` after ten seconds, `DecoderCrash`.
    """
    return probe_all([path])[0]


def probe_all(paths: Sequence[Path]) -> list[Facts]:
    """Return the facts of several files, in order, for the price of one start."""
    argv = [sys.executable, "-I", "-B", str(SCAN), *map(str, paths)]
    completed = jail.run(argv, reads=[SCAN, *paths], writes=None, limits=LIMITS)
    if completed.signal == 9:
        raise TooComplex(detail="probed too long") if completed.hit_its_limit else Killed(detail="probing")
    if completed.returncode:
        raise DecoderCrash(detail=f"probe ended with {completed.returncode}: {completed.stderr_tail[-500:]}")
    return [_facts(entry) for entry in _entries(completed.stdout, len(paths))]


def check(facts: Facts, *, max_seconds: int) -> None:
    """Return if we take a clip like this, `max_seconds` long at most; else raise what is wrong."""
    if facts.streams > MAX_STREAMS:
        raise TooManyStreams(count=str(facts.streams), limit=str(MAX_STREAMS))
    if not (facts.has_video or facts.has_audio):
        raise EmptyClip
    if facts.video_codec not in VIDEO_CODECS or facts.audio_codec not in AUDIO_CODECS:
        raise FormatNotSupported(detail=f"{facts.video_codec} {facts.audio_codec}")
    _check_size(facts)
    _check_time(facts, max_seconds)


def _check_size(facts: Facts) -> None:
    if facts.width * facts.height > MAX_PIXELS:
        limit = f"{MAX_PIXELS / 1_000_000:.1f} megapixels"
        raise TooManyPixels(size=f"{facts.width} × {facts.height}", limit=limit)
    if facts.fps > MAX_FPS:
        raise TooManyFrames(rate=f"{facts.fps:.0f}", limit=str(MAX_FPS))


def _check_time(facts: Facts, max_seconds: int) -> None:
    longest = max(facts.duration_ms, facts.declared_ms if facts.is_truncated else 0)
    if longest > max_seconds * 1000 + GRACE_MS:
        raise ClipTooLong(length=_clock(longest), limit=_clock(max_seconds * 1000))
    if facts.is_truncated:
        raise UploadDamaged(at=seconds(facts.duration_ms), of=seconds(facts.declared_ms))
    if facts.duration_ms < MIN_MS or (facts.has_video and not (facts.width and facts.height)):
        raise EmptyClip


def seconds(ms: int) -> str:
    """1683 → "1.6": never more than is there."""
    return f"{ms // 100 / 10:.1f}"


def _clock(ms: int) -> str:
    """190400 → "3:10", and "10:00:01" where there are hours."""
    minutes, rest = divmod(ms // 1000, 60)
    return f"{minutes}:{rest:02d}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def _entries(stdout: str, count: int) -> list[dict[str, Any]]:
    try:
        entries = json.loads(stdout)["files"]
    except (ValueError, KeyError, TypeError) as error:
        raise NotReadable(detail=f"probe printed {stdout[:200]!r}") from error
    if not isinstance(entries, list) or len(entries) != count:
        raise NotReadable(detail="probe answered for other files")
    return entries


def _facts(entry: dict[str, Any]) -> Facts:
    if isinstance(entry, dict) and "error" in entry:
        raise ERRORS.get(str(entry["error"]), NotReadable)(detail=str(entry.get("detail", "")))
    return Facts.from_json(entry)
