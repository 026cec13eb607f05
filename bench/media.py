"""What a minute of video costs here, and elsewhere: CPU seconds, bytes and quality, in one run.

    python -m bench.media [--seconds 60] [--rounds 1]

Prints a table of paths, one of our stages and one of targets; writes results/media.json.
A missed target is a result; the exit code is only about the bench itself.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import peers, report, source
from bench.bare import bare
from bench.ours import CHECKS, EVERYTHING, PUBLISHABLE, Ours, cost, first_watchable
from bench.peers import Work
from bench.quality import Reference, reference
from bench.report import Metric
from bench.source import Source

FULL_SECONDS = 60
HEADS = ("path", "CPU s", "× MediaCMS", "× PeerTube", "MB", "MB of 720", "SSIM", "VMAF")
SHARE = "CPU ratio"


@dataclass(frozen=True)
class Row:
    """One path: CPU seconds, bytes of everything delivered and of its 720, and what is left in that."""

    name: str
    cpu_seconds: float
    delivered_bytes: int
    video_bytes: int
    ssim: float
    vmaf: float


@dataclass(frozen=True)
class Round:
    """What every path made of the film, by what it is called here, and CPU seconds of what makes nothing."""

    works: dict[str, Work]
    stages: dict[str, float]
    floor: float
    watchable: float
    bare_argv: list[str]


@dataclass(frozen=True)
class Found:
    """What all rounds together say: the least CPU seconds of each path and stage."""

    rows: dict[str, Row]
    stages: dict[str, float]
    floor: float
    watchable: float
    bare_argv: list[str]


def main() -> None:
    """Measure everything, show it, keep it."""
    parser = argparse.ArgumentParser(prog="python -m bench.media", description=__doc__)
    parser.add_argument("--seconds", type=int, default=FULL_SECONDS, help="length of the film (default 60)")
    parser.add_argument("--rounds", type=int, default=1, help="how often all is done; the least counts")
    options = parser.parse_args()
    film = source.make(options.seconds)
    with TemporaryDirectory(prefix="bench-media-") as folder:
        rounds = [measure(film, _fresh(Path(folder), number)) for number in range(options.rounds)]
        found = least(rounds, reference(film.webm, Path(folder)))
    metrics = targets(found)
    show(found, metrics)
    if film.seconds < FULL_SECONDS:
        print(f"\nNothing was written: in {film.seconds} s the start of a process weighs more than it does.")
        return
    rows = {name: asdict(row) for name, row in found.rows.items()}
    argv = _anonymous(found.bare_argv, film)
    report.write("media", metrics, paths=rows, floor=found.floor, stages=found.stages, argv=argv)


def measure(film: Source, folder: Path) -> Round:
    """Run every path on the same film, one after the other."""
    floor = peers.decode_only(film.webm)
    ours = Ours(film.webm, folder)
    published, planned, level = ours.publish()
    plain, argv = bare(film.webm, folder, level.gain_db)
    works = {
        "bare": plain,
        "ours": published,
        "av1": ours.refine(published, planned),
        "mediacms": peers.mediacms(film.webm, folder, film.seconds),
        "peertube": peers.peertube(film.webm, folder, film.seconds),
        "cap": peers.cap(film.webm, folder),
    }
    return Round(works, ours.stages, floor, first_watchable(film.mp4, folder), argv)


def least(rounds: Sequence[Round], held_against: Reference) -> Found:
    """Whatever else ran on this machine can only have made a number larger."""
    stages = {name: min(each.stages[name] for each in rounds) for name in rounds[0].stages}
    cpu = {name: min(each.works[name].cpu_seconds for each in rounds) for name in rounds[0].works}
    cpu |= {"ours": cost(stages, PUBLISHABLE), "av1": cost(stages, EVERYTHING)}
    return Found(
        rows={name: _row(work, cpu[name], held_against) for name, work in rounds[0].works.items()},
        stages=stages,
        floor=min(each.floor for each in rounds),
        watchable=min(each.watchable for each in rounds),
        bare_argv=rounds[0].bare_argv,
    )


def targets(found: Found) -> list[Metric]:
    """Each number that was promised, and whether it was kept."""
    rows = found.rows
    cpu = {name: row.cpu_seconds for name, row in rows.items()}
    size_ratio = rows["av1"].video_bytes / rows["peertube"].video_bytes
    vmaf_lead = rows["av1"].vmaf - rows["peertube"].vmaf
    return [
        Metric("publishable ÷ MediaCMS", cpu["ours"] / cpu["mediacms"], 0.25, SHARE),
        Metric("publishable ÷ PeerTube", cpu["ours"] / cpu["peertube"], 0.70, SHARE),
        Metric("publishable ÷ bare ffmpeg", cpu["ours"] / cpu["bare"], 1.10, SHARE),
        Metric("everything, AV1 too ÷ MediaCMS", cpu["av1"] / cpu["mediacms"], 0.35, SHARE),
        Metric("everything, AV1 too ÷ PeerTube", cpu["av1"] / cpu["peertube"], 0.95, SHARE),
        Metric("AV1 720 ÷ PeerTube's 720", size_ratio, 0.35, "bytes ratio"),
        Metric("AV1 720 − PeerTube's 720", vmaf_lead, -2.0, "VMAF points", "at least"),
        Metric(
            "probe + plan + verify ÷ render", cost(found.stages, CHECKS) / found.stages["render"], 0.03, SHARE
        ),
        Metric("MP4 first watchable ÷ publishable", found.watchable / cpu["ours"], 0.05, SHARE),
    ]


def show(found: Found, metrics: list[Metric]) -> None:
    """Print the paths, our stages, and the targets."""
    mediacms, peertube = (found.rows[name].cpu_seconds for name in ("mediacms", "peertube"))

    def cells(name: str, cpu: float, *rest: str) -> tuple[str, ...]:
        return (name, f"{cpu:.1f}", f"{cpu / mediacms:.3f}", f"{cpu / peertube:.3f}", *(rest or ("–",) * 4))

    lines = [cells("decode only, the floor", found.floor)]
    for row in found.rows.values():
        sizes = [f"{size / 1e6:.2f}" for size in (row.delivered_bytes, row.video_bytes)]
        lines.append(cells(row.name, row.cpu_seconds, *sizes, f"{row.ssim:.3f}", f"{row.vmaf:.1f}"))
    print(report.table(HEADS, lines), end="\n\n")
    stages = {**found.stages, "an MP4, until first watchable": found.watchable}
    print(report.table(("our stages", "CPU s"), [(name, f"{cpu:.2f}") for name, cpu in stages.items()]))
    print("\n" + report.targets(metrics))


def _row(work: Work, cpu_seconds: float, held_against: Reference) -> Row:
    quality = held_against.compare(work.video)
    size = work.video.stat().st_size
    return Row(work.name, cpu_seconds, work.bytes, size, quality.ssim, quality.vmaf)


def _fresh(folder: Path, number: int) -> Path:
    made = folder / str(number)
    made.mkdir()
    return made


def _anonymous(argv: list[str], film: Source) -> list[str]:
    """The command line without this machine's folders."""
    outputs = str(Path(argv[-1]).parent)
    known = {outputs: "OUT", str(film.webm.parent): "SOURCE"}
    for path, name in known.items():
        argv = [part.replace(path, name) for part in argv]
    return ["ffmpeg", *argv[1:]]


if __name__ == "__main__":
    main()
