"""Sound that is too fast, too wide, too long or not there at all, beside a harmless picture."""

from __future__ import annotations

import struct
from functools import partial

from tests.hostile import boxes, elements, making
from tests.hostile.boxes import u32
from tests.hostile.elements import element, real, uint
from tests.hostile.making import AAC, H264, OPUS, VP8, encoded, laid_down, lavfi, picture, voice
from tests.hostile.specimens import Family, noise

family = Family("sounds")

STBL = "moov/trak/mdia/minf/stbl"
SOUND_TRACK = 1


def _beside(suffix: str, source: str, *codec: str) -> bytes:
    video = VP8 if suffix == ".webm" else H264
    return encoded(suffix, *picture(), *lavfi(source), "-t", "0.6", *video, *codec)


def _layout(suffix: str, layout: str, *codec: str) -> bytes:
    return _beside(suffix, f"anoisesrc=r=48000:a=0.1,aformat=channel_layouts={layout}", *codec)


def _pcm(rate: int, channels: int = 2) -> bytes:
    return _beside(
        ".mov", f"aevalsrc={'|'.join(['0.1*sin(999*t)'] * channels)}:s={rate}", "-c:a", "pcm_s16le"
    )


def _in_sound(name: str, content: bytes) -> bytes:
    """A film whose sound track has another table of samples."""
    return _sound_track(lambda trak: boxes.replaced(trak, f"mdia/minf/stbl/{name}", content))


def _sound_track(change: boxes.Change) -> bytes:
    def second(moov: bytes) -> bytes:
        return boxes.changed(moov, "trak", change, only=SOUND_TRACK)

    return boxes.changed(making.late(), "moov", second)


def _empty_track() -> bytes:
    """A sound track with everything but sound."""

    def emptied(trak: bytes) -> bytes:
        for name, rows in {
            "stts": u32(0, 0),
            "stsc": u32(0, 0),
            "stsz": u32(0, 0, 0),
            "stco": u32(0, 0),
        }.items():
            trak = boxes.replaced(trak, f"mdia/minf/stbl/{name}", rows)
        return trak

    return _sound_track(emptied)


def _entry(at: int, new: bytes) -> bytes:
    """A sample entry of the sound overwritten at an offset."""
    return _sound_track(
        lambda trak: boxes.changed(trak, "mdia/minf/stbl/stsd", lambda stsd: boxes.patched(stsd, 8 + at, new))
    )


def _specific(config: bytes) -> bytes:
    """Another AudioSpecificConfig: two bytes that say profile, rate and channels."""
    film = making.late()
    at = film.index(b"\x05\x80\x80\x80", film.index(b"esds")) + 5
    return boxes.patched(film, at, config)


def _opus(*, channels: int = 1, skip: int = 312, gain: int = 0, family_: int = 0, more: bytes = b"") -> bytes:
    """A WebM whose Opus head says unusual things."""
    head = b"OpusHead\x01" + bytes([channels]) + struct.pack("<HIhB", skip, 48_000, gain, family_) + more
    film = making.webm()
    at = film.index(b"OpusHead")
    if len(head) == 19:
        return boxes.patched(film, at, head)
    track = element(
        elements.TRACK_ENTRY, uint("D7", 2), uint("73C5", 2), uint("83", 2), elements.text("86", "A_OPUS"),
        element("63A2", head), element("E1", real("B5", 48_000), uint("9F", channels)),
    )  # fmt: skip
    return _with_sound(track)


def _with_sound(track: bytes, *times: int) -> bytes:
    """Nine pictures, and Opus frames of silence."""
    silence = [elements.simple_block(b"\xf8\xff\xfe", at, track=2) for at in times or range(0, 600, 20)]
    return elements.film(tracks=[elements.video_entry(), track], clusters=[elements.usual_cluster(*silence)])


def _sound_at(*clusters: int) -> bytes:
    """Sound in clusters of its own, at any time."""
    silence = b"\xf8\xff\xfe"
    media = [elements.cluster(at, elements.simple_block(silence, 0, track=2)) for at in clusters]
    return elements.film(
        tracks=[elements.video_entry(), elements.audio_entry()], clusters=[elements.usual_cluster(), *media]
    )


def _vorbis() -> bytes:
    """A set-up header of Vorbis that means nothing."""
    film = encoded(".mkv", *picture(), *voice(), "-t", "0.6", *H264, "-c:a", "libvorbis")
    at = film.index(b"\x05vorbis") + 7
    return boxes.patched(film, at, noise("codebooks", 600))


def _xing(frames: int) -> bytes:
    """MP3 whose first frame counts the frames, wrongly."""
    mp3 = encoded(".mp3", *voice(), "-t", "0.6", "-c:a", "libmp3lame", "-b:a", "64k")
    at = next(mp3.index(mark) for mark in (b"Info", b"Xing") if mark in mp3)
    path = laid_down(".mp3", boxes.patched(mp3, at + 8, u32(frames)))
    return encoded(".mkv", *picture(), "-f", "mp3", "-i", str(path), "-t", "0.6", *H264, "-c:a", "copy")


for _rate in (384_000, 192_000, 7_350, 1_000, 1):
    family.add_bytes(f"pcm-{_rate}-hz.mov", partial(_pcm, _rate))
family.add_bytes("pcm-64-channels.mov", lambda: _pcm(8_000, 64))
family.add_bytes("aac-96000-hz.mp4", lambda: _beside(".mp4", "sine=330:r=96000", *AAC, "-ar", "96000"))
for _layout_name in ("5.1", "7.1", "6.1", "quad", "3.0", "hexagonal"):
    family.add_bytes(f"aac-{_layout_name}.mp4", partial(_layout, ".mp4", _layout_name, "-c:a", "aac"))
for _layout_name in ("5.1", "7.1"):
    family.add_bytes(
        f"opus-{_layout_name}.webm",
        partial(_layout, ".webm", _layout_name, "-c:a", "libopus", "-mapping_family", "1"),
    )
    family.add_bytes(f"pcm-{_layout_name}.mov", partial(_layout, ".mov", _layout_name, "-c:a", "pcm_s16le"))
family.add_bytes("pcm-22.2.mov", lambda: _layout(".mov", "22.2", "-c:a", "pcm_s16le"))
family.add_bytes(
    "opus-255-channels.webm", lambda: _opus(channels=255, family_=255, more=bytes([255, 0]) + bytes(255))
)
family.add_bytes("opus-no-channels.webm", lambda: _opus(channels=0))
family.add_bytes("opus-skips-everything.webm", lambda: _opus(skip=65_535))
family.add_bytes("opus-very-loud.webm", lambda: _opus(gain=32_767))
family.add_bytes("opus-very-quiet.webm", lambda: _opus(gain=-32_768))
family.add_bytes("no-samples.mp4", _empty_track)
family.add_bytes("samples-of-no-bytes.mp4", lambda: _in_sound("stsz", u32(0, 0, 29, *[0] * 29)))
family.add_bytes("lasts-for-years.mp4", lambda: _in_sound("stts", u32(0, 1, 29, 0x7FFFFFFF)))
family.add_bytes("lasts-no-time.mp4", lambda: _in_sound("stts", u32(0, 1, 29, 0)))
family.add_bytes("counts-billions.mp4", lambda: _in_sound("stts", u32(0, 1, 0xFFFFFFFF, 1)))
family.add_bytes("sample-beyond-the-end.mp4", lambda: _in_sound("stco", u32(0, 1, 0x7FFFFFFF)))
family.add_bytes("rate-zero.mp4", lambda: _entry(32, u32(0)))
family.add_bytes("rate-huge.mp4", lambda: _entry(32, u32(0xFFFFFFFF)))
family.add_bytes("channels-65535.mp4", lambda: _entry(24, b"\xff\xff"))
family.add_bytes("channels-zero.mp4", lambda: _entry(24, b"\0\0"))
for _config in ("0000", "ffff", "1207", "1490", "2b8a", "1188"):
    family.add_bytes(f"aac-config-{_config}.mp4", partial(_specific, bytes.fromhex(_config)))
family.add_bytes("rate-not-a-number.webm", lambda: _with_sound(elements.audio_entry(rate=float("nan"))))
family.add_bytes("rate-negative.webm", lambda: _with_sound(elements.audio_entry(rate=-48_000.0)))
family.add_bytes("channels-billions.webm", lambda: _with_sound(elements.audio_entry(channels=0xFFFFFFFF)))
family.add_bytes(
    "delay-of-centuries.webm", lambda: _with_sound(elements.audio_entry(uint("56AA", 2**64 - 1)))
)
family.add_bytes(
    "preroll-of-centuries.webm", lambda: _with_sound(elements.audio_entry(uint("56BB", 2**64 - 1)))
)
family.add_bytes("one-block-in-ten-hours.webm", lambda: _sound_at(36_000_000), end="refused")
family.add_bytes("one-block-in-a-minute.webm", lambda: _sound_at(60_000))
family.add_bytes("backwards.webm", lambda: _with_sound(elements.audio_entry(), *range(580, 0, -20)))
family.add_bytes("vorbis-codebooks.mkv", _vorbis)
family.add_bytes("mp3-counts-billions.mkv", lambda: _xing(0xFFFFFFFF))
family.add_bytes("noise-at-full-scale.mp4", lambda: _beside(".mp4", "aevalsrc=random(0)*20-10:s=48000", *AAC))
family.add_bytes(
    "not-numbers.mp4", lambda: _beside(".mp4", "aevalsrc=if(lt(t\\,0.3)\\,0.1\\,0):s=48000", *AAC)
)
family.add_bytes(
    "half-an-hour-of-silence.mkv",
    lambda: encoded(".mkv", *picture(more=":d=0.6"), *lavfi("anullsrc=d=1800"), *H264, *OPUS),
    end="refused",
)
family.add_bytes(
    "a-minute-and-a-half-of-silence.mkv",
    lambda: encoded(".mkv", *picture(more=":d=0.6"), *lavfi("anullsrc=d=90"), *H264, *OPUS),
)
