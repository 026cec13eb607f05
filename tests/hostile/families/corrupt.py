"""Films damaged on their way: bits flipped, regions blanked, tables that point elsewhere."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from functools import partial

from tests.hostile import boxes, elements, making
from tests.hostile.boxes import u32
from tests.hostile.specimens import Family, noise

family = Family("corrupt")

SEVEN_BITS = bytes(byte & 127 for byte in range(256))
STBL = "moov/trak/mdia/minf/stbl"
FILMS: dict[str, Callable[[], bytes]] = {
    "early.mp4": making.early,
    "fragmented.mp4": making.fragmented,
    "plain.webm": making.webm,
    "film.mkv": making.matroska,
}


def _damaged(make: Callable[[], bytes], damage: Callable[..., bytes], *how: object) -> bytes:
    """A film after some damage."""
    return damage(make(), *how)


def _flipped(data: bytes, bits: int, seed: str, share: float = 0.0) -> bytes:
    """Bits flipped anywhere behind a share of the file."""
    chance, changed, first = random.Random(seed), bytearray(data), int(len(data) * share)
    for _ in range(bits):
        changed[chance.randrange(first, len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _blanked(data: bytes, start: float, end: float, fill: bytes = b"\0") -> bytes:
    first, last = int(len(data) * start), int(len(data) * end)
    return data[:first] + (fill * (last - first))[: last - first] + data[last:]


def _shuffled(data: bytes, size: int) -> bytes:
    head, rest = data[:size], data[size:]
    pieces = [rest[at : at + size] for at in range(0, len(rest), size)]
    random.Random("shuffled").shuffle(pieces)
    return head + b"".join(pieces)


def _table(name: str, content: bytes) -> bytes:
    """A film with another table of samples."""
    return boxes.replaced(making.mute(), f"{STBL}/{name}", content)


def _media(change: boxes.Change) -> bytes:
    """A film whose media were changed, and its index not."""
    return boxes.changed(making.late(), "mdat", change)


def _entry(at: int, new: bytes) -> bytes:
    """A film whose sample entry was overwritten at an offset."""
    return boxes.changed(making.mute(), f"{STBL}/stsd", lambda stsd: boxes.patched(stsd, at, new))


def _garbled_after(mark: bytes, count: int, film: bytes) -> bytes:
    at = film.index(mark) + len(mark)
    return boxes.patched(film, at, noise(mark.hex(), count))


def _lengths(media: bytes) -> bytes:
    """Every NAL unit claims four gigabytes."""
    return b"\xff\xff\xff\xff" + media[4:]


for _name, _make in FILMS.items():
    _stem, _suffix = _name.rsplit(".", 1)
    for _bits in (1, 30, 1000):
        family.add_bytes(
            f"{_stem}-flips-{_bits}.{_suffix}",
            partial(_damaged, _make, _flipped, _bits, f"{_name}{_bits}"),
        )
    family.add_bytes(
        f"{_stem}-flips-in-media.{_suffix}",
        partial(_damaged, _make, _flipped, 60, "media", 0.5),
    )
    family.add_bytes(f"{_stem}-blank-middle.{_suffix}", partial(_damaged, _make, _blanked, 0.4, 0.6))
    family.add_bytes(f"{_stem}-blank-end.{_suffix}", partial(_damaged, _make, _blanked, 0.6, 1.0))
    family.add_bytes(f"{_stem}-shuffled.{_suffix}", partial(_damaged, _make, _shuffled, 512))
    family.add_bytes(f"{_stem}-as-text.{_suffix}", partial(_damaged, _make, bytes.replace, b"\n", b"\r\n"))
    family.add_bytes(f"{_stem}-seven-bits.{_suffix}", partial(_damaged, _make, bytes.translate, SEVEN_BITS))
    family.add_bytes(
        f"{_stem}-as-base64.{_suffix}", partial(_damaged, _make, base64.b64encode), end="refused"
    )

for _name, _content in {
    "offsets-zero": u32(0, 1, 0),
    "offsets-beyond": u32(0, 1, 0x7FFFFFFF),
    "offsets-in-the-index": u32(0, 1, 8),
}.items():
    family.add_bytes(f"{_name}.mp4", partial(_table, "stco", _content))
family.add_bytes("sizes-zero.mp4", lambda: _table("stsz", u32(0, 0, 9, *[0] * 9)))
family.add_bytes("sizes-huge.mp4", lambda: _table("stsz", u32(0, 0, 9, *[0x7FFFFFFF] * 9)))
family.add_bytes("sizes-beyond-memory.mp4", lambda: _table("stsz", u32(0, 0xFFFFFFF0, 9)))
family.add_bytes("chunks-out-of-order.mp4", lambda: _table("stsc", u32(0, 3, 9, 1, 1, 4, 1, 1, 1, 9, 1)))
family.add_bytes("chunks-of-none.mp4", lambda: _table("stsc", u32(0, 1, 1, 0, 1)))
family.add_bytes("entry-number-missing.mp4", lambda: _table("stsc", u32(0, 1, 1, 9, 7)))
family.add_bytes("media-zero.mp4", lambda: _media(lambda media: bytes(len(media))))
family.add_bytes("media-noise.mp4", lambda: _media(lambda media: noise("media", len(media))))
family.add_bytes("media-reversed.mp4", lambda: _media(lambda media: media[::-1]))
family.add_bytes("media-lengths.mp4", lambda: _media(_lengths))
family.add_bytes("parameters-garbled.mp4", lambda: _garbled_after(b"avcC", 30, making.late()))
family.add_bytes("sound-description-garbled.mp4", lambda: _garbled_after(b"esds", 40, making.late()))
family.add_bytes(
    "handler-garbled.mp4", lambda: making.late().replace(b"vide", b"edit").replace(b"soun", b"nuos")
)
family.add_bytes(
    "handlers-swapped.mp4",
    lambda: making.late().replace(b"vide", b"SWAP").replace(b"soun", b"vide").replace(b"SWAP", b"soun"),
)
family.add_bytes("codec-renamed.mp4", lambda: making.late().replace(b"avc1", b"hvc1"))
family.add_bytes("codec-unknown.mp4", lambda: making.late().replace(b"avc1", b"MAGY"))
family.add_bytes("entry-size.mp4", lambda: _entry(8, u32(0x7FFFFFFF)))
family.add_bytes("opus-head-garbled.webm", lambda: _garbled_after(b"OpusHead", 11, making.webm()))
family.add_bytes("codec-renamed.webm", lambda: making.webm().replace(b"V_VP8", b"V_VP9"))
family.add_bytes(
    "wrong-codec.webm", lambda: elements.film(tracks=[elements.video_entry(codec="V_MPEG4/ISO/AVC")])
)
family.add_bytes("av1-of-vp8.webm", lambda: elements.film(tracks=[elements.video_entry(codec="V_AV1")]))
family.add_bytes("two-films-in-one.mp4", lambda: making.early() + making.fragmented())
family.add_bytes("two-films-in-one.webm", lambda: making.webm() + making.webm())
family.add_bytes("mp4-then-webm.mp4", lambda: making.early() + making.webm())
family.add_bytes("webm-then-mp4.webm", lambda: making.webm() + making.early())
