"""Boxes and elements that lie about their size, count or depth, to eat a parser's stack or memory."""

from __future__ import annotations

import struct
import zlib
from functools import partial

from tests.hostile import boxes, making
from tests.hostile.boxes import FTYP, box, full, u32
from tests.hostile.making import picture
from tests.hostile.specimens import Family, noise

family = Family("structures")

STBL = "moov/trak/mdia/minf/stbl"

MAX32 = 0xFFFFFFFF

MEGABYTES_200 = 200 * 1024 * 1024


def _table(name: str, content: bytes) -> bytes:
    return boxes.replaced(making.mute(), f"{STBL}/{name}", content)


def _counts(name: str, *before: int) -> bytes:
    """A table that counts four billion rows and has none."""
    return _table(name, u32(0, *before, MAX32))


def _deep(kind: bytes, depth: int, core: bytes = b"") -> bytes:
    """A box in itself, with true sizes."""
    heads = [struct.pack(">I4s", len(core) + 8 * n, kind) for n in range(depth, 0, -1)]
    return b"".join(heads) + core


def _last_size(size: int, kind: bytes = b"mdat", long: int | None = None) -> bytes:
    """The last box of a film claims a size, of 64 bits if `long` says so."""
    film = making.early()
    at = film.index(kind) - 4
    head = struct.pack(">I4s", size, kind) + (struct.pack(">Q", long) if long is not None else b"")
    return film[:at] + head + film[at + 8 :]


def _bomb(packed: bytes, claimed: int) -> bytes:
    cmov = box(b"cmov", box(b"dcom", b"zlib"), box(b"cmvd", u32(claimed), packed))
    return FTYP + box(b"moov", cmov) + box(b"mdat", bytes(100))


def _in_moov(more: bytes) -> bytes:
    return boxes.grown(making.late(), "moov", more)


def _fragment(name: str, content: bytes) -> bytes:
    return boxes.replaced(making.fragmented(), f"moof/traf/{name}", content)


def _after_type(more: bytes) -> bytes:
    film = making.early()
    return film[: film.index(b"moov") - 4] + more + film[film.index(b"moov") - 4 :]


def _keys() -> bytes:
    """Metadata keys that count four billion."""
    handler = full(b"hdlr", bytes(4), b"mdta", bytes(13))
    return box(b"meta", handler, full(b"keys", u32(MAX32)), box(b"ilst", box(b"\0\0\0\1", bytes(16))))


family.add_bytes("moov-in-moov.mp4", lambda: FTYP + _deep(b"moov", 20_000), end="refused")

family.add_bytes("trak-in-trak.mp4", lambda: FTYP + box(b"moov", _deep(b"trak", 20_000)), end="refused")

family.add_bytes("deep-beside-a-film.mp4", lambda: _in_moov(_deep(b"udta", 20_000)))

family.add_bytes("deep-meta.mp4", lambda: _in_moov(box(b"udta", _deep(b"meta", 20_000))))

family.add_bytes("deep-wave.mov", lambda: _in_moov(_deep(b"wave", 50_000)))

family.add_bytes("size-0-at-the-end.mp4", lambda: _last_size(0))

family.add_bytes(
    "size-0-in-front.mp4", lambda: FTYP + struct.pack(">I4s", 0, b"free") + making.early(), end="refused"
)

family.add_bytes("size-0-inside.mp4", lambda: boxes.resized(making.late(), b"trak", 0))

family.add_bytes("size-7.mp4", lambda: _last_size(7, b"moov"), end="refused")

family.add_bytes("size-7-inside.mp4", lambda: boxes.resized(making.late(), b"mdia", 7), end="refused")

family.add_bytes("size-beyond.mp4", lambda: _last_size(0x7FFFFFFF, b"moov"))

family.add_bytes("size-beyond-inside.mp4", lambda: boxes.resized(making.late(), b"stbl", 0x7FFFFFFF))

family.add_bytes(
    "size-beyond-type.mp4", lambda: boxes.patched(making.early(), 0, u32(0x7FFFFFFF)), end="refused"
)

for _long in ((1 << 64) - 1, 1 << 63, (1 << 63) - 1, 15, 0):
    family.add_bytes(f"size-of-64-bits-{_long:x}.mp4", partial(_last_size, 1, b"mdat", _long))
    family.add_bytes(
        f"size-of-64-bits-{_long:x}-in-front.mp4",
        partial(_after_type, struct.pack(">I4sQ", 1, b"free", _long)), end="refused",
    )  # fmt: skip

for _name, _before in {
    "stts": (),
    "stsc": (),
    "stco": (),
    "stss": (),
    "ctts": (),
    "stsz": (0,),
    "stsd": (),
}.items():
    family.add_bytes(f"{_name}-counts-billions.mp4", partial(_counts, _name, *_before))

family.add_bytes("stsz-all-the-same.mp4", lambda: _table("stsz", u32(0, 1, MAX32)))

family.add_bytes("stsz-half-a-billion.mp4", lambda: _table("stsz", u32(0, 1, 1 << 29)))

family.add_bytes("stts-half-a-billion.mp4", lambda: _table("stts", u32(0, 1, 1 << 29, 1)))

family.add_bytes(
    "sdtp-huge.mp4", lambda: boxes.grown(making.mute(), STBL, struct.pack(">I4s", 0x7FFFFFF0, b"sdtp"))
)

family.add_bytes(
    "dref-counts-billions.mp4",
    lambda: boxes.replaced(making.late(), "moov/trak/mdia/minf/dinf/dref", u32(0, MAX32)),
)

family.add_bytes(
    "compressed-bomb.mov", lambda: _bomb(zlib.compress(bytes(MEGABYTES_200), 9), MEGABYTES_200), end="refused"
)

family.add_bytes("compressed-lie.mov", lambda: _bomb(zlib.compress(b"a"), 0x7FFFFFFF), end="refused")

family.add_bytes("keys-count-billions.mp4", lambda: _in_moov(_keys()))

family.add_bytes(
    "udta-of-8-megabytes.mp4", lambda: _in_moov(box(b"udta", box(b"\xa9xyz", noise("udta", 8_000_000))))
)

family.add_bytes("tracks-without-media.mp4", lambda: _in_moov(box(b"trak") * 3000), end="refused")

family.add_bytes(
    "index-pieces.mp4", lambda: _after_type(full(b"sidx", u32(1, 1000, 0, 0, 0xFFFF), u32(0, 1, 0) * 100))
)

family.add_bytes(
    "index-turns-in-circles.mp4",
    lambda: _after_type(full(b"sidx", u32(1, 1000, 0, 0, 1), u32(0x80000000, 1, 0))),
)

family.add_bytes("run-counts-billions.mp4", lambda: _fragment("trun", u32(0x00000001, MAX32, 0)))

family.add_bytes("run-of-millions.mp4", lambda: _fragment("trun", u32(0x00000001, 20_000_000, 0)))

family.add_bytes("fragment-unknown-track.mp4", lambda: _fragment("tfhd", u32(0, 77)))

family.add_bytes("protection-huge.mp4", lambda: _in_moov(full(b"pssh", bytes(16), u32(MAX32))))

family.add_bytes(
    "auxiliary-huge.mp4",
    lambda: boxes.grown(making.mute(), STBL, full(b"saiz", b"\1", u32(MAX32)) + full(b"saio", u32(MAX32))),
)

family.add_bytes(
    "random-access-huge.mp4", lambda: making.fragmented() + box(b"mfra", full(b"tfra", u32(1, 0x3F, MAX32)))
)

family.add_bytes(
    "encrypted.mp4",
    lambda: making.late(
        "-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "0" * 32, "-encryption_kid", "1" * 32
    ),
)

family.add_bytes(
    "sequence-parameters-huge.mp4",
    lambda: boxes.changed(
        making.mute(),
        f"{STBL}/stsd",
        lambda stsd: stsd.replace(b"avcC\x01", b"avcC\x01" + noise("sps", 300_000)),
    ),
)

family.add_bytes(
    "b-frames-of-16.mp4",
    lambda: making.encoded(".mp4", *picture(), "-t", "0.6", *making.H264, "-bf", "16", "-refs", "16"),
)
