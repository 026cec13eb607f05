"""Moments in a story at which something may break."""

from __future__ import annotations

from pathlib import Path

from tests.flow import CLIP
from tests.services.compose_processes import Fleet
from tests.services.engines import wait_for
from tests.services.patient_speaker import Dana, Take

# Eight seconds of 720p: long enough to be caught in the middle of.
LONG_CLIP = CLIP.with_name("chromium-mp4-avc1-opus.mp4")
SOON_SECONDS = 60
# A dead worker's lease, a sweep, and the render itself.
LEASE_SECONDS = 150


def sent(dana: Dana, clip: Path = CLIP) -> Dana:
    """Dana uploads, answers and sends; nothing is waited for."""
    take = Take(dana, clip)
    take.open()
    take.resume()
    dana.answer_with(take)
    dana.send()
    return dana


def caught_rendering(fleet: Fleet, dana: Dana) -> Dana:
    """The same, up to the moment when ffmpeg is at work on her video."""
    sent(dana, LONG_CLIP)
    wait_for(
        lambda: dana.progress()["stage"] == "rendering" and bool(fleet.renders()),
        "a render under way", seconds=SOON_SECONDS,
    )  # fmt: skip
    return dana
