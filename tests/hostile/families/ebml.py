"""Matroska elements that lie about their size, number or depth, or lead to themselves."""

from __future__ import annotations

import zlib
from functools import partial

from tests.hostile import elements, making
from tests.hostile.elements import (
    CHAPTERS,
    CUES,
    SEEK_HEAD,
    SEGMENT,
    TAGS,
    TRACKS,
    UNKNOWN,
    VOID,
    element,
    text,
    uint,
)
from tests.hostile.specimens import CANARY, Family, noise

family = Family("ebml")

MEGABYTES_200 = 200 * 1024 * 1024


def _before(*more: bytes) -> bytes:
    return elements.film(before=more)


def _loop(kind: str) -> bytes:
    """An index that leads to itself."""
    seek = element("4DBB", element("53AB", bytes.fromhex(SEEK_HEAD)), uint("53AC", 0))
    cue = element("BB", uint("B3", 0), element("B7", uint("F7", 1), uint("F1", 0)))
    return _before(element(SEEK_HEAD, seek * 40) if kind == "seek" else element(CUES, cue * 2000))


def _cues_elsewhere() -> bytes:
    seek = element("4DBB", element("53AB", bytes.fromhex(CUES)), uint("53AC", 2**62))
    return _before(element(SEEK_HEAD, seek))


def _laced(flags: int, lace: bytes, count: int = 1) -> bytes:
    frames = making.vp8_frames()
    block = elements.simple_block(lace + frames[1], 66, flags=flags)
    return elements.film(clusters=[elements.cluster(0, elements.simple_block(frames[0], 0), block * count)])


def _encoded(algorithm: int, settings: bytes, private: bytes = b"") -> bytes:
    """A track whose frames are said to be compressed."""
    compression = element("5034", uint("4254", algorithm), element("4255", settings) if settings else b"")
    encoding = element(
        "6D80", element("6240", uint("5031", 0), uint("5032", 3), uint("5033", 0), compression)
    )
    return elements.film(tracks=[elements.video_entry(encoding, element("63A2", private))])


def _encrypted() -> bytes:
    encryption = element("5035", uint("47E1", 5), element("47E2", bytes(16)))
    return elements.film(
        tracks=[elements.video_entry(element("6D80", element("6240", uint("5033", 1), encryption)))]
    )


def _unknown_inside(kind: str, depth: int) -> bytes:
    return elements.header() + element(
        SEGMENT, (bytes.fromhex(kind) + UNKNOWN) * depth, making.webm(), size=UNKNOWN
    )


def _simple_tags(depth: int) -> bytes:
    core = text("45A3", "A") + text("4487", CANARY)
    return _before(element(TAGS, element("7373", elements.nested("67C8", depth, core))))


family.add_bytes(
    "segment-in-segment.webm", lambda: elements.header() + elements.nested(SEGMENT, 5000), end="refused"
)

family.add_bytes("unknown-segments.webm", lambda: _unknown_inside(SEGMENT, 5000), end="refused")

family.add_bytes("unknown-clusters.webm", lambda: _unknown_inside(elements.CLUSTER, 5000), end="refused")

family.add_bytes(
    "unknown-tracks.webm",
    lambda: (
        elements.header()
        + element(SEGMENT, element(TRACKS, elements.video_entry(), size=UNKNOWN), size=UNKNOWN)
    ),
    end="refused",
)

family.add_bytes(
    "unknown-in-cluster.webm",
    lambda: elements.film(clusters=[elements.cluster(0, bytes.fromhex("A0") + UNKNOWN, size=UNKNOWN)]),
)

family.add_bytes(
    "void-beyond.webm",
    lambda: _before(element(VOID, size=b"\x01\xff\xff\xff\xff\xff\xff\xfe")),
    end="refused",
)

family.add_bytes("void-flood.webm", lambda: _before(element(VOID) * 60_000), end="refused")

family.add_bytes(
    "void-at-the-end.webm",
    lambda: elements.film(after=[element(VOID, size=b"\x01\xff\xff\xff\xff\xff\xff\xfe")]),
)

family.add_bytes("tags-in-tags.webm", lambda: _simple_tags(30_000))

family.add_bytes(
    "chapters-in-chapters.webm",
    lambda: _before(element(CHAPTERS, element("45B9", elements.nested("B6", 30_000)))),
)

family.add_bytes(
    "block-in-block.webm",
    lambda: elements.film(clusters=[elements.cluster(0, elements.nested("A0", 30_000))]),
)

family.add_bytes("seek-to-itself.webm", lambda: _loop("seek"))

family.add_bytes("cues-to-the-start.webm", lambda: _loop("cues"))

family.add_bytes("cues-elsewhere.webm", _cues_elsewhere)

for _flags, _name in ((0x02, "xiph"), (0x04, "fixed"), (0x06, "ebml")):
    family.add_bytes(f"lacing-{_name}.webm", partial(_laced, _flags, b"\xff" * 256))
    family.add_bytes(f"lacing-{_name}-many.webm", partial(_laced, _flags, b"\xff\x80" + b"\x80" * 254, 3000))

family.add_bytes("compressed-frames.webm", lambda: _encoded(0, b"", zlib.compress(bytes(MEGABYTES_200), 9)))

family.add_bytes("stripped-headers.webm", lambda: _encoded(3, noise("stripped", 200_000)))

family.add_bytes("unknown-compression.webm", lambda: _encoded(77, b""))

family.add_bytes("encrypted.webm", _encrypted)

family.add_bytes(
    "read-version-99.webm", lambda: making.webm().replace(b"\x42\x85\x81\x02", b"\x42\x85\x81\x63")
)

family.add_bytes("another-document.webm", lambda: making.webm().replace(b"webm", b"note"), end="refused")

family.add_bytes(
    "long-ids.webm",
    lambda: elements.header("webm", uint("42F2", 2**32)) + element(SEGMENT, b"\x00" * 64),
    end="refused",
)

family.add_bytes("two-segments.webm", lambda: elements.film() + elements.film()[len(elements.header()) :])

family.add_bytes(
    "film-in-attachment.webm",
    lambda: _before(
        element(
            elements.ATTACHMENTS,
            element(
                "61A7",
                text("466E", "a.webm"),
                text("4660", "video/webm"),
                uint("46AE", 1),
                element("465C", making.webm()),
            ),
        )
    ),
)

family.add_bytes(
    "track-names-itself.webm",
    lambda: elements.film(
        tracks=[elements.video_entry(element("E2", element("E3", element("E4", uint("E5", 1)))))]
    ),
)

family.add_bytes(
    "private-of-3-megabytes.webm",
    lambda: elements.film(tracks=[elements.video_entry(element("63A2", noise("private", 3_000_000)))]),
)
