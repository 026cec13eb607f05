"""Matroska elements by hand, for files no muxer would write. RFC 8794, RFC 9559."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

from tests.hostile import making

EBML, SEGMENT, INFO, TRACKS, CLUSTER = "1A45DFA3", "18538067", "1549A966", "1654AE6B", "1F43B675"
CUES, TAGS, CHAPTERS, ATTACHMENTS, SEEK_HEAD = "1C53BB6B", "1254C367", "1043A770", "1941A469", "114D9B74"
TRACK_ENTRY, VOID, SIMPLE_BLOCK, BLOCK_GROUP, BLOCK = "AE", "EC", "A3", "A0", "A1"
UNKNOWN = b"\x01\xff\xff\xff\xff\xff\xff\xff"


def element(kind: str, *parts: bytes, size: bytes | None = None) -> bytes:
    """An element around its parts; `size` as written when it is not to be the true one."""
    content = b"".join(parts)
    return bytes.fromhex(kind) + (vint(len(content)) if size is None else size) + content


def vint(number: int, length: int = 0) -> bytes:
    """A number as EBML writes it, in as few bytes as it takes, or in `length`."""
    length = length or next(n for n in range(1, 9) if number < (1 << 7 * n) - 1)
    return (number | 1 << 7 * length).to_bytes(length)


def uint(kind: str, number: int) -> bytes:
    """An element that holds a number."""
    return element(kind, number.to_bytes(max(1, (number.bit_length() + 7) // 8)))


def real(kind: str, number: float) -> bytes:
    """An element that holds a double."""
    return element(kind, struct.pack(">d", number))


def text(kind: str, words: str) -> bytes:
    """An element that holds text."""
    return element(kind, words.encode())


def header(doc_type: str = "webm", *more: bytes) -> bytes:
    """The EBML header."""
    versions = uint("4286", 1) + uint("42F7", 1) + uint("42F2", 4) + uint("42F3", 8)
    return element(EBML, versions, text("4282", doc_type), uint("4287", 4), uint("4285", 2), *more)


def info(*more: bytes, scale: int = 1_000_000) -> bytes:
    """The segment's information; times are in `scale` nanoseconds."""
    return element(INFO, uint("2AD7B1", scale), text("4D80", "a"), text("5741", "a"), *more)


def video_entry(
    *more: bytes, number: int = 1, size: tuple[int, int] = (160, 120), codec: str = "V_VP8"
) -> bytes:
    """A video track."""
    shape = element("E0", uint("B0", size[0]), uint("BA", size[1]))
    known = uint("D7", number) + uint("73C5", number) + uint("83", 1) + text("86", codec)
    return element(TRACK_ENTRY, known, shape, *more)


def audio_entry(*more: bytes, number: int = 2, rate: float = 48_000, channels: int = 1) -> bytes:
    """An Opus track."""
    shape = element("E1", real("B5", rate), uint("9F", channels))
    private = b"OpusHead\x01" + bytes([min(channels, 255)]) + struct.pack("<HIhB", 312, 48_000, 0, 0)
    known = uint("D7", number) + uint("73C5", number) + uint("83", 2) + text("86", "A_OPUS")
    return element(TRACK_ENTRY, known, element("63A2", private), shape, *more)


def simple_block(frame: bytes, at: int, *, track: int = 1, flags: int = 0x80) -> bytes:
    """A frame `at` ticks after its cluster's time."""
    return element(SIMPLE_BLOCK, vint(track), struct.pack(">hB", at, flags), frame)


def cluster(at: int, *parts: bytes, size: bytes | None = None) -> bytes:
    """A cluster that begins at a time."""
    return element(CLUSTER, uint("E7", at), *parts, size=size)


def film(
    *,
    before: Sequence[bytes] = (),
    tracks: Sequence[bytes] | None = None,
    clusters: Iterable[bytes] | None = None,
    after: Sequence[bytes] = (),
    about: bytes | None = None,
) -> bytes:
    """A WebM of nine VP8 frames with everything exchangeable; `before` stands in front of its clusters."""
    entries = element(TRACKS, *(tracks if tracks is not None else [video_entry()]))
    media = clusters if clusters is not None else [usual_cluster()]
    return header() + element(SEGMENT, about or info(), *before, entries, *media, *after)


def usual_cluster(*more: bytes) -> bytes:
    """Nine frames, 66 ms apart."""
    frames = making.vp8_frames()
    return cluster(0, *(simple_block(frame, 66 * n) for n, frame in enumerate(frames)), *more)


def nested(kind: str, depth: int, core: bytes = b"") -> bytes:
    """An element in itself, `depth` times, with true sizes."""
    heads: list[bytes] = []
    length = len(core)
    for _ in range(depth):
        head = bytes.fromhex(kind) + vint(length)
        heads.append(head)
        length += len(head)
    return b"".join(reversed(heads)) + core
