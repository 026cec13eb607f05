"""Facts and plans that no file stands behind, for what is only arithmetic."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from testimonials.processing.facts import Facts
from testimonials.processing.plan import Segment

USUAL = Facts(
    container="webm",
    duration_ms=10_000,
    declared_ms=0,
    video_start_ms=0,
    video_end_ms=10_000,
    audio_start_ms=0,
    audio_end_ms=10_000,
    fps=30.0,
    largest_gap_ms=34,
    width=1280,
    height=720,
    rotation=0,
    sar=(1, 1),
    video_codec="vp8",
    audio_codec="opus",
    channels=1,
    sample_rate=48_000,
    streams=2,
    packets=300,
    matrix="bt470bg",
    primaries="",
    transfer="",
    is_full_range=False,
    tags=(),
)
SILENT: dict[str, Any] = {"audio_codec": "", "audio_end_ms": 0, "channels": 0, "sample_rate": 0, "streams": 1}


def facts(**differences: Any) -> Facts:
    """A usual browser's ten seconds, but for what is said."""
    return replace(USUAL, **differences)


def segment(in_ms: int = 0, out_ms: int | None = None, **differences: Any) -> Segment:
    """A stretch of such a take."""
    return Segment(facts(**differences), Path("/takes/one.webm"), in_ms, out_ms)
