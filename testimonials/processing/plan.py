"""What to make of a cut: pure arithmetic from facts to renditions. Opens nothing, runs nothing.

Promises: the same segments give the same plan under the same RECIPE; nothing is scaled up;
every segment is pinned to whole frames, so picture and sound stay together over any number
of joints; where the upload has no picture left the last one is held, where it has no sound
there is silence, and what was *expected* to be held is written down, so that a check can
tell a stalled camera from a damaged file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from testimonials.processing.errors import EmptyClip, InvalidCut
from testimonials.processing.facts import Facts

# Raise it whenever the same cut would come out looking or sounding different.
RECIPE = 1

FRAME_RATES = (15, 20, 24, 25, 30)
RATE_TOLERANCE = 1.02
ONE_RUNG_BELOW = 480
MAX_ASPECT = 16 / 6
# A cut may ask for this much more than there is; it gets what there is.
SLACK_MS = 500
# Codecs round their ends. More than this missing is not covered up, so that a check finds it.
ROUNDING_MS = 150
KEYFRAME_SECONDS = 2
AUDIO_RATE = 48_000
AUDIO_KBPS = 128
SPARE_BYTES = 32 * 1024 * 1024
POSTER_SHARE = 1 / 3
POSTER_LATEST_MS = 4_000


@dataclass(frozen=True)
class Segment:
    """A stretch of one original: `in_ms` to `out_ms` on its normalised timeline; None is the end."""

    facts: Facts
    path: Path
    in_ms: int = 0
    out_ms: int | None = None


@dataclass(frozen=True)
class Part:
    """A segment in whole frames of the plan's rate. `[first, last)` is what is kept.

    `hold_ms` and `silence_ms` is how much longer than the original its picture and sound may be made.
    """

    segment: Segment
    first: int
    last: int
    hold_ms: int
    silence_ms: int

    @property
    def frames(self) -> int:
        return self.last - self.first


@dataclass(frozen=True)
class Rendition:
    """One file to write. `name` is its short side: "720", or less where the original has less."""

    width: int
    height: int
    crf: int
    max_kbps: int

    @property
    def name(self) -> str:
        return str(min(self.width, self.height))


@dataclass(frozen=True)
class Plan:
    """Everything a render needs. `frames` is exact; renditions are largest first, at least one."""

    parts: tuple[Part, ...]
    renditions: tuple[Rendition, ...]
    fps: int
    poster_frame: int
    has_audio: bool
    recipe: int = RECIPE

    @property
    def frames(self) -> int:
        return sum(part.frames for part in self.parts)

    @property
    def duration_ms(self) -> int:
        """How long every rendition is expected to be."""
        return self.frames * 1000 // self.fps

    @property
    def poster_ms(self) -> int:
        return self.poster_frame * 1000 // self.fps

    @property
    def luma(self) -> str:
        """The luma matrix of every rendition: the first part's. Converting costs a fifth of an encode."""
        return self.parts[0].segment.facts.luma

    @property
    def max_bytes(self) -> int:
        """The most that one file of it can come to: twice its ceiling, and room for the poster's frame."""
        kbps = max(rendition.max_kbps for rendition in self.renditions) + AUDIO_KBPS
        return SPARE_BYTES + 2 * self.duration_ms * kbps // 8

    @property
    def paths(self) -> tuple[Path, ...]:
        """The originals, in order; one may come twice."""
        return tuple(part.segment.path for part in self.parts)


# Short side, constant rate factor, and the ceiling of its bit rate.
RUNGS = ((720, 23, 2500), (360, 25, 700))


def plan(segments: Sequence[Segment], *, poster_ms: int | None = None) -> Plan:
    """Return the plan for a cut of one or more segments, `poster_ms` on the cut's own timeline.

    The first segment gives the shape; others are fitted into it. Raises `InvalidCut` when a
    segment asks for more than its original has, `EmptyClip` when nothing is left.
    """
    if not segments:
        raise EmptyClip
    fps = _fps(segments)
    parts = tuple(_part(segment, fps) for segment in segments)
    frames = sum(part.frames for part in parts)
    return Plan(
        parts=parts,
        renditions=_renditions(*segments[0].facts.shape),
        fps=fps,
        poster_frame=_poster_frame(frames, fps, poster_ms),
        has_audio=any(segment.facts.has_audio for segment in segments),
    )


def _fps(segments: Sequence[Segment]) -> int:
    """The next usual rate above the fastest average, 30 at most.

    Never the declared rate: browsers declare 1000. Rounding up to a usual one keeps every
    frame of a steady camera; a held frame costs the encoder next to nothing.
    """
    average = max(segment.facts.fps for segment in segments)
    return next((rate for rate in FRAME_RATES if average <= rate * RATE_TOLERANCE), FRAME_RATES[-1])


def _part(segment: Segment, fps: int) -> Part:
    facts = segment.facts
    end = facts.duration_ms if segment.out_ms is None else segment.out_ms
    if not 0 <= segment.in_ms < end <= facts.duration_ms + SLACK_MS:
        wanted = f"{segment.in_ms / 1000:.1f}–{end / 1000:.1f}"
        raise InvalidCut(wanted=wanted, length=f"{facts.duration_ms / 1000:.1f}")
    first = round(segment.in_ms * fps / 1000)
    last = max(first + 1, round(min(end, facts.duration_ms) * fps / 1000))
    return Part(
        segment=segment,
        first=first,
        last=last,
        hold_ms=max(0, facts.duration_ms - facts.video_end_ms) + ROUNDING_MS,
        silence_ms=max(0, facts.duration_ms - facts.audio_end_ms) + ROUNDING_MS,
    )


def _renditions(width: int, height: int) -> tuple[Rendition, ...]:
    short = min(width, height)
    wanted = RUNGS if short >= ONE_RUNG_BELOW else RUNGS[:1]
    return tuple(_rendition(width, height, *rung) for rung in wanted)


def _rendition(width: int, height: int, rung: int, crf: int, max_kbps: int) -> Rendition:
    """Fit into the rung, never larger than the original, both sides even."""
    longest = rung * MAX_ASPECT
    scale = min(1.0, rung / min(width, height), longest / max(width, height))
    return Rendition(_even(width * scale), _even(height * scale), crf, max_kbps)


def _even(pixels: float) -> int:
    return max(2, round(pixels) // 2 * 2)


def _poster_frame(frames: int, fps: int, poster_ms: int | None) -> int:
    """The wanted moment, or an early one when the person is already speaking."""
    if poster_ms is None:
        poster_ms = min(int(frames * 1000 / fps * POSTER_SHARE), POSTER_LATEST_MS)
    return max(0, min(frames - 1, round(poster_ms * fps / 1000)))
