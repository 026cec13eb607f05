"""Runs inside the jail: count every packet of the files named, print what they are as JSON.

    python -I -B scan.py FILE...

Prints {"files": [...]}, one entry per file in order: the fields of `facts.Facts`, or
{"error": code, "detail": text}. The demuxer is forced by the first bytes: a playlist opened
by its looks would read other files. Only the first picture is decoded, for what headers do
not say. Imports nothing of ours: it is not there in the jail.
"""

from __future__ import annotations

import json
import math
import sys
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

EBML = b"\x1a\x45\xdf\xa3"
# How a file begins, and the one demuxer it is given to. What begins otherwise is an MP4 or nothing.
BEGINNINGS = (
    (EBML, "webm"), (b"RIFF", "wav"), (b"OggS", "ogg"), (b"ID3", "mp3"),
    *((bytes([0xFF, second]), "mp3") for second in (0xFB, 0xFA, 0xF3, 0xF2, 0xE3, 0xE2)),
)  # fmt: skip
DEMUXERS = {"mp4": "mov", "webm": "matroska", "wav": "wav", "ogg": "ogg", "mp3": "mp3"}
FORMATS = DEMUXERS | {"mp4": "mov,mp4,m4a,3gp,3g2,mj2", "webm": "matroska,webm"}
DECODERS = "h264,hevc,vp8,vp9,libdav1d,aac,opus,mp3float,vorbis,pcm_s16le"
OPTIONS = {
    "protocol_whitelist": "file",
    "codec_whitelist": DECODERS,
    "max_streams": "64",
}
MAX_PACKETS = 500_000
MAX_PIXELS = 33_177_600
PACKETS_FOR_A_PICTURE = 60
MATRICES = {1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc", 10: "bt2020c"}
PRIMARIES = {1: "bt709", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020", 12: "smpte432"}
TRANSFERS = {
    1: "bt709", 4: "gamma22", 5: "gamma28", 6: "smpte170m", 7: "smpte240m", 8: "linear", 13: "iec61966-2-1",
    14: "bt2020-10", 15: "bt2020-12", 16: "smpte2084", 18: "arib-std-b67",
}  # fmt: skip
FULL_RANGE = 2
# What every muxer writes and nobody can be found by.
BOILERPLATE = {"major_brand", "minor_version", "compatible_brands"}
BLAND = {("language", "und"), ("handler_name", "VideoHandler"), ("handler_name", "SoundHandler")}
BLAND |= {("vendor_id", "[0][0][0][0]"), ("encoder", "Lavc libx264"), ("encoder", "Lavc libsvtav1")}
BOXES_BEFORE_INDEX = {b"ftyp", b"wide", b"free", b"skip", b"pnot", b"uuid", b"mdat"}


class TooManyPackets(Exception):
    """More packets than any clip we take can have."""


@dataclass
class Track:
    """The times of one stream's packets, in seconds."""

    stream: VideoStream | AudioStream | None = None
    count: int = 0
    times: list[float] = field(default_factory=list)
    end: float = -math.inf

    def add(self, packet: Packet[Any]) -> None:
        """Count a packet. One that an edit list hides is there but not part of the clip."""
        at = packet.pts if packet.pts is not None else packet.dts
        if at is None or packet.is_discard or not packet.size:
            return
        base = float(packet.time_base or Fraction(1, 1000))
        self.count += 1
        self.times.append(at * base)
        self.end = max(self.end, (at + max(0, packet.duration or 0)) * base)

    @property
    def start(self) -> float:
        return min(self.times, default=math.inf)


def main(paths: list[str]) -> None:
    """Print the facts of every file."""
    json.dump({"files": [scan(path) for path in paths]}, sys.stdout, allow_nan=False)


def scan(path: str) -> dict[str, Any]:
    """Return the facts of one file, or why there are none."""
    kind = kind_of(path)
    options = OPTIONS | {"format_whitelist": FORMATS[kind]}
    try:
        with av.open(
            f"file:{path}", format=DEMUXERS[kind], options=options, metadata_errors="replace"
        ) as container:
            return {"container": kind} | facts_of(container, kind, path)
    except TooManyPackets:
        return {"error": "too_complex", "detail": f"more than {MAX_PACKETS} packets"}
    except av.FFmpegError as error:
        is_headless = isinstance(error, av.InvalidDataError) and kind == "mp4" and has_no_index(path)
        return {"error": "cut_short" if is_headless else "not_readable", "detail": str(error)}


def kind_of(path: str) -> str:
    """The container, by how the file begins."""
    with open(path, "rb") as file:  # noqa: PTH123  the jail is quicker without pathlib
        head = file.read(4)
    return next((kind for beginning, kind in BEGINNINGS if head.startswith(beginning)), "mp4")


def facts_of(container: InputContainer, kind: str, path: str) -> dict[str, Any]:
    """Read `container` to its end and sum it up."""
    video, audio = Track(first_video(container)), Track(next(iter(container.streams.audio), None))
    declared = indexed_seconds(video, audio) if kind == "mp4" else declared_seconds(container, kind, path)
    picture = read_packets(container, video, audio)
    zero = min(video.start, audio.start)
    end = max(video.end, audio.end)
    if not video.count and not audio.count:
        zero = end = 0.0
    return {
        "duration_ms": ms(end - zero),
        "declared_ms": ms(declared),
        "streams": len(container.streams),
        "tags": tags_of(container),
        **video_facts(video, picture, zero, end),
        **audio_facts(audio, zero),
    }


def first_video(container: InputContainer) -> VideoStream | None:
    """The first moving picture; the cover of a song is none."""
    streams = container.streams.video
    return next((one for one in streams if not one.disposition & Disposition.attached_pic), None)


def declared_seconds(container: InputContainer, kind: str, path: str) -> float:
    """How long the header says it is; 0 where it says nothing, or what is said is a guess."""
    seconds = (container.duration or 0) / 1_000_000
    if kind == "webm":
        return seconds
    if kind != "wav":
        return 0.0
    with open(path, "rb") as file:  # noqa: PTH123
        claimed = int.from_bytes(file.read(8)[4:], "little") + 8
        # A recorder that could not go back to its header left nothing, or everything, there.
        return seconds * claimed / file.seek(0, 2) if 44 < claimed < 0xFFFF_FFFF else 0.0


def indexed_seconds(*tracks: Track) -> float:
    """What an MP4's index promises, after edit lists. A fragmented file has none: 0."""
    streams = [track.stream for track in tracks if track.stream is not None and track.stream.frames]
    ends = [((one.start_time or 0) + (one.duration or 0)) * (one.time_base or 0) for one in streams]
    return float(max(ends, default=0))


def read_packets(container: InputContainer, video: Track, audio: Track) -> VideoFrame | None:
    """Count every packet into its track; return the first picture that can be decoded."""
    tracks = {track.stream.index: track for track in (video, audio) if track.stream is not None}
    picture, tries, total = None, PACKETS_FOR_A_PICTURE, 0
    if not tracks:  # to demux no stream means to demux all of them
        return None
    try:
        for packet in container.demux(*(track.stream for track in tracks.values() if track.stream)):
            # Not `packet.stream_index`: of the last packets, empty ones, it is 0 whatever they belong to.
            track = tracks[packet.stream.index]
            track.add(packet)
            if picture is None and tries and track is video:
                picture, tries = picture_in(packet), tries - 1
            total += 1
            if total > MAX_PACKETS:
                raise TooManyPackets
    except av.FFmpegError:
        # A file that breaks off: what was read is what there is.
        return picture
    return picture


def picture_in(packet: Packet[Any]) -> VideoFrame | None:
    """Decode one packet; None when it holds no whole picture, or one we would not decode."""
    context = packet.stream.codec_context
    if context is None:  # nobody here decodes it
        return None
    if not context.is_open:
        context.options = {"max_pixels": str(MAX_PIXELS), "codec_whitelist": DECODERS}
        context.thread_count = 1
    try:
        frames = packet.decode()
    except (av.FFmpegError, ValueError):
        return None
    return next((frame for frame in frames if isinstance(frame, VideoFrame)), None)


def video_facts(track: Track, picture: VideoFrame | None, zero: float, end: float) -> dict[str, Any]:
    """The facts of the picture; zeros and "" where there is none."""
    stream = track.stream if isinstance(track.stream, VideoStream) and track.count else None
    times = sorted(track.times)
    gaps = [later - earlier for earlier, later in pairwise([*times, end])]
    span = times[-1] - times[0] if times else 0.0
    # Nothing is known of the size of what nobody here decodes.
    known = stream if stream is not None and stream.codec_context is not None else None
    sar = (known.sample_aspect_ratio if known else None) or Fraction(1)
    return {
        "video_start_ms": ms(track.start - zero) if times else 0,
        "video_end_ms": ms(track.end - zero) if times else 0,
        "fps": round((len(times) - 1) / span, 3) if span > 0 else 0.0,
        "largest_gap_ms": ms(max(gaps, default=0.0)),
        "width": picture.width if picture else (known.width if known else 0),
        "height": picture.height if picture else (known.height if known else 0),
        "rotation": round(-picture.rotation / 90) * 90 % 360 if picture else 0,
        "sar": [sar.numerator, sar.denominator] if 0 < sar < 100 else [1, 1],
        "video_codec": codec_of(stream),
        "packets": track.count,
        "matrix": MATRICES.get(picture.colorspace, "") if picture else "",
        "primaries": PRIMARIES.get(picture.color_primaries, "") if picture else "",
        "transfer": TRANSFERS.get(picture.color_trc, "") if picture else "",
        "is_full_range": bool(picture and picture.color_range == FULL_RANGE),
    }


def audio_facts(track: Track, zero: float) -> dict[str, Any]:
    """The facts of the sound; zeros and "" where there is none."""
    stream = track.stream if isinstance(track.stream, AudioStream) and track.count else None
    context = stream.codec_context if stream else None
    return {
        "audio_start_ms": ms(track.start - zero) if stream else 0,
        "audio_end_ms": ms(track.end - zero) if stream else 0,
        "audio_codec": codec_of(stream),
        "channels": context.channels if context else 0,
        "sample_rate": context.sample_rate if context else 0,
    }


def codec_of(stream: VideoStream | AudioStream | None) -> str:
    """The codec's name, whichever decoder there is for it; "" without a stream."""
    if stream is None:
        return ""
    context = stream.codec_context
    return context.codec.canonical_name if context is not None else "unknown"


def tags_of(container: InputContainer) -> list[str]:
    """Names of the metadata that says more than which muxer it was."""
    found = {key for key in container.metadata if key not in BOILERPLATE}
    for stream in container.streams:
        found |= {key for key, value in stream.metadata.items() if (key, value) not in BLAND}
    if container.chapters():
        found.add("chapters")
    return sorted(name[:40] for name in found)[:40]


def has_no_index(path: str) -> bool:
    """Tell whether an MP4 breaks off before its `moov`, as a copy that was cut short does."""
    with open(path, "rb") as file:  # noqa: PTH123
        end = file.seek(0, 2)
        at = 0
        while at + 8 <= end:
            file.seek(at)
            size, kind = int.from_bytes(file.read(4)), file.read(4)
            if kind == b"moov" or kind not in BOXES_BEFORE_INDEX:
                return False
            size = int.from_bytes(file.read(8)) if size == 1 else size
            at += size if size >= 8 else end
    return at > 0


def ms(seconds: float) -> int:
    """Whole milliseconds."""
    return round(seconds * 1000)


if __name__ == "__main__":
    main(sys.argv[1:])
