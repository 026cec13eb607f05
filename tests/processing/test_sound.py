"""A story that is only told: sound without a picture goes the same way, on a card of its waveform."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from testimonials.processing import ffmpeg, probe, waveform
from testimonials.processing.errors import NotReadable, UploadDamaged
from testimonials.processing.plan import Segment, plan
from tests import clips
from tests.processing.rendering import checked, new_folder, probed, render

pytestmark = pytest.mark.slow

SOUNDS = ["song.mp4", "song.mp3", "bare.mp3", "song.wav", "song.ogg", "vorbis.ogg", "song.webm"]


def drawn(path: Path, folder: Path, **stretch: int) -> Segment:
    """The segment of a sound, with its card."""
    facts = probed(path)
    segment = Segment(facts, path, card=folder / f"{path.name}.png", **stretch)
    assert segment.card is not None
    waveform.draw(segment)
    return segment


def heights(card: Path) -> list[int]:
    """How many bright pixels each bar has."""
    with Image.open(card) as opened:
        picture = opened.convert("L")
    columns = [sum(value > 128 for value in picture.crop((x, 0, x + 1, 720)).tobytes()) for x in range(1280)]
    return [tallest for tallest in columns if tallest]


@pytest.mark.parametrize("name", SOUNDS)
def test_every_kind_of_sound_is_measured(name: str) -> None:
    found = probed(clips.clip(name))

    probe.check(found, max_seconds=60)
    assert (found.has_video, found.has_audio) == (False, True)
    assert abs(found.duration_ms - 1_000) < 90


def test_a_sound_that_broke_off_says_where() -> None:
    with pytest.raises(UploadDamaged, match=r"The upload is damaged at 0\.3 of [01]\.\d s"):
        probe.check(probe.probe(clips.clip("interrupted.wav")), max_seconds=60)


@pytest.mark.slow
@pytest.mark.parametrize("name", SOUNDS)
def test_it_becomes_a_video_that_passes_every_check(name: str) -> None:
    planned, level, made = render(plan([drawn(clips.clip(name), new_folder())]))
    facts = checked(planned, made)

    assert [one.shape for one in facts] == [(1280, 720), (640, 360), (640, 360)]
    assert abs(facts[0].duration_ms - 1_000) < 90
    assert not level.is_silent
    assert b"Canary" not in made.videos[0].read_bytes()


@pytest.mark.slow
def test_what_has_been_heard_is_brighter_than_what_is_to_come(tmp_path: Path) -> None:
    _, _, made = render(plan([drawn(clips.clip("song.wav"), new_folder())]))
    clips.ffmpeg("-ss", "0.5", "-i", str(made.videos[0]), "-frames:v", "1", str(tmp_path / "half.png"))
    with Image.open(tmp_path / "half.png") as half, Image.open(made.frame) as poster:
        first, second = (
            half.convert("L").crop(box).getextrema()[1] for box in ((100, 0, 500, 720), (800, 0, 1180, 720))
        )
        whole = poster.convert("L").crop((800, 0, 1180, 720)).getextrema()[1]

    assert first > 200
    assert second < 140
    assert whole > 200, "the poster is the whole waveform"


@pytest.mark.slow
def test_sound_and_pictures_can_be_one_cut() -> None:
    video = clips.clip("plain.mp4")
    planned, _, made = render(
        plan([drawn(clips.clip("song.ogg"), new_folder()), Segment(probed(video), video)])
    )

    assert checked(planned, made)[0].shape == (640, 480)
    assert not planned.is_sound_only


def test_bars_follow_the_sound(tmp_path: Path) -> None:
    """Silence, then a tone: the first half is dots, the second half bars."""
    path = tmp_path / "late.wav"
    clips.ffmpeg("-f", "lavfi", "-i", "sine=330:r=48000:d=2,volume=enable='lt(t,1)':volume=0", str(path))
    found = heights(drawn(path, tmp_path).card or path)

    assert max(found[: len(found) // 2 - 10]) < 15
    assert max(found[len(found) // 2 + 10 :]) > 200


def test_only_the_kept_stretch_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "late.wav"
    clips.ffmpeg("-f", "lavfi", "-i", "sine=330:r=48000:d=2,volume=enable='lt(t,1)':volume=0", str(path))

    assert min(heights(drawn(path, tmp_path, in_ms=1_100, out_ms=1_900).card or path)[5:-5]) > 5


def test_a_sound_that_is_none_is_not_drawn(tmp_path: Path) -> None:
    path = tmp_path / "bait.mp4"
    path.write_text(f"ffconcat version 1.0\nfile {clips.clip('song.mp4')}\n")

    with pytest.raises(NotReadable):
        waveform.draw(Segment(probed(clips.clip("song.mp4")), path, card=tmp_path / "card.png"))


@pytest.mark.slow
def test_a_remux_plays_at_once_and_keeps_no_tags(tmp_path: Path) -> None:
    path = clips.clip("upright.mov")
    ffmpeg.remux(path, probed(path), tmp_path / "copy.mp4")
    found, before = probe.probe(tmp_path / "copy.mp4"), probed(path)

    whole = (tmp_path / "copy.mp4").read_bytes()
    assert whole.index(b"moov") < whole.index(b"mdat")
    assert replace(found, tags=()).shape == before.shape
    assert abs(found.duration_ms - before.duration_ms) < 50
    assert b"+52.37" not in whole


@pytest.mark.slow
def test_a_remux_of_a_live_recording_knows_how_long_it_is(tmp_path: Path) -> None:
    path = clips.clip("browser.webm")
    assert probed(path).declared_ms == 0

    ffmpeg.remux(path, probed(path), tmp_path / "copy.webm")

    assert probe.probe(tmp_path / "copy.webm").declared_ms > 1_400


@pytest.mark.slow
def test_av1_passes_the_same_checks_and_says_what_it_is() -> None:
    from testimonials.processing import loudness, verify

    path = clips.clip("plain.mp4")
    planned = plan([Segment(probed(path), path)])
    folder = new_folder()
    spoken = ffmpeg.render(planned, folder, loudness.SILENT).videos[0]
    video = ffmpeg.render_av1(planned, folder, spoken)

    [facts] = verify.verify([video], [planned.refined])
    assert (facts.video_codec, facts.tags) == ("av1", ())
    assert verify.codecs(video).startswith("av01.0.0")
    assert verify.codecs(video).endswith("M.08,mp4a.40.2")
