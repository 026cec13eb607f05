"""One process, every rendition, nothing of the upload but its picture and sound."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from testimonials.processing import ffmpeg, headway, jail, loudness
from testimonials.processing.errors import (
    DecoderCrash,
    DiskFull,
    Killed,
    NotReadable,
    OutOfMemory,
    ProcessingError,
    TooComplex,
)
from testimonials.processing.plan import Segment, plan
from tests import clips
from tests.processing.made import segment
from tests.processing.rendering import checked, new_folder, plan_of, probed, render, rendered

pytestmark = pytest.mark.slow

GUARDED = [
    ("-protocol_whitelist", "file"),
    ("-format_whitelist", "matroska,webm"),
    ("-codec_whitelist", "h264,hevc,vp8,vp9,libdav1d,aac,opus,mp3float,vorbis,pcm_s16le"),
    ("-max_pixels", "33177600"),
    ("-f", "matroska"),
]


class Ran(NamedTuple):
    """What stood on a command line that was not run."""

    argv: list[str]
    options: dict[str, Any]


def cannot_copy(*args: Any, **options: Any) -> None:
    raise NotReadable


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[Ran]:
    """The command lines of rendering two takes into one cut: the sound, then everything else."""
    ran: list[Ran] = []

    def note(argv: list[str], **options: Any) -> jail.Completed:
        ran.append(Ran(argv, options))
        if not argv[-1].endswith("sound.m4a"):
            return jail.Completed(1, "", "Conversion failed!", 0.0, 0.0)
        Path(argv[-1].removeprefix("file:")).write_bytes(b"heard")
        return jail.Completed(0, "", "", 0.0, 0.0)

    monkeypatch.setattr(jail, "run", note)
    monkeypatch.setattr(ffmpeg, "remux", cannot_copy)
    with pytest.raises(NotReadable):
        ffmpeg.render(plan([segment(), segment(1_000, 3_000)]), new_folder(), loudness.SILENT)
    assert len(ran) == 3, "plainly, then with tolerance; what cannot be copied is not repaired"
    assert "-err_detect" not in ran[1].argv
    assert "+genpts+discardcorrupt" in ran[2].argv
    return ran[:2]


@pytest.fixture
def command(commands: list[Ran]) -> Ran:
    """The one that renders."""
    return commands[1]


def test_every_input_is_guarded(commands: list[Ran]) -> None:
    for argv, _options in commands:
        inputs = [index for index, word in enumerate(argv) if word == "-i"]
        start = 0
        for at in inputs[:2]:
            words = argv[start:at]
            assert all((option, value) in pairwise(words) for option, value in GUARDED)
            assert argv[at + 1] == "file:/takes/one.webm"
            start = at
        assert [argv[at + 1].rpartition("/")[2] for at in inputs[2:]] in ([], ["sound.m4a"])


def test_the_sound_is_encoded_once_and_copied_into_every_rendition(commands: list[Ran]) -> None:
    heard, rendered_from_it = (list(pairwise(argv)) for argv, _options in commands)
    assert heard.count(("-c:a", "aac")) == 1
    assert rendered_from_it.count(("-c:a", "aac")) == 0
    assert rendered_from_it.count(("-c:a", "copy")) == 2


def test_the_sound_is_anonymous_and_without_a_picture(commands: list[Ran]) -> None:
    argv = commands[0].argv
    assert {("-map_metadata", "-1"), ("-map_chapters", "-1"), ("-fflags", "+bitexact")} <= set(pairwise(argv))
    assert "-vn" in argv[argv.index("-filter_complex") :]


def test_every_output_is_anonymous_and_capped(command: Ran) -> None:
    for option, value, count in (
        ("-map_metadata", "-1", 4), ("-map_metadata:s:v", "-1", 4), ("-map_chapters", "-1", 4), ("-frames:v", "361", 2),
        ("-fflags", "+bitexact", 4), ("-movflags", "+faststart", 3), ("-g", "60", 3), ("-crf", "23", 1),
        ("-crf", "25", 1), ("-maxrate", "2500k", 1), ("-maxrate", "700k", 1), ("-frames:v", "91", 1),
    ):  # fmt: skip
        assert list(pairwise(command.argv)).count((option, value)) == count
    assert command.argv.count("-dn") == command.argv.count("-sn") == 4


def test_it_has_limits(command: Ran) -> None:
    limits = command.options["limits"]

    assert limits.wall_seconds == 20 * 12 + 60
    assert limits.stall_seconds == 60
    assert limits.cpu_seconds <= limits.wall_seconds * (os.cpu_count() or 1)
    assert limits.file_bytes < 64 << 20


def test_it_writes_the_ladder_in_one_go() -> None:
    planned, _, made = rendered(clips.clip("plain.mp4"))
    facts = checked(planned, made)

    assert [path.name for path in made.videos] == ["480.mp4", "360.mp4"]
    assert [one.shape for one in facts] == [(640, 480), (480, 360), (480, 360)]
    assert (facts[2].has_audio, facts[2].packets) == (False, 30)
    assert {(one.packets, one.fps, one.channels, one.sample_rate) for one in facts[:2]} == {
        (30, 30.0, 2, 48_000)
    }
    assert made.frame.read_bytes().startswith(b"\x89PNG")
    assert made.cpu_seconds > 0


@pytest.mark.parametrize(
    ("name", "size", "frames"),
    [
        ("upright.mov", (360, 640), 30),
        ("odd.mp4", (320, 240), 24),
        ("anamorphic.mp4", (374, 288), 25),
        ("hdr.mov", (320, 240), 15),
        ("silent.mp4", (320, 240), 25),
        ("browser.webm", (320, 240), 45),
    ],
)
def test_odd_uploads_become_plain_ones(name: str, size: tuple[int, int], frames: int) -> None:
    planned, _, made = rendered(clips.clip(name))
    facts = checked(planned, made)[0]

    assert (facts.width, facts.height, facts.sar, facts.rotation) == (*size, (1, 1), 0)
    assert abs(facts.packets - frames) <= 1
    assert facts.has_audio is planned.has_audio
    assert not facts.is_hdr


def test_a_stalled_camera_holds_its_last_picture() -> None:
    planned, _, made = rendered(clips.clip("stalled.webm"))
    facts = checked(planned, made)[0]

    assert abs(facts.duration_ms - 3_000) < 60
    assert facts.packets == planned.frames


def test_a_picture_that_changes_its_size_is_fitted_in() -> None:
    planned, _, made = rendered(clips.clip("grows.webm"))

    assert checked(planned, made)[0].packets == 36


def test_several_takes_become_one() -> None:
    """Of all shapes, rates, colours and layouts of sound, with and without it."""
    names = [
        "browser.webm",
        "silent.mp4",
        "upright.mov",
        "hdr.mov",
        "surround.mp4",
        "interrupted.mp4",
        "edited.mov",
    ]
    planned, _, made = rendered(*map(clips.clip, names))
    facts = checked(planned, made)[0]

    assert len(planned.parts) == len(names)
    assert abs(facts.duration_ms - sum(part.segment.facts.duration_ms for part in planned.parts)) < 150
    assert facts.shape == (320, 240)


def test_a_segment_is_cut_out_and_a_take_may_come_twice() -> None:
    path = clips.clip("long.mp4")
    facts = probed(path)
    planned, _, made = render(plan([Segment(facts, path, 2_000, 2_500), Segment(facts, path, 100, 600)]))

    assert checked(planned, made)[0].duration_ms == 1_000


def test_progress_grows_and_whoever_listens_may_give_up() -> None:
    percents: list[int] = []
    planned = plan_of([clips.clip("plain.mp4")])
    ffmpeg.render(planned, new_folder(), loudness.SILENT, on_progress=percents.append)

    assert percents == sorted(percents)
    assert percents[-1] >= 90

    def lose_the_lease(percent: int) -> None:
        raise LookupError(percent)

    with pytest.raises(LookupError):
        ffmpeg.render(planned, new_folder(), loudness.SILENT, on_progress=lose_the_lease)


def test_lines_that_repeat_are_no_headway() -> None:
    meter = headway.Headway(1_000, None)

    assert [meter.see(line) for line in ("frame=1", "frame=1", "speed=2x", "frame=2", "out_time_us=N/A")] == [
        True, False, False, True, True,
    ]  # fmt: skip


def test_a_playlist_in_the_place_of_a_take_is_not_followed(tmp_path: Path) -> None:
    bait = tmp_path / "bait.mp4"
    bait.write_text(f"ffconcat version 1.0\nfile {clips.clip('plain.mp4')}\n")
    good = plan_of([clips.clip("plain.mp4")])
    part = replace(good.parts[0], segment=replace(good.parts[0].segment, path=bait))

    with pytest.raises(NotReadable):
        ffmpeg.render(replace(good, parts=(part,)), new_folder(), loudness.SILENT)


def test_paths_may_look_like_anything(tmp_path: Path) -> None:
    folder = tmp_path / "50% of -y [a];'b':c"
    folder.mkdir()
    path = folder / "-i %d.mp4"
    shutil.copy(clips.clip("silent.mp4"), path)

    made = ffmpeg.render(plan_of([path]), folder, loudness.SILENT)

    assert sorted(one.name for one in folder.iterdir()) == [
        "-i %d.mp4",
        "240.mp4",
        "frame.png",
        "preview.mp4",
    ]
    assert made.frame.stat().st_size


@pytest.mark.parametrize(
    ("completed", "error"),
    [
        (jail.Completed(-9, "", "", 0, 0, hit_its_limit=True), TooComplex),
        (jail.Completed(-9, "", "", 0, 0), Killed),
        (jail.Completed(-25, "", "", 0, 0), TooComplex),
        (jail.Completed(1, "", "Error writing trailer: File too large", 0, 0), TooComplex),
        (jail.Completed(-11, "", "", 0, 0), DecoderCrash),
        (jail.Completed(244, "", "Cannot allocate memory", 0, 0), OutOfMemory),
        (jail.Completed(228, "", "av_interleaved_write_frame(): No space left on device", 0, 0), DiskFull),
        (jail.Completed(0, "", "Error writing trailer: No space left on device", 0, 0), DiskFull),
        (jail.Completed(0, "", "", 0, 0), NotReadable),
        (jail.Completed(183, "", "Invalid data found when processing input", 0, 0), NotReadable),
    ],
)
def test_every_end_has_a_name(
    monkeypatch: pytest.MonkeyPatch, completed: jail.Completed, error: type[ProcessingError]
) -> None:
    monkeypatch.setattr(jail, "run", lambda *args, **kwargs: completed)
    monkeypatch.setattr(ffmpeg, "remux", cannot_copy)

    with pytest.raises(error) as refused:
        ffmpeg.render(plan([segment()]), new_folder(), loudness.SILENT)

    assert type(refused.value) is error


def test_a_disk_without_room_is_seen_before_anything_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 10, 0))

    with pytest.raises(DiskFull) as refused:
        ffmpeg.render(plan([segment()]), new_folder(), loudness.SILENT)

    assert refused.value.is_ours


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_disk_that_fills_up_is_not_a_finished_video(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(tmp_path)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting is forbidden here")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(1 << 40, 0, 1 << 40))
    try:
        with pytest.raises(DiskFull):
            ffmpeg.render(plan_of([clips.clip("plain.mp4")]), tmp_path, loudness.SILENT)
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
