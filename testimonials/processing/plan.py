"""What to make of a cut: pure arithmetic from facts to renditions. Opens nothing, runs nothing.

Promises: the same segments give the same plan under the same RECIPE; nothing is scaled up;
every segment is pinned to whole frames, so picture and sound stay together over any number
of joints; where the upload has no picture left the last one is held, where it has no sound
there is silence, and what was *expected* to be held is written down, so that a check can
tell a stalled camera from a damaged file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from testimonials.processing.errors import EmptyClip, InvalidCut
from testimonials.processing.facts import Facts

# Raise it whenever the same cut would come out looking or sounding different.
RECIPE = 2

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
PREVIEW_MS = 3_000
# What a take without a picture is drawn on.
CARD_SHAPE = (1280, 720)

Codec = Literal["h264", "av1"]


@dataclass(frozen=True)
class Segment:
    """A stretch of one original: `in_ms` to `out_ms` on its normalised timeline; None is the end.

    `card` is the picture of a stretch that has none of its own: see `waveform`.
    """

    facts: Facts
    path: Path
    in_ms: int = 0
    out_ms: int | None = None
    card: Path | None = None

    @property
    def ends_ms(self) -> int:
        """Where it ends, at most where its original does."""
        return self.facts.duration_ms if self.out_ms is None else min(self.out_ms, self.facts.duration_ms)


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
    """One file to write: `frames` pictures of the cut from `first` on, with its sound or without.

    `name` is its short side ("720", or less where the original has less) and what is special.
    """

    name: str
    width: int
    height: int
    crf: int
    max_kbps: int
    fps: int
    frames: int
    has_audio: bool
    first: int = 0
    codec: Codec = "h264"

    @property
    def duration_ms(self) -> int:
        """How long the file is expected to be."""
        return self.frames * 1000 // self.fps


@dataclass(frozen=True)
class Plan:
    """Everything a render needs. `frames` is exact; renditions are largest first, at least one.

    `refined` is what a better codec makes of the largest, later and by itself.
    """

    parts: tuple[Part, ...]
    renditions: tuple[Rendition, ...]
    preview: Rendition
    refined: Rendition
    fps: int
    poster_frame: int
    has_audio: bool
    recipe: int = RECIPE

    @property
    def files(self) -> tuple[Rendition, ...]:
        """Every video of one render."""
        return (*self.renditions, self.preview)

    @property
    def is_sound_only(self) -> bool:
        """No take of it has a picture."""
        return all(part.segment.card for part in self.parts)

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
        """The luma matrix of every rendition: the first picture's. Converting costs a fifth of an encode."""
        filmed = (part.segment.facts.luma for part in self.parts if part.segment.facts.has_video)
        return next(filmed, "bt709")

    @property
    def max_bytes(self) -> int:
        """The most that one file of it can come to: twice its ceiling, and room for the poster's frame."""
        kbps = max(rendition.max_kbps for rendition in self.renditions) + AUDIO_KBPS
        return SPARE_BYTES + 2 * self.duration_ms * kbps // 8

    @property
    def paths(self) -> tuple[Path, ...]:
        """The originals and the cards, in order; one may come twice."""
        cards = [part.segment.card for part in self.parts if part.segment.card]
        return (*(part.segment.path for part in self.parts), *cards)


# Short side, constant rate factor, and the ceiling of its bit rate in kbit/s.
RUNGS = ((720, 23, 2500), (360, 25, 700))
PREVIEW = (360, 30, 400)
REFINED = (720, 42, 1800)


def plan(segments: Sequence[Segment], *, poster_ms: int | None = None) -> Plan:
    """Return the plan for a cut of one or more segments, `poster_ms` on the cut's own timeline.

    The first picture gives the shape; others are fitted into it. Raises `InvalidCut` when a
    segment asks for more than its original has, `EmptyClip` when nothing is left.
    """
    if not segments:
        raise EmptyClip
    fps = _fps(segments)
    parts = tuple(_part(segment, fps) for segment in segments)
    frames = sum(part.frames for part in parts)
    has_audio = any(segment.facts.has_audio for segment in segments)
    if poster_ms is None and all(segment.card for segment in segments):
        poster_ms = frames * 1000 // fps  # a waveform is whole when all of it has been heard
    poster = _poster_frame(frames, fps, poster_ms)
    whole = _Sheet(_shape(segments), fps, frames, has_audio)
    return Plan(
        parts=parts,
        renditions=whole.ladder(),
        preview=_preview(whole, poster),
        refined=whole.rendition(*REFINED, codec="av1"),
        fps=fps,
        poster_frame=poster,
        has_audio=has_audio,
    )


@dataclass(frozen=True)
class _Sheet:
    """What all renditions of a cut share."""

    shape: tuple[int, int]
    fps: int
    frames: int
    has_audio: bool

    def ladder(self) -> tuple[Rendition, ...]:
        """The rungs, largest first."""
        wanted = RUNGS if min(self.shape) >= ONE_RUNG_BELOW else RUNGS[:1]
        return tuple(self.rendition(*rung) for rung in wanted)

    def rendition(self, rung: int, crf: int, max_kbps: int, *, codec: Codec = "h264") -> Rendition:
        """Fit into the rung, never larger than the original, both sides even."""
        longest = rung * MAX_ASPECT
        scale = min(1.0, rung / min(self.shape), longest / max(self.shape))
        width, height = (_even(side * scale) for side in self.shape)
        name = str(min(width, height)) + ("" if codec == "h264" else f"-{codec}")
        return Rendition(
            name, width, height, crf, max_kbps, self.fps, self.frames, self.has_audio, codec=codec
        )


def _shape(segments: Sequence[Segment]) -> tuple[int, int]:
    return next((segment.facts.shape for segment in segments if segment.facts.has_video), CARD_SHAPE)


def _preview(whole: _Sheet, poster_frame: int) -> Rendition:
    """Three silent seconds from the poster on; the last three where there are no more."""
    frames = min(whole.frames, PREVIEW_MS * whole.fps // 1000)
    first = min(poster_frame, whole.frames - frames)
    small = whole.rendition(*PREVIEW)
    return replace(small, name="preview", first=first, frames=frames, has_audio=False)


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
    last = max(first + 1, round(segment.ends_ms * fps / 1000))
    return Part(
        segment=segment,
        first=first,
        last=last,
        hold_ms=max(0, facts.duration_ms - facts.video_end_ms) + ROUNDING_MS,
        silence_ms=max(0, facts.duration_ms - facts.audio_end_ms) + ROUNDING_MS,
    )


def _even(pixels: float) -> int:
    return max(2, round(pixels) // 2 * 2)


def _poster_frame(frames: int, fps: int, poster_ms: int | None) -> int:
    """The wanted moment, or an early one when the person is already speaking."""
    if poster_ms is None:
        poster_ms = min(int(frames * 1000 / fps * POSTER_SHARE), POSTER_LATEST_MS)
    return max(0, min(frames - 1, round(poster_ms * fps / 1000)))
