"""Clips that say they last for years, run backwards, or have more frames than there are moments."""

from __future__ import annotations

import struct
from functools import partial

from tests.hostile import boxes, elements, making
from tests.hostile.boxes import full, u32
from tests.hostile.making import H264, VP8, encoded, lavfi, picture, voice
from tests.hostile.specimens import Family

family = Family("times")

MDIA = "moov/trak/mdia"
STBL = f"{MDIA}/minf/stbl"
HOURS_10 = 36_000
MAX32 = 0xFFFFFFFF


def _apart(suffix: str, seconds: int, *codec: str) -> bytes:
    """Two pictures, `seconds` apart."""
    return encoded(
        suffix, *lavfi("color=s=160x120:r=1"), "-vf", f"setpts=N*{seconds}/TB", "-frames:v", "2",
        "-fps_mode", "passthrough", *codec,
    )  # fmt: skip


def _rate(fps: int, *codec: str, suffix: str = ".mp4") -> bytes:
    return encoded(suffix, *picture(rate=fps), "-t", "0.4", *codec)


def _table(name: bytes, *pairs: tuple[int, int], version: int = 0) -> bytes:
    """A film whose table of times (stts, ctts) is another one."""
    content = full(name, u32(len(pairs)), *(u32(*pair) for pair in pairs), version=version)[8:]
    film = making.mute("-x264-params", "bframes=2")
    return boxes.replaced(film, f"{STBL}/{name.decode()}", content)


def _edits(*edits: tuple[int, int, int], count: int | None = None, times: int = 1) -> bytes:
    """A film with an edit list of (duration, media time, rate) as 32-bit numbers, repeated `times`."""
    rows = b"".join(struct.pack(">IiI", *edit) for edit in edits) * times
    listed = full(b"elst", u32(len(edits) * times if count is None else count), rows)
    return boxes.replaced(making.mute(), "moov/trak/edts", listed)


def _movie_header(scale: int, duration: int) -> bytes:
    """Movie and media headers that claim a scale and a length."""
    claim = u32(scale, duration)
    film = boxes.changed(making.late(), "moov/mvhd", lambda mvhd: boxes.patched(mvhd, 12, claim))
    return boxes.changed(film, f"{MDIA}/mdhd", lambda mdhd: boxes.patched(mdhd, 12, claim))


def _fragment_time(time: int) -> bytes:
    """Fragments that begin at a time of 64 bits."""
    tfdt = struct.pack(">IQ", 1 << 24, time)
    return boxes.replaced(making.fragmented(), "moof/traf/tfdt", tfdt)


def _tiny_packets(count: int, size: int = 1) -> bytes:
    """A WebM of very many blocks of hardly anything."""
    first = making.vp8_frames()[0]
    blank = bytes(size)
    clusters = [elements.cluster(0, elements.simple_block(first, 0))]
    for start in range(0, count, 1000):
        blocks = b"".join(elements.simple_block(blank, n % 1000 // 100, flags=0) for n in range(1000))
        clusters.append(elements.cluster(start // 100, blocks))
    return elements.film(clusters=clusters)


def _many_samples(count: int) -> bytes:
    """An MP4 whose index says that its one chunk is `count` samples of a byte."""
    film = making.mute()
    stbl = {
        "stsz": u32(0, 1, count), "stts": u32(0, 1, count, 1), "stsc": u32(0, 1, 1, count, 1),
    }  # fmt: skip
    for name, content in stbl.items():
        film = boxes.replaced(film, f"{STBL}/{name}", content)
    return boxes.without(boxes.without(film, f"{STBL}/ctts"), f"{STBL}/stss") + bytes(200_000)


def _blocks_at(*times: tuple[int, int]) -> bytes:
    """A WebM whose frames stand at (cluster time, block time)."""
    frames = making.vp8_frames()
    clusters = [
        elements.cluster(at, elements.simple_block(frames[n % 9], off)) for n, (at, off) in enumerate(times)
    ]
    return elements.film(clusters=clusters)


def _about(scale: int = 1_000_000, *more: bytes) -> bytes:
    return elements.film(about=elements.info(*more, scale=scale))


def _steady(nanoseconds: int) -> bytes:
    return elements.film(tracks=[elements.video_entry(elements.uint("23E383", nanoseconds))])


def _apart_sound(video_delay: float, audio_delay: float) -> bytes:
    """Picture and sound that begin at different times."""
    return encoded(
        ".mkv", "-itsoffset", str(video_delay), *picture(more=":d=0.6"),
        "-itsoffset", str(audio_delay), *voice(f"{making.TONE}:d=0.6"), *H264, *making.AAC,
    )  # fmt: skip


family.add_bytes("ten-hours-apart.mp4", lambda: _apart(".mp4", HOURS_10, *H264), end="refused")
family.add_bytes("ten-hours-apart.webm", lambda: _apart(".webm", HOURS_10, *VP8), end="refused")
family.add_bytes("a-year-apart.mkv", lambda: _apart(".mkv", 31_536_000, *H264), end="refused")
family.add_bytes("almost-two-minutes-apart.mp4", lambda: _apart(".mp4", 117, *H264))
for _fps in (125, 240, 1000, 10_000):
    family.add_bytes(f"{_fps}-fps.mp4", partial(_rate, _fps, *H264), end="refused")
family.add_bytes("1000-fps.webm", lambda: _rate(1000, *VP8, suffix=".webm"), end="refused")
for _name, _pairs in {
    "stts-zero": [(1_000_000, 0)], "stts-huge": [(9, MAX32)], "stts-negative": [(3, 1000), (3, 0xFFFFFC00), (3, 1000)],
    "stts-wraps": [(2, 0x7FFFFFFF), (7, 0x7FFFFFFF)], "stts-empty": [], "stts-short": [(2, 1024)],
    "stts-long": [(90_000, 1)], "stts-one-jump": [(8, 1024), (1, 0x40000000)],
}.items():  # fmt: skip
    family.add_bytes(f"{_name}.mp4", partial(_table, b"stts", *_pairs))
for _name, _pairs in {
    "ctts-huge": [(9, 0x7FFFFFFF)], "ctts-negative": [(9, 0x80000000)], "ctts-alternating": [(1, 0), (1, 0x7FFFFFFF)] * 5,
    "ctts-count": [(MAX32, 1)],
}.items():  # fmt: skip
    family.add_bytes(f"{_name}.mp4", partial(_table, b"ctts", *_pairs, version=1))
_RATE = 1 << 16
for _name, _how in {
    "edits-loop": lambda: _edits((600, 0, _RATE), times=60),
    "edits-loop-thousands": lambda: _edits((600, 0, _RATE), times=20_000),
    "edits-loop-a-million": lambda: _edits((600, 0, _RATE), times=1_000_000),
    "edits-crumbs": lambda: _edits((1, 0, _RATE), times=50_000),
    "edits-dwell": lambda: _edits((100_000, 0, 0)),
    "edits-backwards": lambda: _edits((300, 4000, 0xFFFF0000), (300, 0, _RATE)),
    "edits-wait-for-years": lambda: _edits((MAX32, -1, _RATE), (600, 0, _RATE)),
    "edits-wait-for-a-minute": lambda: _edits((60_000, -1, _RATE), (600, 0, _RATE)),
    "edits-beyond-the-end": lambda: _edits((600, 0x7FFFFFFF, _RATE)),
    "edits-negative": lambda: _edits((600, -0x7FFFFFFF, _RATE)),
    "edits-claimed": lambda: _edits((600, 0, _RATE), count=MAX32),
    "edits-empty-many": lambda: _edits((1000, -1, _RATE), times=1000),
    "edits-nothing-left": lambda: _edits((0, 0, _RATE)),
}.items():  # fmt: skip
    family.add_bytes(f"{_name}.mp4", _how)
for _scale, _duration in ((1, MAX32), (1, 600), (MAX32, 600), (0, 600), (1000, MAX32), (1000, 0)):
    family.add_bytes(f"scale-{_scale}-lasts-{_duration}.mp4", partial(_movie_header, _scale, _duration))
for _time in (1 << 40, (1 << 63) - 1, 1 << 63, (1 << 64) - 1):
    family.add_bytes(f"fragment-at-{_time:x}.mp4", partial(_fragment_time, _time))
family.add_bytes("packets-200000.webm", lambda: _tiny_packets(200_000))
family.add_bytes("packets-600000.webm", lambda: _tiny_packets(600_000), end="refused")
family.add_bytes("packets-empty.webm", lambda: _tiny_packets(100_000, size=0))
family.add_bytes("samples-200000.mp4", lambda: _many_samples(200_000))
family.add_bytes("samples-10000000.mp4", lambda: _many_samples(10_000_000))
family.add_bytes("clusters-backwards.webm", lambda: _blocks_at(*((9000 - 1000 * n, 0) for n in range(9))))
family.add_bytes(
    "clusters-far-apart.webm", lambda: _blocks_at(*((n * 10**9, 0) for n in range(9))), end="refused"
)
family.add_bytes("clusters-wrap.webm", lambda: _blocks_at(*((2**63 - 500 + 100 * n, 0) for n in range(9))))
family.add_bytes("blocks-negative.webm", lambda: _blocks_at(*((0, -30_000 + n) for n in range(9))))
family.add_bytes("blocks-all-at-once.webm", lambda: _blocks_at(*((0, 0) for _ in range(9))))
family.add_bytes("scale-zero.webm", lambda: _about(0))
family.add_bytes("scale-one.webm", lambda: _about(1))
family.add_bytes("scale-huge.webm", lambda: _about(2**63 - 1))
family.add_bytes("lasts-for-ever.webm", lambda: _about(1_000_000, elements.real("4489", float("inf"))))
family.add_bytes("lasts-not-a-number.webm", lambda: _about(1_000_000, elements.real("4489", float("nan"))))
family.add_bytes("lasts-less-than-nothing.webm", lambda: _about(1_000_000, elements.real("4489", -1e300)))
family.add_bytes(
    "lasts-for-years.webm", lambda: _about(1_000_000, elements.real("4489", 1e12)), end="refused"
)
family.add_bytes("every-nanosecond.webm", lambda: _steady(1))
family.add_bytes("every-five-centuries.webm", lambda: _steady(2**64 - 1))
family.add_bytes("sound-comes-late.mkv", lambda: _apart_sound(0, 20))
family.add_bytes("picture-comes-late.mkv", lambda: _apart_sound(20, 0))
family.add_bytes("sound-comes-after-hours.mkv", lambda: _apart_sound(0, HOURS_10), end="refused")
