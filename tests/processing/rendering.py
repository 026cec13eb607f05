"""Render a clip once a session; several tests look at what came out."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from testimonials.processing import ffmpeg, probe, verify
from testimonials.processing.facts import Facts
from testimonials.processing.ffmpeg import Rendered
from testimonials.processing.loudness import Loudness
from testimonials.processing.plan import Plan, Segment, plan
from tests import clips

TAKEN = [
    "plain.mp4", "fragmented.mp4", "browser.webm", "stalled.webm", "phone.mov", "upright.mov", "odd.mp4", "silent.mp4",
    "anamorphic.mp4", "surround.mp4", "hdr.mov", "edited.mov", "grows.webm", "long.mp4", "whisper.mp4", "garbled.mp4",
    "interrupted.mp4", "interrupted.webm",
]  # fmt: skip


@cache
def rendered(*paths: Path) -> tuple[Plan, Loudness, Rendered]:
    """The plan, the loudness and the files of a cut made of whole clips, one after the other."""
    return render(plan_of(paths))


def render(planned: Plan) -> tuple[Plan, Loudness, Rendered]:
    """The same for a plan."""
    loudness = ffmpeg.measure_loudness(planned)
    return planned, loudness, ffmpeg.render(planned, new_folder(), loudness)


def checked(planned: Plan, made: Rendered) -> tuple[Facts, ...]:
    """The facts of every video that was made, the preview's last, once they passed their check."""
    return verify.verify([*made.videos, made.preview], planned.files)


def plan_of(paths: Sequence[Path]) -> Plan:
    """The plan of a cut made of whole clips."""
    return plan([Segment(probed(path), path) for path in paths])


@cache
def probed(path: Path) -> Facts:
    """The facts of a clip. Those we know are probed together: most of a probe is its start."""
    known = _known()
    return known[path] if path in known else probe.probe(path)


@cache
def _known() -> dict[Path, Facts]:
    paths = [*map(clips.clip, TAKEN), *clips.recordings()]
    return dict(zip(paths, probe.probe_all(paths), strict=True))


def new_folder() -> Path:
    """A folder that is gone after the session."""
    folder = Path(tempfile.mkdtemp(prefix="sayso-rendered-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
