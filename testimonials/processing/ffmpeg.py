"""The one module that runs ffmpeg: in the jail, with command lines built with ffmpeg-python.

Promises: the sound is encoded once; one process decodes the picture once and writes every
rendition, the preview and the poster's frame; nothing of the upload's metadata, chapters or
other tracks goes along; a decoder that trips is tried once more with tolerance, then on a
repaired copy, and then there is a named error. It does not promise that the files are good,
because ffmpeg's exit code does not: that is `verify`'s to find out.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import ffmpeg
import imageio_ffmpeg

from testimonials.processing import encoding, failures, graph, jail, loudness
from testimonials.processing.encoding import ANONYMOUS, STILL, THREADS
from testimonials.processing.errors import DiskFull, OutputDamaged, ProcessingError
from testimonials.processing.facts import Facts
from testimonials.processing.headway import Headway, OnProgress, share
from testimonials.processing.loudness import SILENT, Loudness
from testimonials.processing.plan import Plan
from testimonials.processing.walls import MIB

WALL_SECONDS = 15 * 60
STALL_SECONDS = 60
MEMORY_BYTES = 4096 * MIB
PROCESSES = 512
REFINING_NICENESS = 19
SOUND_PERCENT = 5  # of the whole work
# A copy is as long as its original; the index it gets in front comes on top.
REMUX_SECONDS = 60
REMUX_SPARE_BYTES = 16 * MIB

ALWAYS = ("-hide_banner", "-nostdin", "-nostats", "-y", "-progress", "pipe:1", "-stats_period", "0.5")
# A picture may change its size in mid-take (a turned phone). The graph copes with that;
# building it anew, ffmpeg's default, would start its clock from 0 again.
STEADY = {"reinit_filter:v": 0}
TOLERANT = {"err_detect": "ignore_err", "fflags": "+genpts+discardcorrupt"}


@dataclass(frozen=True)
class Rendered:
    """What a render wrote: videos in the plan's order, a silent preview, a frame for the poster."""

    videos: tuple[Path, ...]
    preview: Path
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
    heard = graph.sound(plan, graph.sources(plan, {"vn": None}))
    output = heard.filter("ebur128", framelog="verbose").output("-", f="null")
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
    """Write `<name>.mp4` for every rendition and the preview, and frame.png, into `out_dir` (absolute).

    Tries plainly, then with tolerance for damage, then on a repaired copy. Raises `DiskFull`,
    `TooComplex` at a limit, `Stalled`, `DecoderCrash`, `OutOfMemory`, or `NotReadable` when no
    try came through.
    """
    *videos, preview = [out_dir / f"{rendition.name}.mp4" for rendition in plan.files]
    files = [*videos, preview, out_dir / "frame.png"]
    sound, spent = _encode_sound(
        plan, out_dir, level, on_progress=share(on_progress, 0, SOUND_PERCENT), program=program
    )
    spent += _climb(
        plan,
        out_dir,
        files,
        lambda whole, options: _everything(whole, files, sound, options),
        on_progress=share(on_progress, SOUND_PERCENT, 100),
        program=program,
    )
    return Rendered(tuple(videos), preview, files[-1], spent)


def render_av1(
    plan: Plan,
    out_dir: Path,
    sound: Path | None,
    *,
    on_progress: OnProgress | None = None,
    program: str | None = None,
) -> Path:
    """Write the plan's `refined` rendition into `out_dir` (absolute) and return its path.

    It decodes the originals' pictures again: a copy of a copy would have to spend bytes on our own
    artefacts. The sound is copied from `sound`, a rendition of the same plan in `out_dir`; None where
    there is nothing to hear. It gives way to everything else on this machine. Raises what `render` raises.
    """
    file = out_dir / f"{plan.refined.name}.mp4"
    _climb(
        plan,
        out_dir,
        [file],
        lambda whole, options: _refined(whole, file, sound, options),
        on_progress=on_progress,
        program=program,
        niceness=REFINING_NICENESS,
    )
    return file


def remux(path: Path, facts: Facts, target: Path, *, program: str | None = None) -> None:
    """Copy picture and sound of `path` untouched into `target` (`.mp4` or `.webm`), so that it plays at once.

    The copy has an index in front and no metadata, and is for the brand's own eyes only: what
    hides in a stream of bits is still in there. Raises what `render` raises.
    """
    streams = [graph.source(path, facts.container, {"fflags": "+genpts"})[name] for name in _tracks(facts)]
    options = {**ANONYMOUS, "c": "copy", **_copying(facts, target)}
    argv = _argv(ffmpeg.output(*streams, f"file:{target}", **options), program)
    limits = _limits(seconds=REMUX_SECONDS, file_bytes=2 * path.stat().st_size + REMUX_SPARE_BYTES)
    completed = jail.run(argv, reads=[path], writes=target.parent, limits=limits)
    if refused := failures.refusal(completed, [target]):
        raise refused


def decode_ends(paths: Sequence[Path], *, program: str | None = None) -> None:
    """Decode the first and the last second of each of our own MP4s, tolerating nothing.

    Raises `OutputDamaged` with what the decoder said.
    """
    ends = ({"t": 1}, {"sseof": -1})
    inputs = [graph.source(path, "mp4", {**end, "err_detect": "explode"}) for path in paths for end in ends]
    outputs = [ffmpeg.output(source["v:0"], source["a:0?"], "-", f="null") for source in inputs]
    argv = _argv(ffmpeg.merge_outputs(*outputs), program, "-xerror")
    limits = _limits(seconds=2 * len(inputs), file_bytes=0)
    completed = jail.run(argv, reads=paths, writes=None, limits=limits)
    if completed.returncode or completed.stderr_tail.strip():
        raise OutputDamaged(detail=f"ends do not decode: {completed.stderr_tail[-600:]}")


def _encode_sound(
    plan: Plan, out_dir: Path, level: Loudness, *, on_progress: OnProgress | None, program: str | None
) -> tuple[Path | None, float]:
    """Write the whole cut's sound, levelled, into `out_dir`; return it with the CPU seconds it took."""
    if not plan.has_audio:
        return None, 0.0
    file = out_dir / "sound.m4a"

    def outputs(whole: Plan, tolerance: Mapping[str, str]) -> Any:
        heard = graph.levelled(whole, graph.sources(whole, {"vn": None, **tolerance}), level)
        return ffmpeg.output(heard, f"file:{file}", **encoding.SOUND)

    return file, _climb(plan, out_dir, [file], outputs, on_progress=on_progress, program=program)


def _climb(
    plan: Plan,
    out_dir: Path,
    files: Sequence[Path],
    outputs: Callable[[Plan, Mapping[str, str]], Any],
    *,
    on_progress: OnProgress | None,
    program: str | None,
    niceness: int | None = None,
) -> float:
    """Write `files` by the gentlest try that comes through; return the CPU seconds of all of them."""
    if shutil.disk_usage(out_dir).free < plan.max_bytes:
        raise DiskFull(detail=f"{out_dir} has too little room")
    spent = 0.0
    refused: ProcessingError | None = None
    for tried in _tries(plan, out_dir, program):
        argv = _argv(outputs(*tried), program)
        completed = _run(tried[0], argv, writes=out_dir, on_progress=on_progress, niceness=niceness)
        refused, spent = failures.refusal(completed, files), spent + completed.cpu_seconds
        if refused is None:
            return spent
        if not failures.is_worth_tolerance(refused):
            break
    raise refused or OutputDamaged


def _tries(plan: Plan, folder: Path, program: str | None) -> Iterator[tuple[Plan, Mapping[str, str]]]:
    yield plan, {}
    yield plan, TOLERANT
    with suppress(ProcessingError):
        yield _repaired(plan, folder, program), TOLERANT


def _repaired(plan: Plan, folder: Path, program: str | None) -> Plan:
    """The same plan over copies in new containers, for takes whose container is what is broken."""
    parts = []
    for number, part in enumerate(plan.parts):
        copy = folder / f"repaired-{number}.{'webm' if part.segment.facts.container == 'webm' else 'mp4'}"
        remux(part.segment.path, part.segment.facts, copy, program=program)
        facts = replace(part.segment.facts, container="webm" if copy.suffix == ".webm" else "mp4")
        parts.append(replace(part, segment=replace(part.segment, path=copy, facts=facts)))
    return replace(plan, parts=tuple(parts))


def _tracks(facts: Facts) -> list[str]:
    return (["V:0"] if facts.has_video else []) + (["a:0"] if facts.has_audio else [])


def _copying(facts: Facts, target: Path) -> dict[str, Any]:
    if target.suffix == ".webm":
        return {"f": "webm"}
    # Safari plays HEVC under this name only.
    tag = {"tag:v": "hvc1"} if facts.video_codec == "hevc" else {}
    return {"f": "mp4", "movflags": "+faststart", **tag}


def _everything(plan: Plan, files: Sequence[Path], sound: Path | None, tolerance: Mapping[str, str]) -> Any:
    inputs = graph.sources(plan, {**STEADY, **tolerance, "an": None})
    pictures = graph.ladder(plan, graph.picture(plan, inputs))
    heard = _heard(sound)
    outputs = [
        ffmpeg.output(
            next(pictures),
            *(heard if rendition.has_audio else []),
            f"file:{path}",
            **encoding.options(rendition),
        )
        for path, rendition in zip(files, plan.files, strict=False)
    ]
    return ffmpeg.merge_outputs(*outputs, next(pictures).output(str(files[-1]), **STILL))


def _refined(plan: Plan, file: Path, sound: Path | None, tolerance: Mapping[str, str]) -> Any:
    picture = graph.picture(plan, graph.sources(plan, {**STEADY, **tolerance, "an": None}))
    return ffmpeg.output(picture, *_heard(sound), f"file:{file}", **encoding.options(plan.refined))


def _heard(sound: Path | None) -> list[Any]:
    """The track of a file of ours, to be copied."""
    return [graph.source(sound, "mp4", {})["a:0"]] if sound else []


def _argv(output: Any, program: str | None, *flags: str, log: str = "error") -> list[str]:
    first, *rest = ffmpeg.compile(output, cmd=program or binary())
    return [first, *ALWAYS, "-v", log, *flags, *rest]


def _run(
    plan: Plan,
    argv: list[str],
    *,
    writes: Path | None,
    on_progress: OnProgress | None,
    niceness: int | None = None,
) -> jail.Completed:
    limits = _limits(seconds=plan.duration_ms / 1000, file_bytes=plan.max_bytes)
    if niceness is not None:
        limits = replace(limits, niceness=niceness)
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
