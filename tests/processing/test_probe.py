"""Numbers come from packets, and limits name themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from testimonials.processing import jail, probe
from testimonials.processing.errors import ProcessingError
from tests import clips
from tests.processing.made import SILENT, facts
from tests.processing.rendering import probed

pytestmark = pytest.mark.slow

# name: duration, fps, upright shape, codecs
MEASURED = {
    "fragmented.mp4": (1220, 29.5, (320, 240), ("h264", "aac")),
    "browser.webm": (1508, 25.9, (320, 240), ("vp8", "opus")),
    "upright.mov": (1000, 30.0, (360, 640), ("h264", "aac")),
    "odd.mp4": (1000, 24.0, (321, 241), ("h264", "")),
    "anamorphic.mp4": (1000, 25.0, (375, 288), ("h264", "")),
    "edited.mov": (510, 30.0, (640, 480), ("h264", "aac")),
    "grows.webm": (1208, 30.0, (320, 240), ("vp8", "opus")),
}


@pytest.mark.parametrize("name", MEASURED)
def test_it_measures_what_is_there(name: str) -> None:
    found = probed(clips.clip(name))
    duration, fps, shape, codecs = MEASURED[name]

    assert abs(found.duration_ms - duration) <= 45
    assert abs(found.fps - fps) < 0.5
    assert (found.shape, (found.video_codec, found.audio_codec)) == (shape, codecs)
    probe.check(found, max_seconds=60)


def test_a_stalled_camera_is_seen() -> None:
    found = probed(clips.clip("stalled.webm"))

    assert (found.declared_ms, found.is_truncated) == (0, False)
    assert found.duration_ms > 2950
    assert found.video_end_ms < 1100
    assert 1900 < found.largest_gap_ms < 2100


def test_a_phones_colours_and_tags_are_seen() -> None:
    hdr, phone = probed(clips.clip("hdr.mov")), probed(clips.clip("phone.mov"))

    assert hdr.is_hdr
    assert hdr.transfer == "arib-std-b67"
    assert not phone.is_hdr
    assert {"location", "title"} <= set(phone.tags)


def test_a_recording_that_broke_off_is_taken_as_far_as_it_goes() -> None:
    for found in (probed(clips.clip("interrupted.mp4")), probed(clips.clip("interrupted.webm"))):
        probe.check(found, max_seconds=60)
        assert 500 < found.duration_ms < 1100


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("truncated.mp4", "damaged", "The upload is damaged at 1.6 of 3.0 s."),
        ("headless.mp4", "damaged", "The upload is damaged: its end never arrived."),
        ("slow-motion.mp4", "too_many_frames", "This video has 240 frames a second. The limit is 120."),
        ("huge.mp4", "too_many_pixels", "This video is 4096 × 2304 pixels. The limit is 8.3 megapixels, like 3840 × 2160."),
        ("endless.mp4", "too_long", "This video is 10:00:01 long. The limit is 1:00."),
        ("exotic.mov", "format_not_supported", "Format not supported, try MP4 or WebM."),
    ],
)  # fmt: skip
def test_what_is_not_taken_is_told_why(name: str, code: str, message: str) -> None:
    with pytest.raises(ProcessingError) as refused:
        probe.check(probe.probe(clips.clip(name)), max_seconds=60)

    assert (refused.value.code, refused.value.message, refused.value.is_permanent) == (code, message, True)


@pytest.mark.parametrize(
    ("differences", "code"),
    [
        ({"duration_ms": 62_100}, "too_long"),
        ({"duration_ms": 1_000, "declared_ms": 90_000}, "too_long"),
        ({"duration_ms": 1_000, "declared_ms": 9_000}, "damaged"),
        ({"duration_ms": 100}, "empty_clip"),
        ({"width": 0}, "empty_clip"),
        ({"video_codec": "", **SILENT}, "empty_clip"),
        ({"streams": 17}, "too_many_streams"),
        ({"audio_codec": "pcm_f32be"}, "format_not_supported"),
    ],
)
def test_limits(differences: dict[str, Any], code: str) -> None:
    with pytest.raises(ProcessingError) as refused:
        probe.check(facts(**differences), max_seconds=60)

    assert refused.value.code == code


def test_a_recorder_may_stop_a_little_late() -> None:
    probe.check(facts(duration_ms=61_900), max_seconds=60)


def test_a_long_clip_names_the_limit() -> None:
    with pytest.raises(ProcessingError, match=r"This video is 3:10 long\. The limit is 2:00\."):
        probe.check(facts(duration_ms=190_400), max_seconds=120)


@pytest.mark.parametrize(
    "text", ["#EXTM3U\n#EXTINF:1,\n{neighbour}\n", "ffconcat version 1.0\nfile {neighbour}\n", ""]
)
def test_a_playlist_opens_nothing(tmp_path: Path, text: str) -> None:
    bait = tmp_path / "bait.mp4"
    bait.write_text(text.format(neighbour=clips.clip("plain.mp4")))

    with pytest.raises(ProcessingError) as refused:
        probe.probe(bait)

    assert refused.value.code == "not_readable"


def test_a_probe_that_lies_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    for printed in ("", "{}", '{"files": []}', '{"files": [{"width": 1}]}', '{"files": [3]}'):
        told = jail.Completed(0, printed, "", 0.0, 0.0)
        monkeypatch.setattr(jail, "run", lambda *args, told=told, **kwargs: told)
        with pytest.raises(ProcessingError):
            probe.probe(Path("/takes/one.webm"))


def test_a_tag_in_another_alphabet_is_no_reason_to_refuse_a_video(tmp_path: Path) -> None:
    old = tmp_path / "old.mov"
    whole = clips.clip("phone.mov").read_bytes()
    old.write_bytes(whole.replace(b"Canary", b"M\xfcller"))
    assert old.read_bytes() != whole

    assert "title" in probe.probe(old).tags


def test_a_codec_that_nobody_here_knows_is_not_supported(tmp_path: Path) -> None:
    strange = tmp_path / "strange.mp4"
    strange.write_bytes(clips.clip("silent.mp4").read_bytes().replace(b"avc1", b"zzz1"))

    with pytest.raises(ProcessingError) as refused:
        probe.check(probe.probe(strange), max_seconds=60)
    assert refused.value.code == "format_not_supported"


def test_a_film_whose_first_track_is_neither_picture_nor_sound_is_a_film(tmp_path: Path) -> None:
    words, film = tmp_path / "words.srt", tmp_path / "film.mkv"
    words.write_text("1\n00:00:00,000 --> 00:00:00,300\nHello\n")
    clips.ffmpeg(
        "-i", str(clips.clip("plain.mp4")), "-i", str(words), "-map", "1:s", "-map", "0:v", "-map", "0:a",
        "-c", "copy", "-c:s", "srt", str(film),
    )  # fmt: skip
    found = probe.probe(film)

    probe.check(found, max_seconds=60)
    assert (found.video_codec, found.audio_codec, found.streams) == ("h264", "aac", 3)
