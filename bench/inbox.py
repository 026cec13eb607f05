"""How fast an inbox of a hundred thousand stories answers, and whether twenty are decided by keys alone.

    python -m bench.inbox [--stories 100000] [--samples 60]

A real server over SQLite as it runs in the embedded mode, asked one request after the other as one moderator
asks; then a real Chromium in which nothing is ever pointed at. Prints a table and targets; writes
results/inbox.json. Wall-clock time: on a busy machine all of it is slower.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import inbox_keys, report
from bench.inbox_asks import Inbox
from bench.inbox_seed import BRAND, EMAIL, PASSWORD, RARE
from bench.report import Metric
from tests.server import ROOT, Server

FULL_STORIES, FULL_SAMPLES = 100_000, 60
# A page is asked for once, an answer all the time.
PAGE_MS, ANSWER_MS, SEARCH_MS, BULK_MS = 250, 150, 400, 10_000
HEADS = ("what is asked", "median ms", "p95", "most", "times")
FILTERS = {
    "link": "", "campaign": "spring-1", "tag": "battery", "language": "fa", "kind": "audio", "kind of nobody": "photo",
    "purpose": "ads", "unanswered": "yes", "featured": "yes",
}  # fmt: skip
COUNT_QUERIES = """
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from testimonials.models import User
from testimonials.views import inbox
client = Client()
client.force_login(User.objects.get())
client.get("/studio/halden/inbox/rows?shelf=approved", headers={"host": "localhost"})
for inbox.PAGE_SIZE in (5, 50):
    with CaptureQueriesContext(connection) as caught:
        client.get("/studio/halden/inbox/rows?shelf=approved", headers={"host": "localhost"})
    print("queries", len(caught))
"""
Times = dict[str, list[float]]
Act = Callable[[], object]


def main() -> None:
    """Seed, ask, press keys, show and keep what came of it."""
    parser = argparse.ArgumentParser(prog="python -m bench.inbox", description=__doc__)
    parser.add_argument("--stories", type=int, default=FULL_STORIES, help="how many (default 100000)")
    parser.add_argument("--samples", type=int, default=FULL_SAMPLES, help="of each request (default 60)")
    options = parser.parse_args()
    with seeded(options.stories) as server:
        queries = count_queries(server)
        times = ask(server, options.samples, at_once=min(100, options.stories // 1000))
        pressed = inbox_keys.decide_twenty(server.url, EMAIL, PASSWORD, BRAND)
    times["a key in Chromium, until the next story is there"] = pressed
    metrics = targets(times, queries)
    print(report.table(HEADS, list(_rows(times))))
    print("\n" + report.targets(metrics))
    if options.stories < FULL_STORIES:
        print("\nNothing was written: this was a trial.")
        return
    summary = {name: {"median": _middle(found), "p95": _p95(found)} for name, found in times.items()}
    report.write("inbox", metrics, milliseconds=summary, stories=options.stories)


@contextmanager
def seeded(stories: int) -> Iterator[Server]:
    """A started server over a brand with so many stories."""
    with TemporaryDirectory(prefix="bench-inbox-") as folder:
        server = Server(Path(folder))
        server.manage("migrate", "--verbosity", "0")
        command = [sys.executable, "-m", "bench.inbox_seed", str(stories)]
        subprocess.run(command, cwd=ROOT, env=server.environment, check=True, stdout=subprocess.DEVNULL)
        try:
            yield server.start()
        finally:
            server.stop()


def count_queries(server: Server) -> list[int]:
    """How many queries five rows and fifty rows take."""
    said = server.manage("shell", "--verbosity", "0", "-c", COUNT_QUERIES)
    return [int(line.split()[1]) for line in said.splitlines() if line.startswith("queries ")]


def ask(server: Server, samples: int, *, at_once: int) -> Times:
    """Return the milliseconds of every answer, by what was asked."""
    inbox = Inbox(server.url, email=EMAIL, password=PASSWORD, brand=BRAND)
    asked = _readings(inbox)
    times = {name: _measured(act, samples) for name, act in asked.items()}
    times["key J: open the next"] = _measured(inbox.open_next, samples)
    # First, because it takes back the mail that tells of a decision. Those of the others go out twenty seconds later,
    # two hundred at once, as no moderator's would.
    times["key Z: undo"] = _measured(inbox.undo, samples, before=inbox.approve)
    times["key A: approve"] = _measured(inbox.approve, samples * 2)
    times["key X 1: reject"] = _measured(inbox.reject, samples * 2)
    times["key E: tag"] = _measured(inbox.tag, samples)
    choose = partial(inbox.choose, at_once)
    times["a hundred approved at once"] = _measured(inbox.approve_chosen, 3, before=choose)
    return times


def _readings(inbox: Inbox) -> dict[str, Act]:
    """What is looked at without deciding anything."""
    filters = {**FILTERS, "link": inbox.a_link()}
    return {
        "the inbox": inbox.page,
        "the list, to watch": inbox.listed,
        "the list, approved": lambda: inbox.listed(shelf="approved"),
        "the list, replies": lambda: inbox.listed(shelf="waiting"),
        "the page after, at the far end": inbox.far_page(),
        **{
            f"filter: {name}": partial(inbox.listed, shelf="approved", **{name.split()[0]: value})
            for name, value in filters.items()
        },
        "search: a rare word": lambda: inbox.listed(q=RARE, shelf="all"),
        "search: a word of nobody": lambda: inbox.listed(q="nowhere-to-be-found", shelf="all"),
        "poll, nothing new": inbox.poll,
        "poll, in a search": lambda: inbox.poll(RARE),
    }


def _measured(act: Act, count: int, *, before: Act = lambda: None) -> list[float]:
    """Time it so often. What is asked for the first time warms caches and is not counted."""
    times = []
    for _ in range(count + 1):
        before()
        times.append(_milliseconds(act))
    return times[1:]


def targets(times: Times, queries: list[int]) -> list[Metric]:
    """What is promised."""
    keys = [
        Metric(f"{name}, p95", _p95(times[name]), ANSWER_MS, "ms")
        for name in times
        if name.startswith("key ")
    ]
    searches = [name for name in times if name.startswith("search")]
    others = [name for name in times if name.startswith(("the list", "the page", "filter", "poll"))]
    pressed = times["a key in Chromium, until the next story is there"]
    return [
        *keys,
        Metric("the whole page, p95", _p95(times["the inbox"]), PAGE_MS, "ms"),
        Metric(
            "slowest list, filter or poll, p95", max(_p95(times[name]) for name in others), ANSWER_MS, "ms"
        ),
        Metric("slowest search, p95", max(_p95(times[name]) for name in searches), SEARCH_MS, "ms"),
        Metric("queries of fifty rows beyond those of five", abs(queries[1] - queries[0]), 0, "queries"),
        Metric("decided by keyboard alone", len(pressed), 20, "stories", "at least"),
        Metric("a hundred at once, p95", _p95(times["a hundred approved at once"]), BULK_MS, "ms"),
    ]


def _milliseconds(act: Act) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def _p95(found: list[float]) -> float:
    """The slowest but one in twenty; of a few, the slowest."""
    return sorted(found)[-1 - len(found) // 20]


def _middle(found: list[float]) -> float:
    return sorted(found)[len(found) // 2]


def _rows(times: Times) -> Iterator[tuple[str, ...]]:
    for name, found in times.items():
        yield (name, f"{_middle(found):.0f}", f"{_p95(found):.0f}", f"{max(found):.0f}", str(len(found)))


if __name__ == "__main__":
    main()
