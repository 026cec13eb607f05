"""What real browsers recorded goes all the way, from its bytes to files that may be shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from testimonials.processing import poster, probe
from testimonials.processing.plan import Segment, plan
from testimonials.uploading import container
from tests import clips
from tests.processing.rendering import checked, new_folder, probed, render, rendered

pytestmark = pytest.mark.slow

# container, whole milliseconds, codecs
BROWSERS = {
    "chromium-mp4-avc1-opus.mp4": ("mp4", 7_941, ("h264", "opus")),
    "chromium-vp8-opus.webm": ("webm", 8_016, ("vp8", "opus")),
    "firefox-vp8-opus.webm": ("webm", 7_986, ("vp8", "opus")),
    "webkitgtk-mp4-avc1-aac.mp4": ("mp4", 5_000, ("h264", "aac")),
}
LAST_MS = 800


@pytest.mark.parametrize("path", clips.recordings(), ids=lambda path: path.stem)
def test_a_browsers_recording_becomes_a_video(path: Path) -> None:
    """Its last moments: everything before is decoded too, and the end is where cameras stall."""
    kind, duration_ms, codecs = BROWSERS[path.name]
    assert container.identify(path) == kind

    facts = probed(path)
    probe.check(facts, max_seconds=120)
    assert abs(facts.duration_ms - duration_ms) <= 2
    assert (facts.container, (facts.video_codec, facts.audio_codec)) == (kind, codecs)

    planned, loudness, files = render(plan([Segment(facts, path, in_ms=facts.duration_ms - LAST_MS)]))
    found = checked(planned, files)

    assert not loudness.is_silent
    assert [one.shape for one in found] == [(1280, 720), (640, 360), (640, 360)]
    assert all(abs(one.duration_ms - LAST_MS) < 100 for one in found)


def test_its_frame_becomes_a_poster() -> None:
    _, _, files = rendered(clips.clip("plain.mp4"))

    assert {one.width for one in poster.draw(files.frame, new_folder())} == {640, 320}


def test_every_recording_is_here() -> None:
    assert {path.name for path in clips.recordings()} == set(BROWSERS)
