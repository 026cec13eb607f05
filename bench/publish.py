"""How soon a decision is on the wall, and whether a thousand at once come out right.

    python -m bench.publish [--approvals 40] [--storm 1000]

On compose's own services, with a real PostgreSQL, Redis and S3-compatible store: approve and take back
over HTTP, as the Studio does, and read the widget's file as a host page does. Then many decide at the
same moment, every message is delivered three times, and the wall is held against what it should be.
Prints tables and targets; writes results/publish.json.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any

import requests

from bench import report
from bench.report import Metric
from tests.services.all_engines import running
from tests.services.compose_processes import Fleet, installed
from tests.services.engines import install

if TYPE_CHECKING:
    from embeds.models import Widget
    from testimonials.models import Testimonial

TARGET_SECONDS = 2.0
PATIENCE_SECONDS = 60
AT_ONCE = 16  # people who decide at the same moment, each with a connection of their own
DELIVERIES = 3
AGAIN = 10
FULL_APPROVALS, FULL_STORM = 40, 1000


def main() -> int:
    """Measure, show and keep; 1 where the engines cannot be had here."""
    parser = argparse.ArgumentParser(prog="python -m bench.publish", description=__doc__)
    parser.add_argument("--approvals", type=int, default=FULL_APPROVALS, help="decisions one by one")
    parser.add_argument("--storm", type=int, default=FULL_STORM, help="decisions at once")
    options = parser.parse_args()
    if missing := install():
        print(f"! Left out: {', '.join(missing)} cannot be installed here.")
        return 1
    with running() as engines, installed(engines.environment, "s3") as fleet:
        up, down = _one_by_one(fleet, options.approvals)
        metrics = [*_told("approve → readable", up), *_told("take back → gone", down), *_storm(options.storm)]
    print(report.targets(metrics))
    if (options.approvals, options.storm) == (FULL_APPROVALS, FULL_STORM):
        report.write("publish", metrics)
    return 0


def _one_by_one(fleet: Fleet, count: int) -> tuple[list[float], list[float]]:
    """Return seconds from asking for each decision until its words are in the file, and until they are out."""
    from tests.moderator import Moderator

    access = fleet.access
    alice = Moderator(fleet.url, email=access["email"], password=access["password"], brand=access["brand"])
    address = f"{fleet.url}/w/{alice.wall()}.json"
    up: list[float] = []
    down: list[float] = []
    for number, story in enumerate(_stories(count)):
        for verdict, seconds in (("approved", up), ("reopened", down)):
            is_done = partial(_tells, address, _words(number), verdict == "approved")
            seconds.append(_seconds(partial(alice.decide, story.token, verdict), is_done))
    return up, down


def _storm(count: int) -> list[Metric]:
    """Let many approve at once and deliver each message three times; return what came of it."""
    from embeds.models import Widget
    from embeds.selecting import select

    widget = Widget.objects.get(brand__slug="halden")
    widget.settings |= {"most": 200}
    widget.save(update_fields=["settings"])
    stories = _stories(count)
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as people:
        list(people.map(lambda story: _approve_and_ring(story, widget), stories))
    decided = time.monotonic() - began
    _wait(lambda: not Widget.objects.stale().exists())
    settled = time.monotonic() - began
    shown = [placement.testimonial_id for placement in widget.placements.order_by("position")]
    right = [entitled.testimonial.pk for entitled in select(widget)]
    print(
        f"· {count} approvals by {AT_ONCE} at once in {decided:.1f} s; the wall was right after {settled:.1f} s"
    )
    wrong = sum(a != b for a, b in zip(shown, right, strict=False)) + abs(len(shown) - len(right))
    return [
        Metric("storm: stories out of place, missing or double", wrong, 0, "stories"),
        Metric("storm: publications that change a byte of the file", _changes(widget), 0, "times"),
    ]


def _approve_and_ring(story: Testimonial, widget: Widget) -> None:
    from django.db import connection

    from embeds.tasks import publish_widget
    from testimonials import moderating
    from testimonials.models import User

    try:
        moderating.approve(story, by=User.objects.get())
        for _ in range(DELIVERIES):
            publish_widget.delay(widget.pk)
    finally:
        connection.close()


def _changes(widget: Widget) -> int:
    """How many of ten more publications, each asked for three times, change a byte of what host pages load."""
    from embeds.models import Widget
    from embeds.tasks import publish_widget
    from testimonials import stores

    def body() -> bytes:
        return b"".join(stores.public().read(f"w/{widget.token}.js"))

    before, changed = body(), 0
    for _ in range(AGAIN):
        Widget.objects.filter(pk=widget.pk).mark_stale()
        for _ in range(DELIVERIES):
            publish_widget.delay(widget.pk)
        _wait(lambda: not Widget.objects.stale().exists())
        changed += body() != before
    return changed


def _stories(count: int) -> list[Testimonial]:
    """Send that many stories in words."""
    from testimonials import recording
    from testimonials.models import CollectionLink
    from tests.cast import send

    link = CollectionLink.objects.get(brand__slug="halden")
    question = link.questions.current().first()
    sent = []
    for number in range(count):
        story, _secret = recording.begin(link, language="en")
        recording.answer_in_text(story, question, _words(number))
        send(story)
        sent.append(story)
    return sent


def _words(number: int) -> str:
    return f"Story number {number:05} is told in these words."


def _tells(address: str, words: str, is_there: bool) -> bool:
    """Whether the words are in what is served there, or are not, as is asked."""
    answer = requests.get(address, timeout=10)
    return answer.ok and (words in answer.text) is is_there


def _seconds(act: Callable[[], Any], is_done: Callable[[], bool]) -> float:
    began = time.monotonic()
    act()
    _wait(is_done)
    return time.monotonic() - began


def _wait(is_done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_done():
        if time.monotonic() > deadline:
            raise TimeoutError("the wall was not brought up to date")
        time.sleep(0.02)


def _told(name: str, seconds: list[float]) -> list[Metric]:
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]
    print(f"· {name}: median {median(ordered):.2f} s, worst {ordered[-1]:.2f} s, {len(ordered)} times")
    return [Metric(f"{name}, p95", p95, TARGET_SECONDS, "s")]


if __name__ == "__main__":
    sys.exit(main())
