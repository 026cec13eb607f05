"""What it costs to hand out a wall: nginx as we ship it, a bare static file, and our own server.

    python -m bench.serve [--rounds 16] [--seconds 2] [--trial]

The script of a wall of twelve stories, published into a folder, Brotli. Requests a second and core are
counted in the servers' own CPU seconds, so that who else is on the machine matters little; all three in
turn, several times over, and medians are compared. Prints a table and targets; writes results/serve.json.
"""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from subprocess import run
from tempfile import TemporaryDirectory
from urllib.request import Request, urlopen

from bench import report
from bench.report import Metric
from bench.spending import BenchFailed, of_process
from tests import nginx
from tests.server import Server, free_port, running

ROUNDS, SECONDS, CONNECTIONS = 16, 2, 16
SHARE = 0.90
BARE = """\
server {{
  listen 127.0.0.1:{port};
  root {folder};
}}
"""
PUBLISH = """
from django.conf import settings
from embeds import payload, rendering
from testimonials import stores
from tests.embeds import stories
wall = stories.wall(12)
for name, file in rendering.files(wall).items():
    stores.public().put(f"w/{name}", file.body, media_type=file.media_type, cache_control=file.cache_control)
print("wid", wall["wid"])
"""
# What Chromium says.
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}
ANSWERED = re.compile(r"(\d+) requests in ([\d.]+)s")
FAILED = re.compile(r"Non-2xx|Socket errors")
HEADS = ("served by", "requests/s/core", "least", "most", "µs CPU each", "requests/s", "× bare")


@dataclass(frozen=True)
class Served:
    """An address, the process that answers there with all below it, and what it is called."""

    name: str
    url: str
    pid: int


@dataclass(frozen=True)
class Run:
    """What was answered, in how many seconds, for how many CPU seconds of the server."""

    requests: int
    seconds: float
    cpu: float

    @property
    def per_core(self) -> float:
        return self.requests / self.cpu


def main() -> None:
    """Publish, serve, ask in turn, show and keep what came of it."""
    parser = argparse.ArgumentParser(prog="python -m bench.serve", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of each (default {ROUNDS})")
    parser.add_argument("--seconds", type=int, default=SECONDS, help=f"of a round (default {SECONDS})")
    parser.add_argument("--trial", action="store_true", help="one short round, and keep nothing")
    options = parser.parse_args()
    rounds, seconds = (1, 1) if options.trial else (options.rounds, options.seconds)
    with TemporaryDirectory(prefix="bench-serve-") as folder, served(Path(folder)) as (all_three, size):
        runs = measure(all_three, rounds, seconds)
    metrics = [
        Metric("nginx as shipped ÷ bare static file", _middle(runs["shipped"]) / _middle(runs["bare"]), SHARE, "requests/s/core", "at least")
    ]  # fmt: skip
    print(f"{size} bytes, Brotli\n\n" + report.table(HEADS, list(_rows(all_three, runs))))
    print("\n" + report.targets(metrics))
    if options.trial:
        print("\nNothing was written: this was a trial.")
        return
    kept = {name: [asdict(one) for one in found] for name, found in runs.items()}
    report.write("serve", metrics, runs=kept, bytes=size, connections=CONNECTIONS)


@contextmanager
def served(folder: Path) -> Iterator[tuple[dict[str, Served], int]]:
    """Start the three; yield them by what `runs` calls them, and the bytes that each of them sends."""
    with running(folder) as app:
        name = _published(app)
        public, plain, port = folder / "data" / "public", folder / "data" / "plain", free_port()
        body = (public / "w" / f"{name}.br").read_bytes()
        (plain / "w").mkdir(parents=True)
        (plain / "w" / name).write_bytes(body)
        bare_conf = BARE.format(port=port, folder=plain)
        with (
            nginx.serving(folder / "shipped", public=public, app_port=app.port) as shipped,
            nginx.running(folder / "bare", bare_conf, port) as bare,
        ):
            assert app.process is not None
            found = {
                "shipped": Served("nginx, deploy/nginx.conf", f"{shipped.url}/w/{name}", shipped.process.pid),
                "bare": Served("nginx, a bare static file", f"{bare.url}/w/{name}", bare.process.pid),
                "app": Served("Sayso alone, gunicorn", f"{app.url}/w/{name}", app.process.pid),
            }
            for one in found.values():
                _check(one, body)
            yield found, len(body)


def measure(all_three: dict[str, Served], rounds: int, seconds: int) -> dict[str, list[Run]]:
    """Ask each in turn, so many times over; a first short round warms them and is not counted.

    Every other round goes backwards: none is always the one behind the app, which heats the machine most.
    """
    for one in all_three.values():
        _ask(one, 1)
    runs: dict[str, list[Run]] = {name: [] for name in all_three}
    for number in range(rounds):
        for name in list(all_three)[:: -1 if number % 2 else 1]:
            runs[name].append(_ask(all_three[name], seconds))
    return runs


def _published(app: Server) -> str:
    said = app.manage("shell", "--verbosity", "0", "-c", PUBLISH)
    wid = next(line.split()[1] for line in said.splitlines() if line.startswith("wid "))
    return f"{wid}.js"


def _check(one: Served, body: bytes) -> None:
    """A server that sends anything else than the wall's script is not worth a number."""
    with urlopen(Request(one.url, headers=BROWSER)) as answer:  # noqa: S310  our own
        if answer.read() != body:
            raise BenchFailed(f"{one.name}: other bytes than were published")


def _ask(one: Served, seconds: int) -> Run:
    """Ask for so long, over connections that stay open. Raises `BenchFailed`."""
    asked = [word for name, value in BROWSER.items() for word in ("--header", f"{name}: {value}")]
    load = ["--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s"]
    before = of_process(one.pid)
    done = run(
        [shutil.which("wrk") or "wrk", *load, *asked, one.url], capture_output=True, text=True, check=True
    )
    cpu = of_process(one.pid) - before
    found = ANSWERED.search(done.stdout)
    if found is None or FAILED.search(done.stdout):
        raise BenchFailed(f"{one.name}\n{done.stdout}")
    return Run(int(found[1]), float(found[2]), cpu)


def _middle(runs: list[Run]) -> float:
    return median(one.per_core for one in runs)


def _rows(all_three: dict[str, Served], runs: dict[str, list[Run]]) -> Iterator[tuple[str, ...]]:
    for name, one in all_three.items():
        rates = [found.per_core for found in runs[name]]
        middle = _middle(runs[name])
        by_clock = median(found.requests / found.seconds for found in runs[name])
        yield (
            one.name,
            f"{middle:.0f}",
            f"{min(rates):.0f}",
            f"{max(rates):.0f}",
            f"{1e6 / middle:.1f}",
            f"{by_clock:.0f}",
            f"{middle / _middle(runs['bare']):.3f}",
        )


if __name__ == "__main__":
    main()
