"""The one module that speaks ffmpeg: it builds command lines with ffmpeg-python and runs them in the jail.

Promises: one process decodes a cut once and writes every rendition and the poster's frame;
nothing of the upload's metadata, chapters or other tracks goes along; only the demuxers and
decoders of the formats we take are open; a decoder that trips is tried once more with
tolerance, and then there is a named error. It does not promise that the files are good,
because ffmpeg's exit code does not: that is `verify`'s to find out.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import ffmpeg
import imageio_ffmpeg

from testimonials.processing import failures, jail, loudness
from testimonials.processing.errors import DiskFull, OutputDamaged
from testimonials.processing.facts import Facts
from testimonials.processing.headway import Headway, OnProgress
from testimonials.processing.loudness import SILENT, Loudness
from testimonials.processing.plan import AUDIO_RATE, KEYFRAME_SECONDS, Part, Plan, Rendition
from testimonials.processing.walls import MIB

WALL_SECONDS = 15 * 60
STALL_SECONDS = 60
MEMORY_BYTES = 4096 * MIB
PROCESSES = 512
THREADS = min(8, os.cpu_count() or 1)
PEAK = 0.84

ALWAYS = ("-hide_banner", "-nostdin", "-nostats", "-y", "-progress", "pipe:1", "-stats_period", "0.5")
# Input options. The whitelist of formats is what keeps a playlist that is named like a video
# from reading a neighbour's file. Codecs are named by decoder.
GUARDS = {
    "protocol_whitelist": "file",
    "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm",
    "codec_whitelist": "h264,hevc,vp8,vp9,libdav1d,aac,opus,mp3float,vorbis,pcm_s16le",
    "max_pixels": 33_177_600,
}
DEMUXERS = {"mp4": "mov", "webm": "matroska"}
TOLERANT = {"err_detect": "ignore_err", "fflags": "+genpts+discardcorrupt"}
# Output options. Chapters, tags, subtitles and data tracks stay behind.
ANONYMOUS = {
    "map_metadata": -1, "map_metadata:s:v": -1, "map_chapters": -1, "dn": None, "sn": None,
    "fflags": "+bitexact",
}  # fmt: skip
SOUND = {"c:a": "aac", "b:a": "128k", "ar": AUDIO_RATE, "flags:a": "+bitexact"}

# One luma matrix has several names; these are the scale filter's.
MATRICES = {
    "bt709": "bt709", "bt470bg": "bt601", "smpte170m": "bt601", "fcc": "fcc", "smpte240m": "smpte240m",
    "bt2020nc": "bt2020",
}  # fmt: skip


@dataclass(frozen=True)
class Rendered:
    """What a render wrote: videos in the plan's order, largest first, and a frame for the poster."""

    videos: tuple[Path, ...]
    frame: Path
    cpu_seconds: float


@cache
def binary() -> str:
    """Return the path of the ffmpeg in use: the wheel's, unless IMAGEIO_FFMPEG_EXE names another."""
    found = shutil.which(imageio_ffmpeg.get_ffmpeg_exe())
    if found is None:
        raise FileNotFoundError("ffmpeg")
    return str(Path(found).absolute())


def measure_loudness(
    plan: Plan, *, on_progress: OnProgress | None = None, program: str | None = None
) -> Loudness:
    """Measure the integrated loudness (EBU R128) of the whole cut. No picture is decoded."""
    if not plan.has_audio:
        return SILENT
    sound = ffmpeg.concat(*_sounds(plan, _inputs(plan, {"vn": None})), v=0, a=1)
    output = sound.filter("ebur128", framelog="verbose").output("-", f="null")
    completed = _run(plan, _argv(output, program, log="info"), writes=None, on_progress=on_progress)
    found = loudness.from_summary(completed.stderr_tail)
    if completed.returncode or found is None:
        raise failures.reason(completed)
    return found


def render(
    plan: Plan,
    out_dir: Path,
    level: Loudness,
    *,
    on_progress: OnProgress | None = None,
    program: str | None = None,
) -> Rendered:
    """Write `<short side>.mp4` for every rendition, and frame.png, into `out_dir` (absolute).

    Tries plainly, then with tolerance for damage. Raises `DiskFull`, `TooComplex` at a limit,
    `Stalled`, `DecoderCrash`, `OutOfMemory`, or `NotReadable` when neither try came through.
    """
    files = [out_dir / f"{rendition.name}.mp4" for rendition in plan.renditions] + [out_dir / "frame.png"]
    if shutil.disk_usage(out_dir).free < plan.max_bytes:
        raise DiskFull(detail=f"{out_dir} has too little room")
    spent, refused = 0.0, None
    for tolerance in ({}, TOLERANT):
        if refused is None or failures.is_worth_tolerance(refused):
            argv = _argv(_outputs(plan, files, level, tolerance), program)
            completed = _run(plan, argv, writes=out_dir, on_progress=on_progress)
            refused, spent = failures.refusal(completed, files), spent + completed.cpu_seconds
        if refused is None:
            return Rendered(tuple(files[:-1]), files[-1], spent)
    raise refused or OutputDamaged


def decode_ends(paths: Sequence[Path], *, program: str | None = None) -> None:
    """Decode the first and the last second of each of our own MP4s, tolerating nothing.

    Raises `OutputDamaged` with what the decoder said.
    """
    ends = ({"t": 1}, {"sseof": -1})
    inputs = [_input(path, "mp4", {**end, "err_detect": "explode"}) for path in paths for end in ends]
    outputs = [ffmpeg.output(source["v:0"], source["a:0?"], "-", f="null") for source in inputs]
    argv = _argv(ffmpeg.merge_outputs(*outputs), program, "-xerror")
    limits = _limits(seconds=2 * len(inputs), file_bytes=0)
    completed = jail.run(argv, reads=paths, writes=None, limits=limits)
    if completed.returncode or completed.stderr_tail.strip():
        raise OutputDamaged(detail=f"ends do not decode: {completed.stderr_tail[-600:]}")


def _argv(output: Any, program: str | None, *flags: str, log: str = "error") -> list[str]:
    first, *rest = ffmpeg.compile(output, cmd=program or binary())
    return [first, *ALWAYS, "-v", log, *flags, *rest]


def _input(path: Path, container: str, options: Mapping[str, Any]) -> Any:
    # `file:` so that no name is taken for a protocol or an option.
    return ffmpeg.input(f"file:{path}", format=DEMUXERS[container], threads=THREADS, **GUARDS, **options)


def _inputs(plan: Plan, options: Mapping[str, Any]) -> list[Any]:
    return [
        _input(part.segment.path, part.segment.facts.container, {**_distinct(number), **options})
        for number, part in enumerate(plan.parts)
    ]


def _distinct(number: int) -> dict[str, int]:
    """ffmpeg-python makes one input of two that look the same, and the second branch of one
    decoder would keep its pictures in memory until its turn comes. So no two look the same."""
    return {"thread_queue_size": 16 + number}


def _outputs(plan: Plan, files: Sequence[Path], level: Loudness, tolerance: Mapping[str, str]) -> Any:
    # A picture may change its size in mid-take (a turned phone). The graph copes with that;
    # building it anew, ffmpeg's default, would start its clock from 0 again.
    inputs = _inputs(plan, {"reinit_filter:v": 0, **tolerance})
    parts = [_picture(plan, part, source["V:0"]) for part, source in zip(plan.parts, inputs, strict=True)]
    pictures = _ladder(plan, ffmpeg.concat(*parts, v=1, a=0))
    outputs = [
        ffmpeg.output(next(pictures), *sound, f"file:{path}", **_encoding(plan, rendition))
        for path, rendition, sound in zip(
            files, plan.renditions, _levelled(plan, inputs, level), strict=False
        )
    ]
    still = {"f": "image2", "update": 1, "c:v": "png", "frames:v": 1, **ANONYMOUS}
    return ffmpeg.merge_outputs(*outputs, next(pictures).output(str(files[-1]), **still))


def _encoding(plan: Plan, rendition: Rendition) -> dict[str, Any]:
    return {
        **ANONYMOUS,
        **(SOUND if plan.has_audio else {}),
        "f": "mp4", "movflags": "+faststart",
        "c:v": "libx264", "preset": "veryfast", "profile:v": "high", "pix_fmt": "yuv420p",
        "crf": rendition.crf, "maxrate": f"{rendition.max_kbps}k", "bufsize": f"{2 * rendition.max_kbps}k",
        "g": KEYFRAME_SECONDS * plan.fps, "fps_mode": "passthrough", "frames:v": plan.frames,
        "flags:v": "+bitexact", "threads:v": THREADS,
    }  # fmt: skip


def _picture(plan: Plan, part: Part, picture: Any) -> Any:
    """A part in the plan's shape, rate and colours, cut to its frames."""
    facts, shape = part.segment.facts, plan.renditions[0]
    if facts.sar != (1, 1):
        picture = picture.filter("scale", "trunc(iw*sar/2)*2", "ih").filter("setsar", 1)
    scaling = {"force_original_aspect_ratio": "decrease", "out_range": "tv", **_matrices(facts, plan)}
    picture = (
        picture.filter("scale", shape.width, shape.height, **scaling)
        .filter("pad", shape.width, shape.height, -1, -1, eval="frame")
        .filter("setsar", 1)
    )
    picture = _tone_mapped(picture, facts, plan) if facts.is_hdr else _tagged(picture, facts, plan)
    return (
        picture.filter("format", "yuv420p")
        .filter("fps", plan.fps, start_time=0)
        .filter("tpad", stop_mode="clone", stop_duration=part.hold_ms / 1000)
        .filter("trim", start_frame=part.first, end_frame=part.last)
        .filter("setpts", "PTS-STARTPTS")
    )


def _matrices(facts: Facts, plan: Plan) -> dict[str, str]:
    """The scale filter's conversion, and nothing where there is none to make."""
    ours, theirs = MATRICES.get(facts.luma), MATRICES.get(plan.luma)
    if facts.is_hdr or ours == theirs or not ours or not theirs:
        return {}
    return {"in_color_matrix": ours, "out_color_matrix": theirs}


def _tagged(picture: Any, facts: Facts, plan: Plan) -> Any:
    primaries, transfer = facts.primaries or "bt709", facts.transfer or "bt709"
    return picture.filter(
        "setparams", range="tv", colorspace=plan.luma, color_primaries=primaries, color_trc=transfer
    )


def _tone_mapped(picture: Any, facts: Facts, plan: Plan) -> Any:
    """From HLG or PQ to plain BT.709. After scaling: it is the dearest filter of all."""
    tags = {"colorspace": "bt2020nc", "color_primaries": "bt2020", "color_trc": facts.transfer}
    return (
        picture.filter("setparams", range="tv", **tags)
        .filter("zscale", t="linear", npl=100)
        .filter("format", "gbrpf32le")
        .filter("zscale", p="bt709")
        .filter("tonemap", "hable", desat=0)
        .filter("zscale", t="bt709", m=plan.luma, r="tv")
    )


def _ladder(plan: Plan, picture: Any) -> Iterator[Any]:
    """The pictures of every rendition, then the poster's single one."""
    split = picture.filter_multi_output("split", len(plan.renditions) + 1)
    for number, rendition in enumerate(plan.renditions):
        stream = split.stream(number)
        yield stream.filter("scale", rendition.width, rendition.height) if number else stream
    still = {"start_frame": plan.poster_frame, "end_frame": plan.poster_frame + 1}
    yield split.stream(len(plan.renditions)).filter("trim", **still)


def _sounds(plan: Plan, inputs: Sequence[Any]) -> list[Any]:
    """Every part in 48 kHz stereo, cut to the moments of its picture."""
    return [
        _sound(plan, part, source["a:0"]) if part.segment.facts.has_audio else _silence(plan, part, number)
        for number, (part, source) in enumerate(zip(plan.parts, inputs, strict=True))
    ]


def _sound(plan: Plan, part: Part, sound: Any) -> Any:
    samples = AUDIO_RATE // plan.fps
    return (
        sound.filter("aresample", AUDIO_RATE, **{"async": 1}, first_pts=0)
        .filter("aformat", sample_fmts="fltp", sample_rates=AUDIO_RATE, channel_layouts="stereo")
        .filter("apad", pad_dur=part.silence_ms / 1000)
        .filter("atrim", start_sample=part.first * samples, end_sample=part.last * samples)
        .filter("asetpts", "PTS-STARTPTS")
    )


def _silence(plan: Plan, part: Part, number: int) -> Any:
    source = ffmpeg.input(f"anullsrc=r={AUDIO_RATE}:cl=stereo", format="lavfi", **_distinct(number))
    return source.filter("atrim", end_sample=part.frames * AUDIO_RATE // plan.fps)


def _levelled(plan: Plan, inputs: Sequence[Any], level: Loudness) -> list[list[Any]]:
    """The sound of every rendition, at one gain: a list of one each, or of none where there is none."""
    if not plan.has_audio:
        return [[] for _ in plan.renditions]
    sound = ffmpeg.concat(*_sounds(plan, inputs), v=0, a=1).filter("volume", f"{level.gain_db:.2f}dB")
    sound = sound.filter("alimiter", limit=PEAK, level=0, latency=1)
    split = sound.filter_multi_output("asplit", len(plan.renditions))
    return [[split.stream(number)] for number in range(len(plan.renditions))]


def _run(
    plan: Plan, argv: list[str], *, writes: Path | None, on_progress: OnProgress | None
) -> jail.Completed:
    limits = _limits(seconds=plan.duration_ms / 1000, file_bytes=plan.max_bytes)
    headway = Headway(plan.duration_ms, on_progress)
    return jail.run(argv, reads=plan.paths, writes=writes, limits=limits, on_line=headway.see)


def _limits(*, seconds: float, file_bytes: int) -> jail.Limits:
    wall = min(WALL_SECONDS, 20 * seconds + 60)
    return jail.Limits(
        wall_seconds=wall,
        cpu_seconds=int(wall * THREADS),
        memory_bytes=MEMORY_BYTES,
        file_bytes=file_bytes,
        processes=PROCESSES,
        stall_seconds=STALL_SECONDS,
    )
