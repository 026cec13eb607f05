"""Is what we made what we meant? Asked of every file before it may be called ready.

ffmpeg answers 0 to a full disk and to an upload that broke off in the middle, so nothing is
believed but the file: its packets, the order of its boxes, both of its ends decoded, and no
tag left of whoever's phone it came from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from testimonials.processing import ffmpeg, probe
from testimonials.processing.errors import MetadataLeft, NotReadable, OutputDamaged, OutputShort
from testimonials.processing.facts import Facts
from testimonials.processing.plan import Rendition

TOLERANCE_MS = 500
TOLERANCE_SHARE = 0.02
# What ffmpeg writes into a plain faststart MP4; anything else would be somebody else's.
TOP_BOXES = {b"ftyp", b"moov", b"free", b"mdat"}
MOVIE_BOXES = {b"mvhd", b"trak", b"udta"}
# ffmpeg always writes a list of tags; this is the one with none in it.
NO_TAGS = (
    b"\x00\x00\x00\x35meta" + bytes(4) + b"\x00\x00\x00\x21hdlr" + bytes(8) + b"mdirappl" + bytes(9)
    + b"\x00\x00\x00\x08ilst"
)  # fmt: skip
MAX_BOXES = 64
INDEX_BYTES = 65_536


def verify(
    videos: Sequence[Path], meant: Sequence[Rendition], *, program: str | None = None
) -> tuple[Facts, ...]:
    """Return the facts of the `videos`, each of which was `meant` to be the rendition at its place.

    Raises `OutputShort` ("The upload is damaged at 1.6 of 3.0 s") when less was decoded than
    the upload's packets promised, `MetadataLeft`, or `OutputDamaged` for anything else.
    """
    for path in videos:
        _check_boxes(path)
    try:
        found = tuple(probe.probe_all(videos))
    except NotReadable as error:
        raise OutputDamaged(detail=error.detail) from error
    for facts, rendition in zip(found, meant, strict=True):
        _check_form(facts, rendition)
        _check_length(facts, rendition)
    ffmpeg.decode_ends(videos, program=program)
    return found


def codecs(video: Path) -> str:
    """Return the `codecs` parameter (RFC 6381) of one of our own AV1 files, which a browser asks for.

    Its `av1C` box names profile, level, tier and depth. Raises `OutputDamaged` when there is none.
    """
    with video.open("rb") as file:
        index = file.read(INDEX_BYTES)
    at = index.find(b"av1C")
    if at < 0:
        raise OutputDamaged(detail=f"{video.name} does not say which AV1 it is")
    _, sequence, flags = index[at + 4 : at + 7]
    tier, depth = "H" if flags & 0x80 else "M", 10 if flags & 0x40 else 8
    sound = ",mp4a.40.2" if b"mp4a" in index else ""
    return f"av01.{sequence >> 5}.{sequence & 31:02d}{tier}.{depth:02d}{sound}"


def _check_form(facts: Facts, rendition: Rendition) -> None:
    if facts.tags:
        raise MetadataLeft(detail=", ".join(facts.tags))
    form = (facts.video_codec, facts.audio_codec, facts.width, facts.height, facts.rotation, facts.streams)
    sound = "aac" if rendition.has_audio else ""
    meant = (rendition.codec, sound, rendition.width, rendition.height, 0, 1 + rendition.has_audio)
    if form != meant:
        raise OutputDamaged(detail=f"made {form}, meant {meant}")


def _check_length(facts: Facts, rendition: Rendition) -> None:
    """Frames are counted, not only timed: a hole in the middle has the right length too."""
    lengths = [facts.packets * 1000 // rendition.fps, facts.video_end_ms]
    lengths += [facts.audio_end_ms] if rendition.has_audio else []
    tolerance = max(TOLERANCE_MS, rendition.duration_ms * TOLERANCE_SHARE)
    if rendition.duration_ms - min(lengths) > tolerance:
        raise OutputShort(at=probe.seconds(min(lengths)), of=probe.seconds(rendition.duration_ms))
    if max(lengths) - rendition.duration_ms > tolerance:
        raise OutputDamaged(detail=f"{max(lengths)} ms long, meant {rendition.duration_ms}")


def _check_boxes(path: Path) -> None:
    with path.open("rb") as file:
        boxes = list(_boxes(file, 0, path.stat().st_size))
        kinds = [kind for kind, _, _ in boxes]
        if kinds.count(b"moov") != 1 or kinds.count(b"mdat") != 1 or not TOP_BOXES.issuperset(kinds):
            raise OutputDamaged(detail=f"boxes of {path.name}: {kinds}")
        if kinds.index(b"mdat") < kinds.index(b"moov"):
            raise OutputDamaged(detail=f"{path.name} has its index at the end")
        _, start, end = boxes[kinds.index(b"moov")]
        _check_movie(file, list(_boxes(file, start, end)))


def _check_movie(file: BinaryIO, boxes: Sequence[tuple[bytes, int, int]]) -> None:
    for kind, start, end in boxes:
        file.seek(start)
        if kind not in MOVIE_BOXES or (kind == b"udta" and file.read(end - start) != NO_TAGS):
            raise MetadataLeft(detail=f"{kind!r} of {end - start} bytes")


def _boxes(file: BinaryIO, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, start and end of the content of each box between two offsets."""
    for _ in range(MAX_BOXES):
        if at == end:
            return
        file.seek(at)
        size, kind, header = int.from_bytes(file.read(4)), file.read(4), 8
        if size == 1:
            size, header = int.from_bytes(file.read(8)), 16
        if size < header or at + size > end:
            raise OutputDamaged(detail=f"box {kind!r} at {at} ends outside")
        yield kind, at + header, at + size
        at += size
    raise OutputDamaged(detail="too many boxes")
