"""The worker of the embedded mode: Celery's own, in threads of the one web process.

One for each queue, so that a film that renders for minutes holds up nobody's approval.
`WorkController`, not `Worker`: the latter installs signal handlers, which only a main
thread may. Beat runs beside it, so the sweeper does too. Everything stops with the process;
what it was doing is found again by the sweeper at the next start.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

from celery import Celery
from celery.beat import Scheduler, Service
from django.conf import settings

from config import sweeping
from config.celery import app

log = logging.getLogger(__name__)
_threads: dict[str, threading.Thread] = {}
_stops: list[Any] = []


class WorkerDied(RuntimeError):
    """The in-process worker is not running."""


def start() -> None:
    """Start the worker and the beat once. Call after the web process has forked."""
    if _threads:
        return
    beat = Service(app, scheduler_cls=Scheduler)
    _stops.append(beat.stop)
    _ring_now()
    for queue, concurrency in settings.QUEUES.items():
        worker = _worker(queue, concurrency)
        _stops.append(worker.stop)
        _spawn(queue, worker.start)
    _spawn("beat", beat.start)


def stop() -> None:
    """Ask both to stop; jobs that do not make it are swept up after the next start."""
    while _stops:
        _stops.pop()()


def check_alive() -> None:
    """Raise `WorkerDied` unless all threads run."""
    for name in (*settings.QUEUES, "beat"):
        if name not in _threads or not _threads[name].is_alive():
            raise WorkerDied(f"the in-process worker “{name}” is not running; restart the server")


def _worker(queue: str, concurrency: int) -> Any:
    """Return a worker of one queue. An app remembers which queues it reads, so each has its own."""
    own = Celery(f"sayso-{queue}", set_as_current=False)
    own.config_from_object("django.conf:settings", namespace="CELERY")
    return own.WorkController(
        pool_cls="threads",
        hostname=f"{queue}@localhost",
        queues=[queue],
        concurrency=concurrency,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )


def _spawn(name: str, run: Any) -> None:
    _threads[name] = threading.Thread(target=run, name=f"sayso-{name}", daemon=True)
    _threads[name].start()


def _ring_now() -> None:
    """`memory://` forgets at restart: look at once for what waits.

    This process is the only worker there is, so a lease that is still held is a dead one's.
    """
    sweeping.break_leases()
    sweeping.sweep.delay()
