"""How soon a take is safe after its stop, and what is lost when a browser or a network dies.

    python -m bench.upload [--minutes 2] [--trial]

In a headless Chromium with the bench's film before its camera, on the real page and a real server
on this machine: on loopback and over three imitated links; killed in mid-take, in both containers;
a minute without a network; some minutes with one. Prints a table and targets; writes
results/upload.json. `--trial` does each once, and keeps nothing.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from bench import camera, report, takes
from bench.report import Metric
from bench.takes import Stand, Stopped

OFFLINE_SECONDS = 60
TAKES_ON_LOOPBACK, TAKES_ON_A_LINK, KILLS = 10, 5, 5
LONG_MINUTES = 10
HEADS = ("stop → safe", "takes", "lines", "kbit/s", "last chunk ms", "p50 ms", "p95 ms", "most ms")


@dataclass(frozen=True)
class Link:
    """An imitated link: its name, and the most that 95 of 100 takes may need on it."""

    name: str
    target_ms: float
    kbps: int | None = None
    rtt: float = 0.0


LINKS = [
    Link("loopback", 150),
    Link("60 ms, 8 Mbit/s", 400, 8_000, 0.060),
    Link("150 ms, 3 Mbit/s", 800, 3_000, 0.150),
    Link("300 ms, 1 Mbit/s", 4_000, 1_000, 0.300),
]
KILL_TARGETS = {"webm": 2.5, "mp4": 3.5}


def main() -> None:
    """Measure everything, show it, keep it."""
    parser = argparse.ArgumentParser(prog="python -m bench.upload", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2, help="length of the long take (default 2)")
    parser.add_argument("--trial", action="store_true", help="one of each, and keep nothing")
    options = parser.parse_args()
    with takes.standing(camera.arguments()) as stand:
        stopped = {link.name: stops(stand, link, is_trial=options.trial) for link in LINKS}
        print(report.table(HEADS, [_row(name, found) for name, found in stopped.items()]), "\n", flush=True)
        losses = {
            kind: [takes.killed(stand, kind) for _ in range(1 if options.trial else KILLS)]
            for kind in KILL_TARGETS
        }
        outage = takes.offline(stand, 5 if options.trial else OFFLINE_SECONDS)
        memory = takes.held(stand, 0.2 if options.trial else options.minutes)
    metrics = [*_latencies(stopped), *_losses(losses), *_outage(outage), *_memory(memory)]
    print(report.targets(metrics))
    if options.trial:
        print("\nNothing was written: this was a trial.")
        return
    more: dict[str, Any] = {
        "takes": {name: [asdict(take) for take in found] for name, found in stopped.items()}, "kills": {kind: [asdict(loss) for loss in found] for kind, found in losses.items()},
        "outage": asdict(outage), "memory": asdict(memory), "take_seconds": takes.TAKE_SECONDS,
    }  # fmt: skip
    report.write("upload", metrics, **more)


def stops(stand: Stand, link: Link, *, is_trial: bool) -> list[Stopped]:
    """Some takes over a link."""
    count = 1 if is_trial else TAKES_ON_LOOPBACK if link.kbps is None else TAKES_ON_A_LINK
    return takes.stop_to_safe(stand, count, kbps=link.kbps, rtt=link.rtt)


def p95(values: list[int]) -> int:
    """The nearest rank: of fewer than twenty, the most."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def _row(name: str, found: list[Stopped]) -> tuple[str, ...]:
    safe = [take.safe for take in found]
    rate, last_chunk = median(take.kbps for take in found), median(take.last_chunk for take in found)
    return (
        name,
        str(len(found)),
        "/".join(sorted({str(take.lines) for take in found})),
        f"{rate:.0f}",
        f"{last_chunk:.0f}",
        f"{median(safe):.0f}",
        str(p95(safe)),
        str(max(safe)),
    )


def _latencies(stopped: dict[str, list[Stopped]]) -> list[Metric]:
    worst = {name: p95([take.safe for take in found]) for name, found in stopped.items()}
    return [
        Metric(f"stop → safe, {link.name}, p95", worst[link.name], link.target_ms, "ms") for link in LINKS
    ]


def _losses(losses: dict[str, list[takes.Loss]]) -> list[Metric]:
    """The worst of all kills."""
    return [
        metric
        for kind, found in losses.items()
        for metric in (
            Metric(
                f"lost by kill -9, with the spool, {kind}", max(one.with_spool for one in found), 2.0, "s"
            ),
            Metric(
                f"lost by kill -9, server alone, {kind}",
                max(one.server_alone for one in found),
                KILL_TARGETS[kind],
                "s",
            ),
        )
    ]


def _outage(outage: takes.Outage) -> list[Metric]:
    return [
        Metric("60 s without network, lost", outage.lost_bytes, 0, "bytes"),
        Metric("60 s without network, recorder silent", outage.longest_silence, 4.0, "s"),
        Metric("60 s without network, resumes after", outage.resumed_after, 5.0, "s"),
    ]


def _memory(memory: takes.Memory) -> list[Metric]:
    how = "measured" if memory.minutes >= LONG_MINUTES else f"from {memory.minutes:g} min"
    return [
        Metric(f"held by the page after {LONG_MINUTES} min ({how})", memory.after(LONG_MINUTES), 32, "MiB")
    ]


if __name__ == "__main__":
    main()
