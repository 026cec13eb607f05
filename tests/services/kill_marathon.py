"""`make kills`: a hundred kills of web, worker and ffmpeg while stories come in, and nothing may be lost.

    python -m tests.services.kill_marathon --kills 100 --seed 7

Everything is real: compose's own services on PostgreSQL and Redis, and an S3-compatible store
(`--store s3`) or folders (`--store disk`). The seed decides who is killed and when; the machine
decides what they were doing. Ends with 1 when anything was lost, published twice, or stuck.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from tests.services.all_engines import running
from tests.services.compose_processes import Fleet, installed
from tests.services.engines import install, wait_for

if TYPE_CHECKING:
    from tests.services.findings import Findings
    from tests.services.killer import Killer
    from tests.services.steady_load import Crowd

RECORDINGS = Path(__file__).resolve().parent.parent / "recordings"
CLIPS = [RECORDINGS / "webkitgtk-mp4-avc1-aac.mp4", RECORDINGS / "chromium-vp8-opus.webm"]
RECOVERY_SECONDS = 120
SETTLING_SECONDS = 240
CLEAN_SECONDS = 60


def main(arguments: list[str]) -> int:
    """Return 0 when every acknowledged story ended ready and is on the wall once."""
    options = _parser().parse_args(arguments)
    if missing := install():
        print(f"! Left out: {', '.join(missing)} cannot be installed here.")
        return 1
    print(f"· {options.kills} kills, --seed {options.seed}, --store {options.store}", flush=True)
    with running() as engines, installed(engines.environment, options.store) as fleet:
        return _run(fleet, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.services.kill_marathon", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    parser.add_argument("--pause", type=float, default=3.0, help="seconds between two kills, on average")
    parser.add_argument("--speakers", type=int, default=3, help="how many speak at once")
    parser.add_argument("--store", choices=["s3", "disk"], default="s3")
    return parser


def _run(fleet: Fleet, options: argparse.Namespace) -> int:
    from tests.services.killer import Killer
    from tests.services.steady_load import Crowd

    crowd = Crowd(fleet, CLIPS, at_once=options.speakers)
    killer = Killer(fleet, options.seed, options.pause)
    _make_a_wall(fleet)
    crowd.open()
    began = time.monotonic()
    try:
        for number in range(1, options.kills + 1):
            struck = killer.strike()
            print(
                f"{number:4} {time.monotonic() - began:6.1f} s  {struck:30} {len(crowd.sent):4} sent",
                flush=True,
            )
        killed_at = time.monotonic()
        crowd.close()
        recovered = _recover(crowd, killed_at)
        findings = _settle(fleet, crowd)
    finally:
        crowd.has_closed.set()
        crowd.leave()
    return _tell(killer, crowd, fleet, findings, recovered)


def _make_a_wall(fleet: Fleet) -> None:
    """A wall for all that is sent: a new one shows 24 stories at most."""
    from embeds.design import MOST
    from embeds.models import Widget
    from tests.moderator import Moderator

    access = fleet.access
    Moderator(fleet.url, email=access["email"], password=access["password"], brand=access["brand"]).wall()
    for widget in Widget.objects.all():
        widget.settings |= {"most": MOST}
        widget.save(update_fields=["settings"])


def _recover(crowd: Crowd, killed_at: float) -> float | None:
    """Wait until everything is ready, two minutes from the last kill at most; return the seconds, or None."""
    while waiting := crowd.waiting():
        if time.monotonic() - killed_at > RECOVERY_SECONDS:
            print(
                f"! {len(waiting)} are not ready {RECOVERY_SECONDS} s after the last kill: {waiting}",
                flush=True,
            )
            return None
        time.sleep(0.5)
    return time.monotonic() - killed_at


def _settle(fleet: Fleet, crowd: Crowd) -> Findings:
    """Let the moderator, the wall and AV1 come to rest, then look at everything until it is clean."""
    from embeds.models import Widget
    from testimonials.models import Refinement
    from tests.services import findings

    def is_quiet() -> bool:
        is_decided = crowd.approved() == len(crowd.sent) - len(crowd.waiting())
        return is_decided and not Widget.objects.stale().exists() and not _pending(Refinement)

    print("· Waiting for decisions, the wall and AV1", flush=True)
    try:
        wait_for(is_quiet, "rest", seconds=SETTLING_SECONDS)
    except TimeoutError as error:
        print(f"! {error}", flush=True)
    findings.let_parts_grow_old(fleet)
    deadline = time.monotonic() + CLEAN_SECONDS
    while not (found := findings.inspect(fleet, crowd.sent)).is_clean and time.monotonic() < deadline:
        time.sleep(2)
    return found


def _states(model: type) -> str:
    states: Counter[str] = Counter(model.objects.values_list("state", flat=True))  # type: ignore[attr-defined]
    return ", ".join(f"{count} {state}" for state, count in states.most_common())


def _pending(model: type) -> bool:
    return bool(model.objects.filter(model.pending()).exists())  # type: ignore[attr-defined]


def _tell(killer: Killer, crowd: Crowd, fleet: Fleet, findings: Findings, recovered: float | None) -> int:
    from testimonials.models import Cut, Refinement

    ready = Cut.objects.filter(testimonial__token__in=crowd.sent, state=Cut.State.READY)
    spans = sorted((cut.ready_at - cut.created_at).total_seconds() for cut in ready)
    kills = ", ".join(f"{count} × {victim}" for victim, count in sorted(killer.kills.items()))
    last = "not all of them" if recovered is None else f"the last one {recovered:.0f} s after the last kill"
    print(
        f"\n{sum(killer.kills.values())} kills: {kills}\n"
        f"{len(crowd.sent)} stories sent and acknowledged, {len(spans)} ready, {crowd.approved()} approved; "
        f"{len(crowd.turned_away)} turned away before that\n"
        f"from sent to ready: median {spans[len(spans) // 2]:.1f} s, slowest {spans[-1]:.1f} s; {last}\n"
        f"AV1: {_states(Refinement)}; services that were started again: {sum(fleet.restarts.values())}\n"
        f"lost {len(findings.lost)}, stuck {len(findings.stuck)}, twice {len(findings.twice)}, "
        f"missing {len(findings.missing)}, left behind {len(findings.left)}"
    )
    for name, found in vars(findings).items():
        for line in found[:20]:
            print(f"  {name}: {line}")
    for line in crowd.turned_away[:10]:
        print(f"  turned away: {line}")
    return 0 if findings.is_clean and recovered is not None else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
