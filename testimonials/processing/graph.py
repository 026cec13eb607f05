"""From the parts of a plan to one picture and one sound: ffmpeg's filter graph, built with ffmpeg-python.

Promises: picture and sound are cut to the same whole frames, so they stay together over any
number of joints; every take ends up in the plan's shape, rate and colours; every input is
opened by the one demuxer its bytes call for, with the decoders of the formats we take.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import ffmpeg

from testimonials.processing import waveform
from testimonials.processing.encoding import THREADS
from testimonials.processing.facts import DEMUXERS, FORMATS, Facts
from testimonials.processing.loudness import Loudness
from testimonials.processing.plan import AUDIO_RATE, Part, Plan

PEAK = 0.84
GROUND = waveform.GROUND.replace("#", "0x")

# Input options. The whitelist of formats is what keeps a playlist that is named like a video
# from reading a neighbour's file. Codecs are named by decoder.
GUARDS = {
    "protocol_whitelist": "file",
    "codec_whitelist": "h264,hevc,vp8,vp9,libdav1d,aac,opus,mp3float,vorbis,pcm_s16le",
    "max_pixels": 33_177_600,
}

# One luma matrix has several names; these are the scale filter's.
MATRICES = {
    "bt709": "bt709", "bt470bg": "bt601", "smpte170m": "bt601", "fcc": "fcc", "smpte240m": "smpte240m",
    "bt2020nc": "bt2020",
}  # fmt: skip


def source(path: Path, container: str, options: Mapping[str, Any]) -> Any:
    """Return one guarded input. `file:` so that no name is taken for a protocol or an option."""
    guards = {**GUARDS, "format_whitelist": FORMATS[container]}
    return ffmpeg.input(f"file:{path}", format=DEMUXERS[container], threads=THREADS, **guards, **options)


def sources(plan: Plan, options: Mapping[str, Any]) -> list[Any]:
    """Return the inputs of a plan's parts, in order."""
    return [
        source(part.segment.path, part.segment.facts.container, {**_distinct(number), **options})
        for number, part in enumerate(plan.parts)
    ]


def picture(plan: Plan, inputs: Sequence[Any]) -> Any:
    """Return the whole cut's picture, in the shape of the largest rendition."""
    parts = [
        _card(plan, part, number) if part.segment.card else _picture(plan, part, source["V:0"])
        for number, (part, source) in enumerate(zip(plan.parts, inputs, strict=True))
    ]
    return ffmpeg.concat(*parts, v=1, a=0)


def ladder(plan: Plan, whole: Any) -> Iterator[Any]:
    """The pictures of every rendition, of the preview, then the poster's single one."""
    split = whole.filter_multi_output("split", len(plan.files) + 1)
    for number, rendition in enumerate(plan.files):
        stream = split.stream(number)
        if rendition.first or rendition.frames < plan.frames:
            stream = _stretch(stream, rendition.first, rendition.first + rendition.frames)
        yield stream.filter("scale", rendition.width, rendition.height) if number else stream
    yield _stretch(split.stream(len(plan.files)), plan.poster_frame, plan.poster_frame + 1)


def sound(plan: Plan, inputs: Sequence[Any]) -> Any:
    """Return the whole cut's sound, in 48 kHz stereo, as loud as it came."""
    parts = [
        _sound(plan, part, source["a:0"]) if part.segment.facts.has_audio else _silence(plan, part, number)
        for number, (part, source) in enumerate(zip(plan.parts, inputs, strict=True))
    ]
    return ffmpeg.concat(*parts, v=0, a=1)


def levelled(plan: Plan, inputs: Sequence[Any], level: Loudness) -> Any:
    """The whole cut's sound at one gain, with a limiter."""
    louder = sound(plan, inputs).filter("volume", f"{level.gain_db:.2f}dB")
    return louder.filter("alimiter", limit=PEAK, level=0, latency=1)


def _distinct(number: int) -> dict[str, int]:
    """ffmpeg-python makes one input of two that look the same, and the second branch of one
    decoder would keep its pictures in memory until its turn comes. So no two look the same."""
    return {"thread_queue_size": 16 + number}


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
    steady = (
        picture.filter("format", "yuv420p")
        .filter("fps", plan.fps, start_time=0)
        .filter("tpad", stop_mode="clone", stop_duration=part.hold_ms / 1000)
    )
    # What rides along with a picture is not the picture: captions, mastering data, a phone's notes.
    return _stretch(steady.filter("sidedata", "delete"), part.first, part.last)


def _card(plan: Plan, part: Part, number: int) -> Any:
    """The waveform of a take without a picture, lit up to where its sound is."""
    shape, seconds = plan.renditions[0], part.frames / plan.fps
    image = {"format": "image2", "pattern_type": "none", "loop": 1, "framerate": plan.fps}
    guards = {"protocol_whitelist": "file", "format_whitelist": "image2", "codec_whitelist": "png"}
    card = ffmpeg.input(f"file:{part.segment.card}", **image, **guards, **_distinct(number))
    veil = f"color=c={GROUND}@{waveform.VEIL}:s={shape.width}x{shape.height}:r={plan.fps},format=yuva420p"
    scaling = {"force_original_aspect_ratio": "decrease", "out_range": "tv"}
    card = card.filter("scale", shape.width, shape.height, **scaling, **_target_matrix(plan))
    card = card.filter("pad", shape.width, shape.height, -1, -1, color=GROUND)
    lit = card.overlay(
        ffmpeg.input(veil, format="lavfi", **_distinct(number)),
        x=f"2*trunc(W*t/{seconds:.3f}/2)",
        y=0,
        format="yuv420",
        shortest=1,
    )
    tagged = lit.filter("setsar", 1).filter("format", "yuv420p")
    tagged = tagged.filter(
        "setparams", range="tv", colorspace=plan.luma, color_primaries="bt709", color_trc="bt709"
    )
    return _stretch(tagged.filter("fps", plan.fps, start_time=0), 0, part.frames)


def _target_matrix(plan: Plan) -> dict[str, str]:
    return {"out_color_matrix": MATRICES[plan.luma]} if plan.luma in MATRICES else {}


def _stretch(stream: Any, first: int, end: int) -> Any:
    """Frames `first` to `end` of a stream, from 0 on."""
    return stream.filter("trim", start_frame=first, end_frame=end).filter("setpts", "PTS-STARTPTS")


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
