"""Good films, damaged at random: the same seed and number give the same bytes.

One to four faults each: bits flipped, bytes overwritten, pieces taken out, doubled, swapped, sizes
that lie, an early end, the beginning of one film on the end of another.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache

from tests.hostile import making
from tests.hostile.making import AAC, AV1, H264, HEVC, OPUS, VP8, VP9, encoded, picture, voice
from tests.hostile.specimens import Family, Specimen

family = Family("mutations")

Fault = Callable[[random.Random, bytearray], bytearray]

BOX = re.compile(
    rb"moov|mvhd|trak|tkhd|edts|elst|mdia|mdhd|hdlr|minf|stbl|stsd|stts|ctts|stsc|stsz|stco|moof|traf|trun|tfhd|tfdt|mdat|avcC|esds|dref|dinf"
)
ELEMENT = re.compile(
    rb"\x1a\x45\xdf\xa3|\x18\x53\x80\x67|\x16\x54\xae\x6b|\x1f\x43\xb6\x75|\xae|\xa3|\xa0|\xe7|\xec|\x63\xa2"
)
INTERESTING = (0, 1, 7, 8, 0x7F, 0x80, 0xFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)

SEEDS: dict[str, Callable[[], bytes]] = {
    "early.mp4": making.early,
    "late.mp4": making.late,
    "fragmented.mp4": making.fragmented,
    "plain.webm": making.webm,
    "live.webm": lambda: making.webm("-live", "1"),
    "film.mkv": making.matroska,
    "vp9.webm": lambda: encoded(".webm", *picture(), *voice(), "-t", "0.6", *VP9, *OPUS),
    "hevc.mov": lambda: encoded(".mov", *picture(), *voice(), "-t", "0.6", *HEVC, *AAC),
    "av1.mp4": lambda: encoded(".mp4", *picture(), *voice(), "-t", "0.6", *AV1, *AAC),
    "vorbis.webm": lambda: encoded(".webm", *picture(), *voice(), "-t", "0.6", *VP8, "-c:a", "libvorbis"),
    "b-frames.mp4": lambda: encoded(".mp4", *picture(), *voice(), "-t", "0.6", *H264, "-bf", "3", *AAC),
    "mp3.mp4": lambda: encoded(".mp4", *picture(), *voice(), "-t", "0.6", *H264, "-c:a", "libmp3lame"),
}  # fmt: skip


def specimens(seed: int, count: int) -> list[Specimen]:
    """Return `count` mutations, drawn from `seed`."""
    names = list(SEEDS)
    return [
        Specimen("mutations", f"{seed}-{number}-{names[number % len(names)]}", _recipe(seed, number))
        for number in range(count)
    ]


def mutated(seed: int, number: int) -> bytes:
    """The bytes of one mutation."""
    names = list(SEEDS)
    chance = random.Random(f"{seed}-{number}")
    data = bytearray(_seed(names[number % len(names)]))
    for _ in range(chance.choice((1, 1, 2, 4))):
        data = chance.choice(FAULTS)(chance, data)
    return bytes(data)


def _recipe(seed: int, number: int) -> Callable[[object], bytes]:
    return lambda _ground: mutated(seed, number)


@cache
def _seed(name: str) -> bytes:
    return SEEDS[name]()


def _where(chance: random.Random, data: bytearray) -> int:
    """Somewhere: headers are a hundredth of a film and get half of the faults."""
    if chance.random() < 0.25:
        return chance.randrange(min(1200, len(data)))
    if chance.random() < 0.33:
        return chance.randrange(max(0, len(data) - 2500), len(data))
    return chance.randrange(len(data))


def _span(chance: random.Random, data: bytearray) -> tuple[int, int]:
    start = _where(chance, data)
    return start, min(len(data), start + chance.choice((1, 4, 16, 188, 1024, 6000)))


def _flip(chance: random.Random, data: bytearray) -> bytearray:
    for _ in range(chance.choice((1, 3, 20, 200))):
        data[_where(chance, data)] ^= 1 << chance.randrange(8)
    return data


def _overwrite(chance: random.Random, data: bytearray) -> bytearray:
    start, end = _span(chance, data)
    data[start:end] = chance.choice(
        (bytes(end - start), b"\xff" * (end - start), chance.randbytes(end - start))
    )
    return data


def _number(chance: random.Random, data: bytearray) -> bytearray:
    """Four bytes become a number that is often forgotten."""
    start = _where(chance, data)
    data[start : start + 4] = chance.choice(INTERESTING).to_bytes(4)
    return data


def _size(chance: random.Random, data: bytearray) -> bytearray:
    """The size of a box, or of an element, lies."""
    boxes = [found.start() for found in BOX.finditer(data) if found.start() >= 4]
    if boxes and not data.startswith(b"\x1a\x45"):
        at = chance.choice(boxes) - 4
        told = int.from_bytes(data[at : at + 4])
        lie = chance.choice((*INTERESTING, told + 1, told - 1, told * 2, told // 2)) & 0xFFFFFFFF
        data[at : at + 4] = lie.to_bytes(4)
        return data
    found = chance.choice(list(ELEMENT.finditer(data)) or [None])
    if found is not None and found.end() < len(data):
        data[found.end()] = chance.choice((0, 0x01, 0x7F, 0x80, 0x81, 0xFF, data[found.end()] ^ 1))
    return data


def _rename(chance: random.Random, data: bytearray) -> bytearray:
    """One kind of box takes the name of another."""
    found = list(BOX.finditer(data))
    if len(found) > 1:
        one, other = chance.sample(found, 2)
        data[one.start() : one.end()] = bytes(other[0])
    return data


def _remove(chance: random.Random, data: bytearray) -> bytearray:
    start, end = _span(chance, data)
    if end - start < len(data) - 64:
        del data[start:end]
    return data


def _double(chance: random.Random, data: bytearray) -> bytearray:
    start, end = _span(chance, data)
    data[end:end] = data[start:end] * chance.choice((1, 1, 5))
    return data


def _swap(chance: random.Random, data: bytearray) -> bytearray:
    size = chance.choice((4, 64, 512, 4096))
    if len(data) > 4 * size:
        one, other = sorted(chance.sample(range(0, len(data) - size, size), 2))
        piece = bytes(data[one : one + size])
        data[one : one + size] = data[other : other + size]
        data[other : other + size] = piece
    return data


def _truncate(chance: random.Random, data: bytearray) -> bytearray:
    return data[: max(64, int(len(data) * chance.random()))]


def _splice(chance: random.Random, data: bytearray) -> bytearray:
    other = _seed(chance.choice(list(SEEDS)))
    return data[: chance.randrange(64, len(data) + 1)] + other[chance.randrange(len(other)) :]


FAULTS: tuple[Fault, ...] = (
    _flip, _flip, _overwrite, _number, _number, _size, _size, _rename, _remove, _double, _swap, _truncate, _splice,
)  # fmt: skip
