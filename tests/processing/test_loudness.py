"""One measured gain and a limiter: every story as loud as the next."""

from __future__ import annotations

import pytest

from testimonials.processing import ffmpeg, loudness
from testimonials.processing.plan import plan
from tests import clips
from tests.processing.made import SILENT, segment
from tests.processing.rendering import rendered

pytestmark = pytest.mark.slow


def test_a_whisper_gets_no_more_gain_than_a_room_can_bear() -> None:
    _, level, made = rendered(clips.clip("whisper.mp4"))
    _, after, _ = rendered(made.videos[0])

    assert level.lufs is not None
    assert level.lufs < -40
    assert level.gain_db == loudness.MAX_GAIN_DB
    assert after.lufs == pytest.approx(level.lufs + level.gain_db, abs=1)


def test_one_gain_and_a_limiter_bring_usual_speech_to_the_target() -> None:
    _, _, made = rendered(clips.clip("long.mp4"))
    _, after, _ = rendered(made.videos[0])

    assert after.lufs == pytest.approx(loudness.TARGET_LUFS, abs=1)


@pytest.mark.parametrize(("said", "lufs", "gain"), [("-23.0", -23.0, 7.0), ("-9.5", -9.5, -6.5), ("-70.0", None, 0.0), ("nan", None, 0.0), ("-inf", None, 0.0)])  # fmt: skip
def test_loudness_is_read_from_the_last_summary(said: str, lufs: float | None, gain: float) -> None:
    text = f"  title : x\n    I:  99.0 LUFS\n  Integrated loudness:\n    I:         {said} LUFS\n    Threshold: -33.0 LUFS\n"

    assert loudness.from_summary(text) == loudness.Loudness(lufs, gain)
    assert loudness.from_summary("nothing") is None


def test_a_cut_without_sound_is_silent() -> None:
    assert ffmpeg.measure_loudness(plan([segment(**SILENT)])).is_silent
