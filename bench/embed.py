"""What a widget costs the page it is on: ours beside what others would put there, in a real Chromium.

    python -m bench.embed [--rounds 5] [--trial]

A wall of twelve stories, published as ours is, its cards as HTML without a script, and seven products
from npm, on the same page of a shop, all asked in turn and several times over; medians are compared.
Prints tables and targets; writes results/embed.json. `--trial` asks each once, and keeps nothing.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from statistics import median

from bench import embed_lighthouse, embed_peers, embed_visits, embed_web, report
from bench.embed_lighthouse import Judgement
from bench.embed_peers import Peer
from bench.embed_visits import Visitor, Weight
from bench.report import Metric
from embeds import runtime

FULL_ROUNDS = 5
# Shown, and not compared with: it carries no content of its own, only a picture and a button.
UNCOMPARED = "lite-youtube-embed"
HEADS = (
    "on the page", "bytes", "requests", "below", "script ms", "main ms", "of one", "TBT ms", "CLS", "INP ms",
    "click → playing ms", "film bytes", "kept", "strangers",
)  # fmt: skip


@dataclass
class Found:
    """What was measured of one; times in CPU or wall-clock milliseconds, one of each round."""

    weight: Weight
    script: list[float] = field(default_factory=list)
    main: list[float] = field(default_factory=list)
    main_of_one: list[float] = field(default_factory=list)
    blocked: list[float] = field(default_factory=list)
    shifts: list[float] = field(default_factory=list)
    paint: list[float] = field(default_factory=list)
    playing: list[float] = field(default_factory=list)
    largest: list[float] = field(default_factory=list)
    judged: list[Judgement] = field(default_factory=list)


Everything = dict[str, Found]


def main() -> None:
    """Publish, install, visit, show and keep what came of it."""
    parser = argparse.ArgumentParser(prog="python -m bench.embed", description=__doc__)
    parser.add_argument("--rounds", type=int, default=FULL_ROUNDS, help="how often each is asked (default 5)")
    parser.add_argument("--trial", action="store_true", help="each once, and keep nothing")
    options = parser.parse_args()
    with embed_web.standing() as web, embed_visits.browsing() as browser:
        alone, ours, plain = embed_web.nothing(web), embed_web.ours(web), embed_web.plain(web)
        visitor = Visitor(browser, web)
        found = measure(
            visitor, [alone, plain, ours, *embed_peers.PEERS], 1 if options.trial else options.rounds
        )
        for _ in range(1 if options.trial else options.rounds * 2):
            for one in (alone, ours):
                found[one.name].largest.append(visitor.look(one))
        for one in (alone, ours) * (1 if options.trial else options.rounds):
            found[one.name].judged.append(embed_lighthouse.judge(visitor.first_screen(one)))
    sizes = embed_web.layouts()
    others = [found[one.name] for one in embed_peers.PEERS if one.name != UNCOMPARED]
    metrics = targets(found[alone.name], found[ours.name], others, sizes)
    print(
        report.table(
            ("layout", "bytes", "budget"),
            [(name, str(size), str(_budget(name))) for name, size in sizes.items()],
        ),
        "\n",
    )
    print(report.table(HEADS, [_row(name, one) for name, one in found.items()]), "\n")
    print(report.targets(metrics))
    if options.trial:
        print("\nNothing was written: this was a trial.")
        return
    report.write("embed", metrics, layouts=sizes, measured={name: asdict(one) for name, one in found.items()})


def measure(visitor: Visitor, peers: list[Peer], rounds: int) -> Everything:
    """Weigh each once, for bytes do not vary; then time all in turn, round after round."""
    found = {peer.name: Found(visitor.weigh(peer)) for peer in peers}
    for number in range(rounds):
        for peer in peers:
            time(visitor, peer, found[peer.name])
        print(f"· round {number + 1} of {rounds}", flush=True)
    _ask_again(visitor, peers, found, rounds * 2)
    return found


def _ask_again(visitor: Visitor, peers: list[Peer], found: Everything, times: int) -> None:
    """Load those more often whose main thread is near ours: single visits differ by a third."""
    wall = median(found[embed_web.OURS].main)
    near = [one for one in peers if median(found[one.name].main) < 2 * wall and one.name != UNCOMPARED]
    for peer in near * times:
        _load(visitor, peer, found[peer.name])


def time(visitor: Visitor, peer: Peer, found: Found) -> None:
    """One round with one of them."""
    _load(visitor, peer, found)
    if peer.is_single:
        found.main_of_one.append(visitor.load(peer, 1)[1])
    blocked, paint = visitor.strain(peer)
    found.blocked.append(blocked)
    found.paint.append(paint)
    found.shifts.append(visitor.wait_late(peer))
    if peer.plays:
        found.playing.append(visitor.play(peer))


def _load(visitor: Visitor, peer: Peer, found: Found) -> None:
    script, main_thread = visitor.load(peer, embed_web.STORIES)
    found.script.append(script)
    found.main.append(main_thread)


def targets(page: Found, wall: Found, others: list[Found], sizes: dict[str, int]) -> list[Metric]:
    """Our budgets; then ours against the best of the others, a player with a single film included."""

    def added(measured: Callable[[Found], list[float]], one: Found = wall) -> float:
        return median(measured(one)) - median(measured(page))

    def least_main(one: Found) -> float:
        both = [one.main, one.main_of_one or one.main]
        return min(map(median, both)) - median(page.main)

    main_thread, shifted = added(lambda one: one.main), median(wall.shifts)
    return [
        *(Metric(f"{name}, brotli", sizes[name], _budget(name), "bytes") for name in ("wall", "player")),
        Metric("requests below the fold", wall.weight.requests_below, 1, "requests"),
        Metric("film before a click", wall.weight.film, 0, "bytes"),
        Metric("cookies and stored entries", wall.weight.kept, 0, "entries"),
        Metric("other hosts", wall.weight.strangers, 0, "hosts"),
        Metric("CLS, script 1.5 s late", shifted, 0.001, ""),
        Metric("script CPU", added(lambda one: one.script), 10, "ms"),
        Metric("main thread CPU, beyond the page's own", main_thread, 30, "ms"),
        Metric("total blocking time, 4× slower", added(lambda one: one.blocked), 0, "ms"),
        Metric("interaction to next paint, 4× slower", median(wall.paint), 40, "ms"),
        Metric("click → playing, slow 4G, 4× slower", median(wall.playing) / 1000, 1.0, "s"),
        Metric("LCP of the page, slow 4G, 4× slower, later by", added(lambda one: one.largest), 20, "ms"),
        Metric("Lighthouse, points lost", 0 - added(lambda one: [judged.points for judged in one.judged]), 0, "points"),
        Metric("Lighthouse, FCP later by", added(lambda one: [judged.first for judged in one.judged]), 20, "ms"),
        Metric("Lighthouse, LCP later by", added(lambda one: [judged.largest for judged in one.judged]), 20, "ms"),
        Metric("bytes ÷ fewest of a peer", wall.weight.code / min(one.weight.code for one in others), 1, "ratio"),
        Metric("CLS beyond the least of a peer", shifted - min(median(one.shifts) for one in others), 0, ""),
        Metric("main thread ÷ least of a peer", main_thread / min(map(least_main, others)), 1, "ratio"),
    ]  # fmt: skip


def _budget(name: str) -> int:
    return runtime.PLAYER_BUDGET if name == "player" else runtime.BUDGETS[name]


def _row(name: str, found: Found) -> tuple[str, ...]:
    return (name, *_cells(found))


def _cells(found: Found) -> Iterator[str]:
    weight = found.weight
    yield from map(str, (weight.code, weight.requests, weight.requests_below))
    yield from map(_middle, (found.script, found.main, found.main_of_one, found.blocked))
    yield f"{median(found.shifts):.4f}"
    yield from map(_middle, (found.paint, found.playing))
    yield from map(str, (weight.film, weight.kept, weight.strangers))


def _middle(times: list[float]) -> str:
    return f"{median(times):.0f}" if times else "–"


if __name__ == "__main__":
    main()
