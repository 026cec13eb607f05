"""What people really send. None of it may be refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tests.clips import HLG_CODEC, HLG_TAGS, RECORDINGS
from tests.hostile import boxes, elements, making
from tests.hostile.making import (
    AAC,
    AV1,
    FRAGMENTS,
    H264,
    HEVC,
    OPUS,
    TONE,
    VP8,
    VP9,
    encoded,
    kept,
    laid_down,
    lavfi,
    picture,
    voice,
)
from tests.hostile.specimens import Family

family = Family("good", end="ready")
# Sound without a picture, on a path of its own.
sounds = Family("sound-alone", end="ready")

PQ_TAGS = "setparams=color_trc=smpte2084:color_primaries=bt2020:colorspace=bt2020nc:range=tv"
PQ_CODEC = (
    "log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:hdr10=1:repeat-headers=1:"
    "master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1):max-cll=1000,400"
)
X265 = ["-c:v", "libx265", "-preset", "ultrafast", "-tag:v", "hvc1"]
SECONDS = "0.8"


def _film(
    suffix: str,
    codec: list[str],
    *sound: str,
    size: str = making.SMALL,
    rate: float = 15,
    more: tuple[str, ...] = (),
) -> bytes:
    """A film of moving picture, with a voice if a codec for it is named."""
    heard = voice() if sound else []
    return encoded(suffix, *picture(size, rate), *heard, "-t", SECONDS, *codec, *sound, *more)


def _hdr(tags: str, codec: str, suffix: str = ".mov") -> bytes:
    source = lavfi(f"testsrc2=s=320x240:r=15,format=yuv420p10le,{tags}")
    return encoded(suffix, *source, *voice(), "-t", SECONDS, *X265, "-x265-params", codec, *AAC)


def _turned(degrees: int) -> bytes:
    film = kept(".mp4", *picture(), *voice(), "-t", SECONDS, *H264, *AAC)
    return encoded(".mov", "-display_rotation", str(degrees), "-i", str(film), "-c", "copy")


def _uneven(suffix: str, codec: list[str], *sound: str) -> bytes:
    """Frames dropped without any order."""
    drop = ("-vf", "select='not(eq(mod(n,7),3))*not(eq(mod(n,5),1))'", "-fps_mode", "vfr")
    return _film(suffix, codec, *sound, more=drop)


def _stalled() -> bytes:
    """The camera stops after half a second, the voice does not."""
    return encoded(".webm", *picture(more=":d=0.5"), *voice(f"{TONE}:d=2"), *VP8, *OPUS, "-live", "1")


def _turns_in_mid_take() -> bytes:
    frames = [frame for size in ("160x120", "120x160") for frame in making.vp8_frames(size, 6)]
    blocks = (elements.simple_block(frame, 66 * n) for n, frame in enumerate(frames))
    return elements.film(clusters=[elements.cluster(0, *blocks)])


def _edited() -> bytes:
    film = kept(".mp4", *picture(), *voice(), "-t", "1.6", *H264, "-g", "24", *AAC)
    return encoded(".mov", "-ss", "0.5", "-i", str(film), "-c", "copy")


def _silent() -> bytes:
    return encoded(".mp4", *picture(), *lavfi("anullsrc"), "-t", SECONDS, *H264, *AAC)


def _sounding(suffix: str, source: str, *codec: str, video: list[str] = H264) -> bytes:
    return encoded(suffix, *picture(), *lavfi(source), "-t", SECONDS, *video, *codec)


def _slides() -> bytes:
    return encoded(".mp4", *picture(rate=1), *voice(), "-t", "3", *H264, *AAC)


def _aspect() -> bytes:
    return encoded(".mp4", *picture("176x144", more=",setsar=16/15"), *voice(), "-t", SECONDS, *H264, *AAC)


def _full_range() -> bytes:
    source = picture(more=",scale=out_range=full,format=yuvj420p")
    return encoded(
        ".mp4",
        *source,
        *voice(),
        "-t",
        SECONDS,
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-color_range",
        "pc",
        *AAC,
    )


def _late_sound() -> bytes:
    """A microphone that starts a third of a second after the camera."""
    return encoded(".mkv", *picture(), "-itsoffset", "0.3", *voice(), "-t", SECONDS, *H264, *AAC)


def _words_first(suffix: str, codec: str) -> bytes:
    """A track that is neither picture nor sound comes first, as timecodes and subtitles may."""
    film = kept(".mp4", *picture(), *voice(), "-t", SECONDS, *H264, *AAC)
    words = laid_down(".srt", b"1\n00:00:00,000 --> 00:00:00,300\nHello\n")
    tracks = ["-map", "1:s", "-map", "0:v", "-map", "0:a", "-c", "copy", "-c:s", codec]
    return encoded(suffix, "-i", str(film), "-i", str(words), *tracks)


def _long_sizes() -> bytes:
    """Media of a size written in 64 bits, as a film beyond four gigabytes has."""
    film = making.late()
    at = film.index(b"free") - 4
    size = int.from_bytes(film[at + 8 : at + 12])
    return boxes.patched(film, at, boxes.u32(1) + b"mdat" + (size + 8).to_bytes(8))


def _covered() -> bytes:
    """A talk with a picture of whoever speaks."""
    sound = kept(".m4a", *voice(), "-t", "1.5", *AAC)
    cover = kept(".jpg", *picture("200x200"), "-frames:v", "1")
    maps = ["-map", "0", "-map", "1", "-c", "copy", "-disposition:v:0", "attached_pic"]
    return encoded(".m4a", "-i", str(sound), "-i", str(cover), *maps)


def _alone(suffix: str, *codec: str) -> bytes:
    return encoded(suffix, *voice("sine=330:r=48000,volume=0.5"), "-t", "1.5", *codec)


def _tenbit(codec: list[str], suffix: str, pixels: str) -> bytes:
    return _film(suffix, [*codec, "-pix_fmt", pixels], *AAC)


# A title as cameras wrote it before UTF-8.
LATIN_1 = boxes.box(b"udta", boxes.box(b"\xa9nam", b"\0\x0a\0\0", "Zürich süß".encode("latin-1")))
X264 = ["-c:v", "libx264", "-preset", "ultrafast"]

FILMS: dict[str, Callable[[], bytes]] = {
    "phone.mov": partial(_film, ".mov", H264, *AAC, size="320x180", rate=30),
    "phone-hevc.mov": partial(_film, ".mov", HEVC, *AAC, size="320x180", rate=30),
    "hlg.mov": partial(_hdr, HLG_TAGS, HLG_CODEC),
    "pq.mov": partial(_hdr, PQ_TAGS, PQ_CODEC),
    "hlg.mkv": partial(_hdr, HLG_TAGS, HLG_CODEC, ".mkv"),
    "turned-90.mov": partial(_turned, 90),
    "turned-180.mov": partial(_turned, 180),
    "turned-270.mov": partial(_turned, 270),
    "120-fps.mp4": partial(_film, ".mp4", H264, *AAC, rate=120),
    "60-fps.mp4": partial(_film, ".mp4", H264, *AAC, rate=60),
    "film-rate.mp4": partial(_film, ".mp4", H264, *AAC, rate=23.976),
    "odd-size.mp4": partial(_film, ".mp4", [*X264, "-vf", "scale=161:121,format=yuv444p"], *AAC),
    "odd-size.webm": partial(_film, ".webm", [*VP8, "-vf", "scale=161:121"], *OPUS),
    "no-sound.mp4": partial(_film, ".mp4", H264),
    "no-sound.webm": partial(_film, ".webm", VP8),
    "silent.mp4": _silent,
    "surround.mp4": partial(_sounding, ".mp4", "sine=330:r=48000,aformat=channel_layouts=5.1", "-c:a", "aac"),
    "mono-8-khz.mp4": partial(_sounding, ".mp4", "sine=330:r=8000", *AAC, "-ar", "8000"),
    "44100-hz.mp4": partial(_sounding, ".mp4", "sine=330:r=44100", *AAC),
    "mp3-in.mp4": partial(_sounding, ".mp4", TONE, "-c:a", "libmp3lame", "-b:a", "64k"),
    "opus-in.mp4": partial(_sounding, ".mp4", TONE, *OPUS),
    "pcm.mov": partial(_sounding, ".mov", TONE, "-c:a", "pcm_s16le"),
    "vorbis.webm": partial(_sounding, ".webm", TONE, "-c:a", "libvorbis", video=VP8),
    "uneven.webm": partial(_uneven, ".webm", VP8, *OPUS, "-live", "1"),
    "uneven.mp4": partial(_uneven, ".mp4", H264, *AAC),
    "stalled.webm": _stalled,
    "turns-in-mid-take.webm": _turns_in_mid_take,
    "edited.mov": _edited,
    "fragmented.mp4": partial(_film, ".mp4", H264, *AAC, more=("-g", "5", *FRAGMENTS)),
    "fragmented-av1.mp4": partial(_film, ".mp4", AV1, *OPUS, more=("-g", "5", *FRAGMENTS)),
    "vp9.webm": partial(_film, ".webm", VP9, *OPUS),
    "vp9.mp4": partial(_film, ".mp4", VP9, *AAC),
    "vp9-live.webm": partial(_film, ".webm", VP9, *OPUS, more=("-live", "1")),
    "av1.webm": partial(_film, ".webm", AV1, *OPUS),
    "av1.mp4": partial(_film, ".mp4", AV1, *AAC),
    "av1-10-bit.mp4": partial(_tenbit, AV1, ".mp4", "yuv420p10le"),
    "h264.mkv": partial(_film, ".mkv", H264, *AAC),
    "h264-opus.mkv": partial(_film, ".mkv", H264, *OPUS),
    "hevc.mkv": partial(_film, ".mkv", HEVC, *AAC),
    "anamorphic.mp4": _aspect,
    "portrait.mp4": partial(_film, ".mp4", H264, *AAC, size="180x320"),
    "square.mp4": partial(_film, ".mp4", H264, *AAC, size="240x240"),
    "wide.mp4": partial(_film, ".mp4", H264, *AAC, size="420x180"),
    "tiny.mp4": partial(_film, ".mp4", H264, *AAC, size="64x48"),
    "four-k.mp4": partial(_film, ".mp4", H264, *AAC, size="3840x2160", more=("-crf", "35")),
    "four-k-portrait.mov": partial(_film, ".mov", HEVC, *AAC, size="2160x3840", rate=8),
    "full-hd.mp4": partial(_film, ".mp4", H264, *AAC, size="1920x1080", rate=30),
    "b-frames.mp4": partial(_film, ".mp4", [*X264, "-bf", "4", "-b_strategy", "0", "-pix_fmt", "yuv420p"], *AAC),
    "open-gop.mp4": partial(_film, ".mp4", [*X264, "-bf", "3", "-g", "6", "-x264-params", "open-gop=1"], *AAC),
    "interlaced.mp4": partial(_film, ".mp4", [*X264, "-pix_fmt", "yuv420p", "-flags", "+ilme+ildct", "-x264-params", "tff=1"], *AAC, rate=25),
    "10-bit.mp4": partial(_tenbit, X264, ".mp4", "yuv420p10le"),
    "422-10-bit.mov": partial(_tenbit, X264, ".mov", "yuv422p10le"),
    "444.mp4": partial(_tenbit, X264, ".mp4", "yuv444p"),
    "full-range.mp4": _full_range,
    "slides.mp4": _slides,
    "half-a-second.mp4": partial(making.late, seconds=0.5),
    "index-last.mp4": making.late,
    "late-sound.mkv": _late_sound,
    "type-missing.mov": lambda: making.late().replace(b"ftyp", b"wide", 1),
    "latin-1-title.mov": lambda: boxes.grown(making.late(), "moov", LATIN_1),
    "words-first.mkv": partial(_words_first, ".mkv", "srt"),
    "words-first.mp4": partial(_words_first, ".mp4", "mov_text"),
    "long-sizes.mp4": _long_sizes,
    "negative-offsets.mp4": partial(_film, ".mp4", [*X264, "-bf", "3"], *AAC, more=("-movflags", "negative_cts_offsets")),
    "padded.mp4": lambda: making.late() + boxes.box(b"free", bytes(5000)),
}  # fmt: skip

SOUNDS: dict[str, Callable[[], bytes]] = {
    "talk.mp3": partial(_alone, ".mp3", "-c:a", "libmp3lame"),
    "talk.wav": partial(_alone, ".wav", "-c:a", "pcm_s16le"),
    "talk.ogg": partial(_alone, ".ogg", "-c:a", "libvorbis"),
    "talk-opus.ogg": partial(_alone, ".ogg", *OPUS),
    "talk.m4a": partial(_alone, ".m4a", *AAC),
    "talk-with-cover.m4a": _covered,
    "talk.webm": partial(_alone, ".webm", *OPUS),
}

for _path in sorted(RECORDINGS.glob("*-*.*")):
    family.add_bytes(_path.name, _path.read_bytes)
for _name, _make in FILMS.items():
    family.add_bytes(_name, _make)
for _name, _make in SOUNDS.items():
    sounds.add_bytes(_name, _make)
