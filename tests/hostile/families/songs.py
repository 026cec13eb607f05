"""Sound alone, on the path that takes it: headers that lie, pictures and lists hidden in tags."""

from __future__ import annotations

import io
import struct

from PIL import Image

from tests.hostile import boxes
from tests.hostile.families.impostors import png_bomb
from tests.hostile.families.playlists import FORMS
from tests.hostile.making import TONE, encoded, picture, voice
from tests.hostile.specimens import CANARY, PLACE, Family, Ground, noise

family = Family("songs")

BOTH = f"{CANARY} {PLACE}"
MAX32 = 0xFFFFFFFF
PCM = 1


def _alone(suffix: str, *codec: str, source: str = TONE, seconds: float = 0.8) -> bytes:
    return encoded(suffix, *voice(source), "-t", str(seconds), *codec)


def mp3() -> bytes:
    """A plain MP3."""
    return _alone(".mp3", "-c:a", "libmp3lame", "-b:a", "64k", "-id3v2_version", "0", "-write_xing", "0")


def ogg() -> bytes:
    """A plain Opus in Ogg."""
    return _alone(".ogg", "-c:a", "libopus", "-b:a", "32k")


def wave(
    *,
    tag: int = PCM, channels: int = 1, rate: int = 8_000, bits: int = 16, align: int | None = None,
    data: bytes | None = None, claim: int | None = None, before: bytes = b"", after: bytes = b"", riff: bytes = b"RIFF",
) -> bytes:  # fmt: skip
    """A WAVE by hand; `claim` is what its data chunk says of its size."""
    data = struct.pack("<4000h", *(n % 80 * 100 for n in range(4000))) if data is None else data
    align = channels * bits // 8 & 0xFFFF if align is None else align
    described = struct.pack("<HHIIHH", tag, channels & 0xFFFF, rate, rate * align & MAX32, align, bits)
    body = b"WAVE" + chunk(b"fmt ", described) + before
    body += b"data" + struct.pack("<I", len(data) if claim is None else claim) + data + after
    return riff + struct.pack("<I", min(len(body), MAX32)) + body


def chunk(kind: bytes, content: bytes) -> bytes:
    """A RIFF chunk."""
    return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def id3(*frames: bytes, size: int | None = None) -> bytes:
    """An ID3v2.4 tag."""
    content = b"".join(frames)
    return b"ID3\4\0\0" + _seven(len(content) if size is None else size) + content


def frame(kind: bytes, content: bytes, size: int | None = None) -> bytes:
    """One frame of a tag."""
    return kind + _seven(len(content) if size is None else size) + b"\0\0" + content


def _seven(number: int) -> bytes:
    return bytes(number >> shift & 127 for shift in (21, 14, 7, 0))


def _cover(picture_bytes: bytes, media_type: bytes = b"image/png") -> bytes:
    return frame(b"APIC", b"\0" + media_type + b"\0\3\0" + picture_bytes)


def _secret_cover() -> bytes:
    exif, data = Image.Exif(), io.BytesIO()
    exif[0x010E] = BOTH
    Image.new("RGB", (64, 48), (10, 120, 200)).save(data, "JPEG", exif=exif)
    return _cover(data.getvalue(), b"image/jpeg")


def _page(content: bytes, *, serial: int = 1, number: int = 0, flags: int = 0, granule: int = 0) -> bytes:
    """An Ogg page with its checksum."""
    lacing = bytes([255] * (len(content) // 255) + [len(content) % 255])
    head = (
        b"OggS\0" + struct.pack("<BqIII", flags, granule, serial, number, 0) + bytes([len(lacing)]) + lacing
    )
    whole = bytearray(head + content)
    whole[22:26] = struct.pack("<I", _checksum(bytes(whole)))
    return bytes(whole)


def _checksum(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte << 24
        for _ in range(8):
            value = value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)
        value &= MAX32
    return value


OPUS_HEAD = b"OpusHead\x01\x01" + struct.pack("<HIhB", 312, 48_000, 0, 0)
OPUS_TAGS = b"OpusTags" + struct.pack("<I", 1) + b"a" + struct.pack("<I", 0)


def _opus(*pages: bytes, tags: bytes = OPUS_TAGS) -> bytes:
    return _page(OPUS_HEAD, flags=2) + _page(tags, number=1) + b"".join(pages)


def _silence(granules: list[int]) -> list[bytes]:
    return [_page(b"\xf8\xff\xfe", number=n + 2, granule=at) for n, at in enumerate(granules)]


def _tags(count: int | None = None) -> bytes:
    """Comments that say where it was; or that there are very many of them."""
    text = f"LOCATION={BOTH}".encode()
    listed = struct.pack("<I", len(text)) + text
    vendor = struct.pack("<I", len(CANARY)) + CANARY.encode()
    return b"OpusTags" + vendor + struct.pack("<I", 1 if count is None else count) + listed


def _with_theora() -> bytes:
    return encoded(
        ".ogv",
        *voice(),
        *picture(),
        "-t",
        "0.4",
        "-map",
        "0:a",
        "-map",
        "1:v",
        "-c:a",
        "libopus",
        "-c:v",
        "libtheora",
    )


def _aimed(name: str, head: bytes, form: str) -> None:
    def recipe(ground: Ground) -> bytes:
        return head + FORMS[form](str(ground.neighbour)) + FORMS[form](ground.http)

    family.add(name, recipe, end="refused")


_aimed("hls-after-id3.mp3", id3(frame(b"TIT2", b"\3a")), "hls")
_aimed("hls-after-frame.mp3", b"\xff\xfb\x90\x00\n", "hls")
_aimed("ffconcat-after-riff.wav", b"RIFF\0\0\0\0WAVE\n", "ffconcat")
_aimed("hls-after-page.ogg", _page(OPUS_HEAD, flags=2), "hls")
_aimed("hls-in-wave-of-mpegts.wav", wave(data=b""), "hls")
for _name, _file in {
    "claims-everything.wav": lambda: wave(claim=MAX32),
    "claims-nothing.wav": lambda: wave(claim=0),
    "channels-65535.wav": lambda: wave(channels=65_535),
    "channels-none.wav": lambda: wave(channels=0),
    "rate-none.wav": lambda: wave(rate=0),
    "rate-4-gigahertz.wav": lambda: wave(rate=MAX32),
    "rate-one.wav": lambda: wave(rate=1, data=bytes(100)),
    "bits-65535.wav": lambda: wave(bits=65_535, align=2),
    "align-none.wav": lambda: wave(align=0),
    "adpcm.wav": lambda: wave(tag=0x11, bits=4, align=256),
    "mp3-in.wav": lambda: wave(tag=0x55, data=mp3()),
    "h264-in.wav": lambda: wave(tag=0x4832, data=noise("h264", 4000)),
    "extensible-nonsense.wav": lambda: wave(tag=0xFFFE),
    "chunk-beyond.wav": lambda: wave(before=b"LIST\xff\xff\xff\x7f"),
    "chunks-many.wav": lambda: wave(before=chunk(b"junk", b"") * 60),
    "rf64.wav": lambda: wave(riff=b"RF64"),
    "big-endian.wav": lambda: wave(riff=b"RIFX"),
    "half-an-hour.wav": lambda: wave(rate=8_000, data=bytes(28_800_000)),
    "tag-of-256-megabytes.mp3": lambda: id3(size=(1 << 28) - 1) + mp3(),
    "tag-in-tag.mp3": lambda: id3() * 3000 + mp3(),
    "frame-beyond-the-tag.mp3": lambda: id3(frame(b"TIT2", b"\3a", size=(1 << 28) - 1)) + mp3(),
    "cover-bomb.mp3": lambda: id3(_cover(png_bomb())) + mp3(),
    "cover-of-tiff.mp3": lambda: id3(_cover(noise("tiff", 4000), b"image/tiff")) + mp3(),
    "chapters-many.mp3": lambda: id3(frame(b"CHAP", b"a\0" + bytes(16)) * 5000) + mp3(),
    "frames-many.mp3": lambda: mp3() + b"\xff\xfb\x10\xc4" * 400_000,
    "rates-change.mp3": lambda: mp3() + _alone(".mp3", "-c:a", "libmp3lame", "-ar", "8000") + mp3(),
    "frames-of-nothing.mp3": lambda: b"\xff\xfb\x90\x00" * 4000,
    "layer-two.mp3": lambda: _alone(".mp2", "-c:a", "mp2"),
    "cut.mp3": lambda: mp3()[:1500],
    "granule-of-centuries.ogg": lambda: _opus(*_silence([960, 2**62])),
    "granule-negative.ogg": lambda: _opus(*_silence([-1, -(2**62)])),
    "granules-backwards.ogg": lambda: _opus(*_silence([960 * n for n in range(40, 0, -1)])),
    "head-only.ogg": lambda: _page(OPUS_HEAD, flags=2),
    "comments-count-billions.ogg": lambda: _opus(*_silence([960 * n for n in range(40)]), tags=_tags(MAX32)),
    "chained-many.ogg": lambda: ogg() * 300,
    "serials-many.ogg": lambda: _opus(*(_page(OPUS_HEAD, serial=n, flags=2) for n in range(2, 300))),
    "with-theora.ogg": _with_theora,
    "flac-in.ogg": lambda: _alone(".oga", "-c:a", "flac"),
    "speex-claimed.ogg": lambda: _page(b"Speex   1.2" + bytes(69), flags=2),
    "cut.ogg": lambda: ogg()[:900],
    "noise.ogg": lambda: _opus(_page(noise("ogg", 4000), number=2, granule=48_000)),
    "tags.mp3": lambda: (
        id3(frame(b"TIT2", b"\3" + BOTH.encode()), frame(b"COMM", b"\3eng\0" + BOTH.encode())) + mp3()
    ),
    "secret-cover.mp3": lambda: id3(_secret_cover()) + mp3(),
    "tags-at-the-end.mp3": lambda: mp3() + b"TAG" + CANARY.encode().ljust(125, b"\0"),
    "tags.wav": lambda: wave(after=chunk(b"LIST", b"INFO" + chunk(b"INAM", BOTH.encode()))),
    "broadcast.wav": lambda: wave(
        before=chunk(b"bext", BOTH.encode().ljust(602, b"\0")) + chunk(b"iXML", BOTH.encode())
    ),
    "tags.ogg": lambda: _opus(*_silence([960 * n for n in range(40)]), tags=_tags()),
    "tags.m4a": lambda: _alone(
        ".m4a", "-c:a", "aac", "-metadata", f"title={BOTH}", "-metadata", f"location={PLACE}"
    ),
    "padded.m4a": lambda: _alone(".m4a", "-c:a", "aac") + boxes.box(b"free", BOTH.encode()),
}.items():
    family.add_bytes(_name, _file)
