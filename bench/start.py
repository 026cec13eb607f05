"""How soon the first frame is on the screen, over a slow link, in a real Chromium.

    python -m bench.start [--seconds 60] [--rounds 9]

Ours against MediaCMS's MP4, whose index comes last, and PeerTube's HLS with a single rung, all of the
same film. Prints a table and targets; writes results/start.json. Wall-clock time, so each is asked in
turn, several times over, and medians are compared.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from bench import peers, report, source
from bench.link import Link, serving
from bench.ours import Ours
from bench.report import Metric
from bench.source import CACHE
from bench.spending import run
from tests.browser import chromium

HERE = Path(__file__).parent
# What Chromium's developer tools call "slow 4G".
KBPS, RTT_SECONDS = 1600, 0.150
FULL_SECONDS, FULL_ROUNDS = 60, 9
HEADS = ("what is played", "median ms", "least", "most", "× MediaCMS", "× HLS")


@dataclass(frozen=True)
class Film:
    """Something to play: what it is called, its file, and what plays it: the browser, or hls.js."""

    name: str
    file: str
    player: str = ""


FILMS = {
    "h264": Film("Sayso, H.264 720", "720.mp4"),
    "av1": Film("Sayso, AV1 720", "720-av1.mp4"),
    "mediacms": Film("MediaCMS, MP4 720, index last", "mediacms-720.mp4"),
    "hls": Film("PeerTube, HLS 720, hls.js", "peertube-720.m3u8", "hls.js"),
}


def main() -> None:
    """Make the films, play them in turn, show and keep what came of it."""
    parser = argparse.ArgumentParser(prog="python -m bench.start", description=__doc__)
    parser.add_argument("--seconds", type=int, default=FULL_SECONDS, help="length of the film (default 60)")
    parser.add_argument(
        "--rounds", type=int, default=FULL_ROUNDS, help="how often each is played (default 9)"
    )
    options = parser.parse_args()
    with TemporaryDirectory(prefix="bench-start-") as folder:
        prepare(Path(folder), options.seconds)
        times = measure(Path(folder), options.rounds)
    metrics = targets(times)
    print(report.table(HEADS, list(_rows(times))))
    print("\n" + report.targets(metrics))
    if options.seconds < FULL_SECONDS:
        print("\nNothing was written: this was a trial.")
        return
    link = {"kbps": KBPS, "rtt_ms": round(RTT_SECONDS * 1000)}
    report.write("start", metrics, times_ms=times, link=link)


def prepare(folder: Path, seconds: int) -> None:
    """Make what is played, and lay page and hls.js beside it."""
    film = source.make(seconds)
    ours = Ours(film.webm, folder)
    ours.refine(*ours.publish()[:2])
    run(peers.mediacms_rung(film.webm, folder / FILMS["mediacms"].file, 720))
    web = folder / "peertube-720.mp4"
    run(peers.peertube_rung(film.webm, web, 720))
    run(peers.hls_copy(web, folder / FILMS["hls"].file))
    shutil.copy(HERE / "player.html", folder)
    shutil.copy(_hls_js(), folder / "hls.js")


def measure(folder: Path, rounds: int) -> dict[str, list[int]]:
    """Return the milliseconds to the first frame, by film, one for each round."""
    times: dict[str, list[int]] = {name: [] for name in FILMS}
    with chromium.launched() as browser:
        for number in range(-1, rounds):
            for name, film in FILMS.items():
                with _slowly(folder) as address:
                    taken = _first_frame(browser, address, film)
                # The round before the first warms the browser's decoders and is not counted.
                times[name] += [taken] if number >= 0 else []
    return times


def targets(times: dict[str, list[int]]) -> list[Metric]:
    """Both of our files, for either may be what a browser picks."""
    middle = {name: median(found) for name, found in times.items()}
    return [
        Metric(f"{label} ÷ {other}", middle[ours] / middle[theirs], bound, "time ratio")
        for ours, label in (("h264", "H.264"), ("av1", "AV1"))
        for theirs, other, bound in (("mediacms", "MediaCMS's MP4", 0.60), ("hls", "one-rung HLS", 0.45))
    ]


@contextmanager
def _slowly(folder: Path) -> Iterator[str]:
    """A link of its own for each film: nothing that was left in the last one's pipe delays it."""
    with serving(folder, Link(KBPS, RTT_SECONDS)) as address:
        yield address


def _first_frame(browser: Browser, address: str, film: Film) -> int:
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(f"{address}/player.html")
        asked = {"url": f"{address}/{film.file}", "player": film.player}
        return round(float(page.evaluate("({url, player}) => start(url, player)", asked)))
    finally:
        context.close()


def _hls_js() -> Path:
    """PeerTube's player, from npm, fetched once."""
    folder = CACHE / "npm"
    script = folder / "node_modules/hls.js/dist/hls.min.js"
    if not script.exists():
        npm = shutil.which("npm") or "npm"
        command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), "hls.js@1"]
        subprocess.run(command, check=True)
    return script


def _rows(times: dict[str, list[int]]) -> Iterator[tuple[str, ...]]:
    mediacms, hls = (median(times[name]) for name in ("mediacms", "hls"))
    for name, film in FILMS.items():
        middle, least, most = median(times[name]), min(times[name]), max(times[name])
        yield (
            film.name,
            f"{middle:.0f}",
            f"{least}",
            f"{most}",
            f"{middle / mediacms:.2f}",
            f"{middle / hls:.2f}",
        )


if __name__ == "__main__":
    main()
