"""Nothing is called ready that was not looked at again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from testimonials.processing import verify
from testimonials.processing.errors import (
    MetadataLeft,
    OutputDamaged,
    OutputShort,
    UploadDamaged,
)
from testimonials.processing.plan import Plan
from tests import clips
from tests.processing.rendering import rendered

pytestmark = pytest.mark.slow


@pytest.fixture
def made(tmp_path: Path) -> tuple[Plan, list[Path]]:
    """A finished cut of its own, to be damaged."""
    planned, _, files = rendered(clips.clip("plain.mp4"))
    return planned, [Path(shutil.copy(path, tmp_path)) for path in files.videos]


def test_what_was_made_passes(made: tuple[Plan, list[Path]]) -> None:
    found = verify.verify(made[1], made[0].renditions)

    assert [one.tags for one in found] == [(), ()]


def test_a_phones_tags_are_gone() -> None:
    planned, _, files = rendered(clips.clip("upright.mov"))

    assert verify.verify(files.videos, planned.renditions)[0].tags == ()
    for path in files.videos:
        assert not any(trace in path.read_bytes() for trace in (b"+52.37", b"Canary", b"location"))


@pytest.mark.parametrize("size", [0, 7, 2_000])
def test_an_unfinished_file_is_damaged(made: tuple[Plan, list[Path]], size: int) -> None:
    planned, videos = made
    videos[1].write_bytes(videos[1].read_bytes()[:size])

    with pytest.raises(OutputDamaged):
        verify.verify(videos, planned.renditions)


def test_an_index_at_the_end_is_damaged(made: tuple[Plan, list[Path]]) -> None:
    planned, videos = made
    clips.ffmpeg("-i", str(clips.clip("plain.mp4")), "-c", "copy", "-map_metadata", "-1", str(videos[0]))

    with pytest.raises(OutputDamaged, match="index at the end"):
        verify.verify(videos, planned.renditions)


@pytest.mark.parametrize(
    "tags",
    [
        ["-metadata", "title=Canary"],
        ["-metadata:s:v", "handler_name=Canary"],
        ["-metadata", "location=+52+4/"],
    ],
)
def test_a_tag_that_was_left_is_found(made: tuple[Plan, list[Path]], tags: list[str]) -> None:
    planned, videos = made
    tagged = videos[0].with_name("tagged.mp4")
    clips.ffmpeg(
        "-i",
        str(videos[0]),
        "-c",
        "copy",
        *tags,
        "-movflags",
        "+faststart",
        "-fflags",
        "+bitexact",
        str(tagged),
    )

    with pytest.raises(MetadataLeft):
        verify.verify([tagged, videos[1]], planned.renditions)


def test_another_shape_than_meant_is_damaged(made: tuple[Plan, list[Path]]) -> None:
    planned, videos = made

    with pytest.raises(OutputDamaged, match="meant"):
        verify.verify([videos[1], videos[0]], planned.renditions)


def test_less_than_meant_names_the_place(made: tuple[Plan, list[Path]]) -> None:
    planned, videos = made
    meant = [replace(rendition, frames=rendition.frames + 60) for rendition in planned.renditions]

    with pytest.raises(OutputShort, match=r"The upload is damaged at 1.0 of 3.0 s"):
        verify.verify(videos, meant)


def test_noise_in_the_middle_does_not_decode(made: tuple[Plan, list[Path]]) -> None:
    planned, videos = made
    whole = bytearray(videos[0].read_bytes())
    whole[-9_000:-3_000] = bytes(6_000)
    videos[0].write_bytes(whole)

    with pytest.raises(OutputDamaged, match="ends do not decode"):
        verify.verify(videos, planned.renditions)


def test_an_upload_that_turns_to_noise_is_never_published_short() -> None:
    """Its index promises three seconds, every packet is there, and ffmpeg may well say 0."""
    planned, _, files = rendered(clips.clip("garbled.mp4"))

    with pytest.raises(UploadDamaged, match=r"The upload is damaged at 1\.\d of 3\.0 s") as refused:
        verify.verify(files.videos, planned.renditions)

    assert refused.value.is_permanent
