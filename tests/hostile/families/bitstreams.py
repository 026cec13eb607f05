"""The same secrets where a stream copy keeps them: between the pictures and the samples themselves."""

from __future__ import annotations

import struct

from tests.hostile import boxes, elements, making
from tests.hostile.elements import element, text, uint
from tests.hostile.families.carriers import BOTH
from tests.hostile.making import AAC, H264, HEVC, encoded, kept, laid_down, picture, voice
from tests.hostile.specimens import CANARY, Family

family = Family("bitstreams")

CAPTION = CANARY.encode()

UUID = "086f3693-b7b3-4f2c-9653-21492feee5b8"


def _sei(suffix: str) -> bytes:
    """Unregistered user data in every access unit: what a stream copy keeps."""
    film = kept(".mp4", *picture(), *voice(), "-t", "0.6", *H264, *AAC)
    words = f"h264_metadata=sei_user_data={UUID}+{BOTH}"
    return encoded(suffix, "-i", str(film), "-c", "copy", "-bsf:v", words)


def _unit_in_front(suffix: str, codec: list[str], kind: str, unit: bytes) -> bytes:
    """A raw stream with one more unit before each of its pictures, put into a container."""
    raw = encoded(
        f".{kind}",
        *picture(),
        "-t",
        "0.6",
        *codec,
        "-bsf:v",
        f"filter_units=remove_types={NO_SEI[kind]}",
        "-f",
        kind,
    )
    starts = (b"\0\0\1\x65", b"\0\0\1\x41") if kind == "h264" else (b"\0\0\1\x26", b"\0\0\1\x02")
    for start in starts:
        raw = raw.replace(start, b"\0\0\1" + unit + start)
    path = laid_down(f".{kind}", raw)
    return encoded(
        suffix, "-f", kind, "-r", "15", "-i", str(path), *voice(), "-t", "0.6", "-c:v", "copy", *AAC
    )


NO_SEI = {"h264": "6", "hevc": "39|40"}


def _message(kind: int, payload: bytes) -> bytes:
    return bytes([kind, len(payload)]) + payload + b"\x80"


def _captions() -> bytes:
    """Closed captions of ATSC A/53, two letters at a time."""
    letters = CAPTION + b" " * (len(CAPTION) % 2)
    triplets = b"".join(b"\xfc" + letters[at : at + 2] for at in range(0, len(letters), 2))
    head = b"\xb5\0\x31GA94\x03" + bytes([0x40 | len(triplets) // 3, 0xFF])
    return _message(4, head + triplets + b"\xff")


def _user_data() -> bytes:
    return _message(5, bytes.fromhex(UUID.replace("-", "")) + BOTH.encode())


def _vorbis() -> bytes:
    """The comment header of Vorbis."""
    film = encoded(".mkv", *picture(), *voice(), "-t", "0.6", *H264, "-c:a", "libvorbis")
    vendor = film.index(b"\x03vorbis") + 11
    return boxes.patched(film, vendor, CANARY.encode())


def _block_additions() -> bytes:
    """Additional data beside every frame of a WebM."""
    more = element("75A1", element("A6", uint("EE", 4), text("A5", BOTH)))
    groups = [
        element("A0", element("A1", elements.vint(1), struct.pack(">hB", 66 * n, 0), frame), more)
        for n, frame in enumerate(making.vp8_frames())
    ]
    return elements.film(clusters=[elements.cluster(0, *groups)])


family.add_bytes("sei.mp4", lambda: _sei(".mp4"))

family.add_bytes("sei.mkv", lambda: _sei(".mkv"))

family.add_bytes("sei-user-data.mp4", lambda: _unit_in_front(".mp4", H264, "h264", b"\x06" + _user_data()))

family.add_bytes("captions.mp4", lambda: _unit_in_front(".mp4", H264, "h264", b"\x06" + _captions()))

family.add_bytes(
    "sei-user-data-hevc.mp4", lambda: _unit_in_front(".mp4", HEVC, "hevc", b"\x4e\x01" + _user_data())
)

family.add_bytes("captions-hevc.mp4", lambda: _unit_in_front(".mp4", HEVC, "hevc", b"\x4e\x01" + _captions()))

family.add_bytes("vorbis-comment.mkv", _vorbis)

family.add_bytes("block-additions.webm", _block_additions)
