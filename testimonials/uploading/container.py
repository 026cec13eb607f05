"""Is this file shaped like a video, or like a sound? Answered from headers alone, without a decoder.

Promises: what is named like a video but is a playlist, a page, a picture or a program is
refused before any media library sees it; so is an MP4 that points at other files. A bounded
number of box and element headers is read, and nothing is believed about sizes. It does not
say that the video plays, or is whole: that is found out in a jail.

Boxes: ISO/IEC 14496-12 and Apple's QuickTime File Format. Elements: RFC 8794 and RFC 9559.
What has no picture may also come in containers for sound alone: see `sound`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from testimonials.uploading import sound
from testimonials.uploading.unfit import ContainerNotSupported, NotAVideo

__all__ = ["ContainerNotSupported", "NotAVideo", "identify", "looks_like"]

Container = Literal["mp4", "webm", "mp3", "wav", "ogg"]

NEEDED_BYTES = 12
MAX_TRACKS = 16

# Media, but in a container we do not take: 3GP, AVI, FLV, ASF, MPEG-PS, AMR, Core Audio.
OTHERS: tuple[tuple[int, bytes], ...] = (
    (4, b"ftyp3g"), (8, b"AVI "), (0, b"FLV\x01"), (0, b"\x30\x26\xb2\x75\x8e\x66"),
    (0, b"\x00\x00\x01\xba"), (0, b"#!AMR"), (0, b"caff"),
)  # fmt: skip

# A browser writes two boxes for every second or so; a minute at 60 fragments a second fits.
MAX_BOXES = 50_000
MAX_MOVIE_BOXES = 4_096
MAX_TYPE_BYTES = 4_096
FIRST_BOXES = {b"ftyp", b"wide", b"mdat", b"moov", b"free", b"skip", b"pnot"}
BRANCHES = {b"trak", b"mdia", b"minf", b"dinf"}
# ffmpeg's demuxer takes references from these too, where the standard has none. What phones write
# into them need not be boxes all through.
LOOSE_BRANCHES = {b"stbl", b"edts", b"udta", b"tref", b"mvex", b"wave"}
# A movie that is only a list of other movies, and one whose index is compressed.
REFUSED_BOXES = {b"rmra", b"cmov"}
SELF_CONTAINED = 1

EBML = b"\x1a\x45\xdf\xa3"
DOC_TYPE, SEGMENT, CLUSTER = b"\x42\x82", b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75"
TRACKS, TRACK_ENTRY, TRACK_TYPE = b"\x16\x54\xae\x6b", b"\xae", b"\x83"
MAX_HEADER_BYTES = 4_096
MAX_TRACKS_BYTES = 4 * 1024 * 1024
MAX_ELEMENTS = 1_024
SEEN_OR_HEARD = {1, 2}


@dataclass(frozen=True)
class Part:
    """A box or element: what it is, and where its content lies. `end` may be beyond the file."""

    kind: bytes
    start: int
    end: int


def looks_like(first_bytes: bytes) -> bool:
    """Tell whether a video we take can begin like this. Under 12 bytes, only what cannot is refused."""
    if _is_other(first_bytes):
        return False
    if EBML.startswith(first_bytes[:4]) or sound.looks_like(first_bytes):
        return True
    size, kind = int.from_bytes(first_bytes[:4]), first_bytes[4:8]
    if len(kind) < 4:
        return first_bytes[:1] == b"\0" and any(known.startswith(kind) for known in FIRST_BOXES)
    return kind in FIRST_BOXES and (kind != b"ftyp" or 8 < size <= MAX_TYPE_BYTES)


def identify(path: Path) -> Container:
    """Return the container of a whole file. Raises `NotAVideo`, or `ContainerNotSupported`."""
    end = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(NEEDED_BYTES)
        if _is_other(head):
            raise ContainerNotSupported(head.hex())
        if len(head) < NEEDED_BYTES or not looks_like(head):
            raise NotAVideo(head.hex())
        if head.startswith(EBML):
            _walk_matroska(file, end)
            return "webm"
        if (kind := sound.identify(file, head, end)) is not None:
            return kind
        _walk_mp4(file, end)
        return "mp4"


def _is_other(head: bytes) -> bool:
    return any(head[at : at + len(magic)] == magic for at, magic in OTHERS)


# -- boxes -------------------------------------------------------------------------------


def _walk_mp4(file: BinaryIO, end: int) -> None:
    """Find the movie box and look through it. A file that breaks off in its media, before the
    index at its end arrived, is a damaged video and not a false one: the probe will say so."""
    first = None
    for box in _boxes(file, 0, end, MAX_BOXES):
        first = first or box.kind
        if box.kind == b"moov":
            return _walk_movie(file, box, end)
        if box.kind == b"mdat" and box.end > end and first == b"ftyp":
            return None
    raise NotAVideo("no movie box")


def _walk_movie(file: BinaryIO, movie: Part, end: int) -> None:
    tracks, handlers = 0, set()
    for box in _branches(file, movie, end):
        tracks += box.kind == b"trak"
        if box.kind in REFUSED_BOXES or tracks > MAX_TRACKS:
            raise NotAVideo(f"{tracks} tracks, {box.kind!r}")
        if box.kind == b"hdlr":
            file.seek(box.start + 8)
            handlers.add(file.read(4))
        if box.kind == b"dref":
            _check_references(file, box, end)
    if not handlers & {b"vide", b"soun"}:
        raise NotAVideo("no picture and no sound")


def _branches(file: BinaryIO, movie: Part, end: int) -> Iterator[Part]:
    """Yield every box of a movie that says what its tracks are, at any depth."""
    waiting, budget = [movie], MAX_MOVIE_BOXES
    while waiting:
        branch = waiting.pop()
        for box in _boxes(file, branch.start, min(branch.end, end), budget):
            budget -= 1
            yield box
            if box.kind in BRANCHES:
                waiting.append(box)
            elif box.kind in LOOSE_BRANCHES:
                yield from _references(file, box, end)


def _references(file: BinaryIO, branch: Part, end: int) -> Iterator[Part]:
    """Yield the `dref` boxes below a loose branch, at any depth, as far as there are boxes."""
    waiting, seen = [branch], 0
    while waiting and seen < MAX_MOVIE_BOXES:
        inside = waiting.pop()
        with suppress(NotAVideo):
            for box in _boxes(file, inside.start, min(inside.end, end), MAX_MOVIE_BOXES):
                seen += 1
                if box.kind == b"dref":
                    yield box
                if box.kind in BRANCHES | LOOSE_BRANCHES:
                    waiting.append(box)


def _check_references(file: BinaryIO, box: Part, end: int) -> None:
    """Every sample of every track must lie in this very file."""
    for entry in _boxes(file, box.start + 8, min(box.end, end), MAX_TRACKS):
        file.seek(entry.start)
        if not int.from_bytes(file.read(4)) & SELF_CONTAINED:
            raise NotAVideo("points at another file")


def _boxes(file: BinaryIO, at: int, end: int, budget: int) -> Iterator[Part]:
    """Yield the boxes between two offsets. Raises `NotAVideo` on what cannot be one."""
    while at + 8 <= end:
        if budget <= 0:
            raise NotAVideo("too many boxes")
        budget -= 1
        file.seek(at)
        size, kind, header = int.from_bytes(file.read(4)), file.read(4), 8
        if size == 1:
            size, header = int.from_bytes(file.read(8)), 16
        elif size == 0:
            size = end - at
        if size < header:
            raise NotAVideo(f"box {kind!r} of {size} bytes")
        yield Part(kind, at + header, at + size)
        at += size


# -- elements ----------------------------------------------------------------------------


def _walk_matroska(file: BinaryIO, end: int) -> None:
    """Read the header, and the tracks that stand before the first cluster of media."""
    header, segment = None, None
    for element in _elements(file, 0, end):
        header = header or element
        if element.kind == SEGMENT:
            segment = element
            break
    if header is None or segment is None or _document(file, header) not in {b"webm", b"matroska"}:
        raise NotAVideo("no segment")
    for element in _elements(file, segment.start, end):
        if element.kind == TRACKS:
            return _check_tracks(file, element, end)
        if element.kind == CLUSTER:
            break
    raise NotAVideo("no tracks")


def _document(file: BinaryIO, header: Part) -> bytes:
    if header.end - header.start > MAX_HEADER_BYTES:
        return b""
    for element in _elements(file, header.start, header.end):
        if element.kind == DOC_TYPE:
            file.seek(element.start)
            return file.read(min(16, element.end - element.start)).rstrip(b"\0")
    return b""


def _check_tracks(file: BinaryIO, tracks: Part, end: int) -> None:
    if tracks.end > end or tracks.end - tracks.start > MAX_TRACKS_BYTES:
        raise NotAVideo("tracks that never end")
    entries = [one for one in _elements(file, tracks.start, tracks.end) if one.kind == TRACK_ENTRY]
    kinds = {_track_type(file, entry) for entry in entries[:MAX_TRACKS]}
    if len(entries) > MAX_TRACKS or not kinds & SEEN_OR_HEARD:
        raise NotAVideo(f"{len(entries)} tracks")


def _track_type(file: BinaryIO, entry: Part) -> int:
    for element in _elements(file, entry.start, entry.end):
        if element.kind == TRACK_TYPE:
            file.seek(element.start)
            return int.from_bytes(file.read(min(8, element.end - element.start)))
    return 0


def _elements(file: BinaryIO, at: int, end: int) -> Iterator[Part]:
    """Yield the elements between two offsets. Live recorders leave the size of segments and
    clusters unknown; those end at `end`."""
    for _ in range(MAX_ELEMENTS):
        if at >= end:
            return
        file.seek(at)
        kind, _ = _number(file, 4)
        size_bytes, size = _number(file, 8)
        start = at + len(kind) + len(size_bytes)
        is_unknown = size == (1 << 7 * len(size_bytes)) - 1
        if is_unknown and kind not in {SEGMENT, CLUSTER}:
            raise NotAVideo(f"element {kind.hex()} never ends")
        yield Part(kind, start, end if is_unknown else start + size)
        at = end if is_unknown else start + size
    raise NotAVideo("too many elements")


def _number(file: BinaryIO, longest: int) -> tuple[bytes, int]:
    """Read a variable-size integer: its bytes as written, and its value without the length marker."""
    first = file.read(1)
    length = 9 - first[0].bit_length() if first else 9
    raw = first + file.read(length - 1) if length <= longest else b""
    if len(raw) != length:
        raise NotAVideo("no element")
    return raw, int.from_bytes(raw) & ((1 << 7 * length) - 1)
