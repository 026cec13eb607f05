"""A plan is arithmetic: what comes out of which facts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from testimonials.processing.errors import EmptyClip, InvalidCut
from testimonials.processing.plan import RECIPE, plan
from tests.processing.made import SILENT, segment


@pytest.mark.parametrize(
    ("width", "height", "sizes"),
    [
        (1280, 720, [(1280, 720), (640, 360)]),
        (720, 1280, [(720, 1280), (360, 640)]),
        (1920, 1080, [(1280, 720), (640, 360)]),
        (3840, 2160, [(1280, 720), (640, 360)]),
        (1080, 1080, [(720, 720), (360, 360)]),
        (640, 480, [(640, 480), (480, 360)]),
        (854, 480, [(854, 480), (640, 360)]),
        (640, 360, [(640, 360)]),
        (321, 241, [(320, 240)]),
        (16, 16, [(16, 16)]),
        (3840, 720, [(1920, 360), (960, 180)]),
        (1, 1, [(2, 2)]),
    ],
)
def test_sizes_fit_the_ladder_and_never_grow(width: int, height: int, sizes: list[tuple[int, int]]) -> None:
    made = plan([segment(width=width, height=height)])

    assert [(one.width, one.height) for one in made.renditions] == sizes


def test_a_rendition_is_named_by_its_short_side() -> None:
    assert [one.name for one in plan([segment(rotation=90)]).renditions] == ["720", "360"]


@pytest.mark.parametrize(
    ("average", "fps"),
    [(3.5, 15), (14.9, 15), (24.0, 24), (24.87, 25), (23.976, 24), (25.2, 25), (29.1, 30), (30.01, 30), (59.94, 30), (0.0, 15)],
)  # fmt: skip
def test_the_rate_is_the_next_usual_one_up_to_thirty(average: float, fps: int) -> None:
    assert plan([segment(fps=average)]).fps == fps


@pytest.mark.parametrize(
    ("in_ms", "out_ms", "frames"),
    [(0, None, 300), (0, 10_000, 300), (1_000, 2_500, 45), (9_999, None, 1), (0, 10_400, 300), (33, 67, 1)],
)
def test_a_segment_is_whole_frames(in_ms: int, out_ms: int | None, frames: int) -> None:
    made = plan([segment(in_ms, out_ms)])

    assert made.frames == frames
    assert made.duration_ms == frames * 1000 // 30


@pytest.mark.parametrize(
    ("in_ms", "out_ms"), [(-1, 10), (5_000, 5_000), (6_000, 5_000), (0, 10_600), (10_000, None)]
)
def test_a_cut_cannot_ask_for_what_is_not_there(in_ms: int, out_ms: int | None) -> None:
    with pytest.raises(InvalidCut):
        plan([segment(in_ms, out_ms)])


def test_a_cut_of_nothing_is_none() -> None:
    with pytest.raises(EmptyClip):
        plan([])


def test_several_segments_make_one() -> None:
    made = plan(
        [
            segment(0, 2_000, fps=25.0),
            segment(500, 1_500, width=720, height=1280),
            segment(0, 1_000, **SILENT),
        ]
    )

    assert (made.fps, made.frames, made.duration_ms) == (30, 120, 4_000)
    assert made.renditions[0].width == 1280
    assert made.has_audio
    assert made.recipe == RECIPE


@pytest.mark.parametrize(
    ("differences", "hold_ms", "silence_ms"),
    [({}, 150, 150), ({"video_end_ms": 8_600}, 1_550, 150), ({"audio_end_ms": 7_000}, 150, 3_150)],
)
def test_only_what_was_missing_from_the_start_is_held(
    differences: dict[str, Any], hold_ms: int, silence_ms: int
) -> None:
    part = plan([segment(**differences)]).parts[0]

    assert (part.hold_ms, part.silence_ms) == (hold_ms, silence_ms)


def test_a_cut_without_any_sound_has_none() -> None:
    assert not plan([segment(**SILENT)]).has_audio


@pytest.mark.parametrize(
    ("poster_ms", "out_ms", "at"),
    [(None, None, 3_333), (None, 900, 300), (2_000, None, 2_000), (99_000, None, 9_966), (-5, None, 0)],
)
def test_the_poster_is_a_frame_of_the_cut(poster_ms: int | None, out_ms: int | None, at: int) -> None:
    assert plan([segment(0, out_ms)], poster_ms=poster_ms).poster_ms == at


def test_colours_are_those_of_the_first_segment() -> None:
    assert plan([segment(matrix="bt470bg"), segment(matrix="bt709")]).luma == "bt470bg"


def test_a_preview_is_three_silent_seconds_from_the_poster_on() -> None:
    made = plan([segment()], poster_ms=2_000)

    assert (made.preview.first, made.preview.frames, made.preview.has_audio) == (60, 90, False)
    assert (made.preview.width, made.preview.height) == (640, 360)


@pytest.mark.parametrize(
    ("out_ms", "poster_ms", "first", "frames"), [(1_000, None, 0, 30), (None, 9_900, 210, 90)]
)
def test_a_preview_never_runs_over_the_end(
    out_ms: int | None, poster_ms: int | None, first: int, frames: int
) -> None:
    preview = plan([segment(0, out_ms)], poster_ms=poster_ms).preview

    assert (preview.first, preview.frames) == (first, frames)


def test_a_better_codec_gets_the_largest_rung_only() -> None:
    made = plan([segment(width=1920, height=1080)])

    assert (made.refined.name, made.refined.codec, made.refined.height) == ("720-av1", "av1", 720)
    assert made.refined not in made.files


SOUND_ONLY: dict[str, Any] = {
    "video_codec": "",
    "video_end_ms": 0,
    "width": 0,
    "height": 0,
    "fps": 0.0,
    "packets": 0,
}


def test_sound_alone_is_drawn_on_a_card_and_its_poster_is_the_whole_waveform() -> None:
    made = plan([replace(segment(**SOUND_ONLY), card=Path("/takes/card.png"))])

    assert made.is_sound_only
    assert made.fps == 15
    assert (made.renditions[0].width, made.renditions[0].height) == (1280, 720)
    assert made.poster_frame == made.frames - 1
    assert Path("/takes/card.png") in made.paths


def test_sound_beside_a_picture_takes_the_pictures_shape_and_colours() -> None:
    card = replace(segment(**SOUND_ONLY), card=Path("/takes/card.png"))
    made = plan([card, segment(width=720, height=1280, matrix="bt470bg")])

    assert not made.is_sound_only
    assert (made.renditions[0].width, made.renditions[0].height, made.luma) == (720, 1280, "bt470bg")
