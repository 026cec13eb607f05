"""Is this file shaped like a sound? Ogg (RFC 3533), WAVE, and MPEG layer III (ISO/IEC 11172-3).

The same promises as in `container`: a bounded number of headers is read, without a decoder.
"""

from __future__ import annotations

from typing import BinaryIO, Literal

from testimonials.uploading.unfit import ContainerNotSupported, NotAVideo

SoundContainer = Literal["mp3", "wav", "ogg"]

OGG_SOUNDS = (b"OpusHead", b"\x01vorbis")
OGG_HEADER_BYTES = 28  # of a page with one segment, as the first one always is
# Kbit/s and Hz of MPEG-1 layer III by their index; MPEG-2 and 2.5 have a half and a quarter of the Hz.
MP3_KBPS = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
MP3_HZ = (44_100, 48_000, 32_000)
MAX_CHUNKS, MAX_FORMAT_BYTES = 64, 64
MP3_MPEG1, MP3_LAYER3 = 3, 1
MP3_BEGINS = b"\xff\xfb\x90\x00"


def identify(file: BinaryIO, head: bytes, end: int) -> SoundContainer | None:
    """Return which sound container a file is; None when it is none of them."""
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        _check_wave(file, end)
        return "wav"
    if head.startswith(b"OggS"):
        _check_ogg(file)
        return "ogg"
    if head.startswith(b"ID3") or _mp3_frame_bytes(head[:4]):
        _check_mp3(file, head, end)
        return "mp3"
    return None


def looks_like(head: bytes) -> bool:
    """Tell whether a sound we take can begin like this."""
    if b"RIFF".startswith(head[:4]):
        return b"WAVE".startswith(head[8:12])
    if b"OggS".startswith(head[:4]):
        first = head[OGG_HEADER_BYTES : OGG_HEADER_BYTES + 7]
        return any(kind.startswith(first) for kind in (b"OpusHea", b"\x01vorbis"))
    return b"ID3".startswith(head[:3]) or bool(_mp3_frame_bytes(head[:4] + MP3_BEGINS[len(head[:4]) :]))


def _check_wave(file: BinaryIO, end: int) -> None:
    """A description of the sound, then the sound; anything may stand between and behind."""
    at, seen = 12, set()
    for _ in range(MAX_CHUNKS):
        file.seek(at)
        kind, size = file.read(4), int.from_bytes(file.read(4), "little")
        if kind == b"fmt " and 16 <= size <= MAX_FORMAT_BYTES:
            seen.add(kind)
        if kind == b"data" and seen:
            return
        at += 8 + size + size % 2
        if at + 8 > end:
            break
    raise NotAVideo("no sound in this WAVE")


def _check_ogg(file: BinaryIO) -> None:
    file.seek(OGG_HEADER_BYTES)
    if not file.read(8).startswith(OGG_SOUNDS):
        raise ContainerNotSupported("an Ogg of something else")


def _check_mp3(file: BinaryIO, head: bytes, end: int) -> None:
    """Two frames, one right after the other, behind the tag if there is one."""
    at = 0
    if head.startswith(b"ID3"):
        at = 10 + sum((byte & 127) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    for _ in range(2):
        file.seek(at)
        length = _mp3_frame_bytes(file.read(4))
        if not length or at + length > end:
            raise NotAVideo("no frames of sound")
        at += length


def _mp3_frame_bytes(header: bytes) -> int:
    """Return how long the frame is that begins with these four bytes; 0 if none does."""
    word = int.from_bytes(header)
    version, layer = word >> 19 & 3, word >> 17 & 3
    rate, hertz = word >> 12 & 15, word >> 10 & 3
    if (
        len(header) < 4
        or word >> 21 != 0x7FF
        or version == 1
        or layer != MP3_LAYER3
        or rate in {0, 15}
        or hertz == 3
    ):
        return 0
    is_mpeg1 = version == MP3_MPEG1
    hz = MP3_HZ[hertz] >> (0 if is_mpeg1 else 1 if version == 2 else 2)
    return (144_000 if is_mpeg1 else 72_000) * MP3_KBPS[is_mpeg1][rate] // hz + (word >> 9 & 1)
