"""Few bytes, very many pixels; and pictures that change their size or shape while they play."""

from __future__ import annotations

import struct
from functools import partial

from tests.hostile import boxes, elements, making
from tests.hostile.making import AV1, H264, HEVC, VP8, VP9, encoded, laid_down, lavfi
from tests.hostile.specimens import Family

family = Family("pixels")

TRAK = "moov/trak"
STSD = f"{TRAK}/mdia/minf/stbl/stsd"


def _plain(size: str, *codec: str, suffix: str = ".mp4", rate: int = 2, frames: int = 2) -> bytes:
    return encoded(suffix, *lavfi(f"color=c=gray:s={size}:r={rate}"), "-frames:v", str(frames), *codec)


# name: size, codec. All beyond 8.3 megapixels.
BOMBS: dict[str, tuple[str, list[str]]] = {
    "h264-8192x8192.mp4": ("8192x8192", H264),
    "h264-4096x2304.mp4": ("4096x2304", H264),
    "h264-3842x2162.mp4": ("3842x2162", H264),
    "h264-16384x1024.mp4": ("16384x1024", H264),
    "h264-1024x16384.mp4": ("1024x16384", H264),
    "hevc-8192x4320.mp4": ("8192x4320", HEVC),
    "vp8-8192x8192.webm": ("8192x8192", VP8),
    "vp9-8192x4352.webm": ("8192x4352", VP9),
    "av1-7680x4320.mp4": ("7680x4320", AV1),
    "h264-7680x4320.mkv": ("7680x4320", H264),
}
# As wide or high as a file can say, and still few pixels.
STRIPS: dict[str, tuple[str, list[str]]] = {
    "strip-8192x16.mp4": ("8192x16", H264),
    "strip-16x8192.mp4": ("16x8192", H264),
    "strip-16384x2.webm": ("16384x2", VP9),
    "strip-2x16384.webm": ("2x16384", VP9),
    "dot-2x2.mp4": ("2x2", H264),
    "dot-1x1.webm": ("1x1", VP8),
}


def _aspect(wide: int, high: int) -> bytes:
    """H.264 whose pixels are said to be of that shape."""
    return making.mute("-bsf:v", f"h264_metadata=sample_aspect_ratio={wide}/{high}")


def _pasp(wide: int, high: int) -> bytes:
    """The same in the container."""
    pasp = boxes.box(b"pasp", boxes.u32(wide, high))
    film = boxes.changed(making.mute(), STSD, lambda stsd: _in_entry(stsd, pasp))
    return film


def _in_entry(stsd: bytes, more: bytes) -> bytes:
    """Add a box to the only sample entry."""
    size = int.from_bytes(stsd[8:12])
    return boxes.patched(stsd, 8, boxes.u32(size + len(more))) + more


def _entry_size(wide: int, high: int) -> bytes:
    """The sample entry lies about the size."""
    size = struct.pack(">HH", wide, high)
    return boxes.changed(making.mute(), STSD, lambda stsd: boxes.patched(stsd, 8 + 32, size))


def _matrix(*numbers: int) -> bytes:
    """A display matrix out of this world, and a track as large as can be written."""
    matrix = struct.pack(">9i", *numbers)

    def change(tkhd: bytes) -> bytes:
        return tkhd[:40] + matrix + boxes.u32(0xFFFFFFFF, 0xFFFFFFFF)

    return boxes.changed(making.mute(), f"{TRAK}/tkhd", change)


def _grows(*sizes: str) -> bytes:
    """VP8 whose later key frames are of other sizes."""
    frames = [frame for size in sizes for frame in making.vp8_frames(size, 3)]
    blocks = (elements.simple_block(frame, 66 * n) for n, frame in enumerate(frames))
    return elements.film(clusters=[elements.cluster(0, *blocks)])


def _grows_h264(*sizes: str) -> bytes:
    """H.264 whose later parameter sets say other sizes."""
    streams = [
        encoded(".h264", *lavfi(f"testsrc2=s={size}:r=15"), "-frames:v", "3", *H264, "-f", "h264")
        for size in sizes
    ]
    joined = laid_down(".h264", b"".join(streams))
    return encoded(".mkv", "-f", "h264", "-r", "15", "-i", str(joined), "-c", "copy")


def _claims(wide: int, high: int) -> bytes:
    """A VP8 key frame that says a size it does not have."""
    first, *rest = making.vp8_frames()
    first = boxes.patched(first, 6, struct.pack("<HH", wide, high))
    blocks = (elements.simple_block(frame, 66 * n) for n, frame in enumerate([first, *rest]))
    return elements.film(clusters=[elements.cluster(0, *blocks)])


def _entry(wide: int, high: int, *more: bytes) -> bytes:
    return elements.film(tracks=[elements.video_entry(*more, size=(wide, high))])


for _name, (_size, _codec) in BOMBS.items():
    _suffix = "." + _name.rsplit(".", 1)[1]
    family.add_bytes(
        _name,
        partial(_plain, _size, *_codec, suffix=_suffix),
        end="refused",
    )
for _name, (_size, _codec) in STRIPS.items():
    _suffix = "." + _name.rsplit(".", 1)[1]
    family.add_bytes(
        _name,
        partial(_plain, _size, *_codec, suffix=_suffix, rate=15, frames=8),
    )
for _wide, _high in ((255, 1), (1, 255), (65_535, 1), (1, 65_535), (99, 1)):
    family.add_bytes(f"sar-{_wide}-{_high}.mp4", partial(_aspect, _wide, _high))
for _wide, _high in ((0xFFFFFFFF, 1), (1, 0xFFFFFFFF), (0, 0), (0, 1), (0x7FFFFFFF, 0x7FFFFFFE)):
    family.add_bytes(f"pasp-{_wide}-{_high}.mp4", partial(_pasp, _wide, _high))
for _wide, _high in ((65_535, 65_535), (0, 0), (1, 1)):
    family.add_bytes(f"entry-{_wide}-{_high}.mp4", partial(_entry_size, _wide, _high))
    family.add_bytes(f"claims-{_wide}-{_high}.webm", partial(_claims, _wide, _high))
family.add_bytes("matrix-huge.mp4", lambda: _matrix(*[0x7FFFFFFF] * 9))
family.add_bytes("matrix-zero.mp4", lambda: _matrix(*[0] * 9))
family.add_bytes("matrix-skewed.mp4", lambda: _matrix(46_341, 46_341, 0, -46_341, 46_341, 0, 0, 0, 1 << 30))
family.add_bytes("grows-to-8k.webm", lambda: _grows("160x120", "7680x4320"))
family.add_bytes("grows-beyond.webm", lambda: _grows("160x120", "8192x8192"))
family.add_bytes("shrinks.webm", lambda: _grows("1280x720", "16x16"))
family.add_bytes("flickers.webm", lambda: _grows(*["160x120", "1920x1080", "120x160"] * 4))
family.add_bytes("grows-to-8k.mkv", lambda: _grows_h264("160x120", "7680x4320"))
family.add_bytes("grows-beyond.mkv", lambda: _grows_h264("160x120", "8192x8192"))
family.add_bytes("element-huge.webm", lambda: _entry(0xFFFFFFFF, 0xFFFFFFFF))
family.add_bytes("element-zero.webm", lambda: _entry(0, 0))
_CROP = [
    elements.uint("54AA", 60),
    elements.uint("54BB", 60),
    elements.uint("54CC", 80),
    elements.uint("54DD", 80),
]
family.add_bytes(
    "element-cropped-away.webm",
    lambda: elements.film(tracks=[elements.video_entry(elements.element("E0", *_CROP))]),
)
