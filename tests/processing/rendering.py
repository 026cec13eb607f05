"""Render a clip once a session; several tests look at what came out."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from testimonials.processing import ffmpeg, probe
from testimonials.processing.ffmpeg import Rendered
from testimonials.processing.loudness import Loudness
from testimonials.processing.plan import Plan, Segment, plan


@cache
def rendered(*paths: Path) -> tuple[Plan, Loudness, Rendered]:
    """The plan, the loudness and the files of a cut made of whole clips, one after the other."""
    return render(plan_of(paths))


def render(planned: Plan) -> tuple[Plan, Loudness, Rendered]:
    """The same for a plan."""
    loudness = ffmpeg.measure_loudness(planned)
    return planned, loudness, ffmpeg.render(planned, new_folder(), loudness)


def plan_of(paths: Sequence[Path]) -> Plan:
    """The plan of a cut made of whole clips."""
    return plan([Segment(facts, path) for facts, path in zip(probe.probe_all(paths), paths, strict=True)])


def new_folder() -> Path:
    """A folder that is gone after the session."""
    folder = Path(tempfile.mkdtemp(prefix="sayso-rendered-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
