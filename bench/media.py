"""What a minute of video costs here, and elsewhere: CPU seconds, bytes and quality, in one run.

    python -m bench.media [--seconds 60]

Prints a table of paths, one of our stages and one of targets; writes results/media.json.
A missed target is a result; the exit code is only about the bench itself.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import peers, report, source
from bench.bare import bare
from bench.ours import Ours, first_watchable
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
class Found:
    """Everything one run measured. `rows` by what they are called here; the rest in CPU seconds."""

    rows: dict[str, Row]
    floor: float
    stages: dict[str, float]
    checks: float
    watchable: float
    bare_argv: list[str]


def main() -> None:
    """Measure everything, show it, keep it."""
    parser = argparse.ArgumentParser(prog="python -m bench.media", description=__doc__)
    parser.add_argument("--seconds", type=int, default=FULL_SECONDS, help="length of the film (default 60)")
    film = source.make(parser.parse_args().seconds)
    with TemporaryDirectory(prefix="bench-media-") as folder:
        found = measure(film, Path(folder))
    metrics = targets(found)
    show(found, metrics)
    if film.seconds < FULL_SECONDS:
        print(f"\nNothing was written: in {film.seconds} s the start of a process weighs more than it does.")
        return
    rows = {name: asdict(row) for name, row in found.rows.items()}
    report.write("media", metrics, paths=rows, floor=found.floor, stages=found.stages, argv=found.bare_argv)


def measure(film: Source, folder: Path) -> Found:
    """Run every path on the same film, one after the other, then look at what came of it."""
    floor = peers.decode_only(film.webm)
    ours = Ours(film.webm, folder)
    published, planned, level = ours.publish()
    plain, argv = bare(film.webm, folder, level.gain_db)
    works = {
        "bare": plain,
        "ours": published,
        "av1": ours.refine(published, planned, level),
        "mediacms": peers.mediacms(film.webm, folder, film.seconds),
        "peertube": peers.peertube(film.webm, folder, film.seconds),
        "cap": peers.cap(film.webm, folder),
    }
    watchable = first_watchable(film.mp4, folder)
    held_against = reference(film.webm, folder)
    rows = {name: _row(work, held_against) for name, work in works.items()}
    return Found(rows, floor, ours.stages, ours.checks, watchable, _anonymous(argv, film, folder))


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
        Metric("probe + plan + verify ÷ render", found.checks / found.stages["render"], 0.03, SHARE),
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


def _row(work: Work, held_against: Reference) -> Row:
    quality = held_against.compare(work.video)
    size = work.video.stat().st_size
    return Row(work.name, work.cpu_seconds, work.bytes, size, quality.ssim, quality.vmaf)


def _anonymous(argv: list[str], film: Source, folder: Path) -> list[str]:
    """The command line without this machine's folders."""
    known = {str(folder): "OUT", str(film.webm.parent): "SOURCE"}
    for path, name in known.items():
        argv = [part.replace(path, name) for part in argv]
    return ["ffmpeg", *argv[1:]]


if __name__ == "__main__":
    main()
