"""`/healthz`: whether this installation can do its job right now, and what is wrong if not."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Lock
from time import monotonic
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from config import embedded_worker
from config.celery import app
from testimonials import stores

log = logging.getLogger(__name__)

PING_SECONDS = 1.0
FRESH_SECONDS = 2.0
_looking = Lock()
_last: tuple[float, dict[str, str]] | None = None


class NobodyWorks(Exception):
    """A queue has no worker; the message names it."""


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 once database, stores and worker are up; 503 with the reason of each that is not.

    Anybody may ask, so it is looked at once in two seconds, by one thread, and an engine's own words,
    which name hosts and paths, are only logged.
    """
    found = _findings()
    return JsonResponse(found, status=200 if set(found.values()) == {"ok"} else 503)


def front_door(request: HttpRequest) -> HttpResponse:
    """Nobody lands here on purpose except somebody on the way to the Studio."""
    return HttpResponseRedirect(reverse("studio:brands"))


def check_database() -> None:
    """Raise unless the database answers a query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_store(store: stores.Store) -> None:
    """Raise unless the store takes a small object, and gives it up again."""
    name = f"health/{uuid4().hex}"
    store.put(name, b"ok", media_type="text/plain")
    store.remove(name)


def check_worker() -> None:
    """Raise unless somebody works on every queue."""
    if settings.IS_EMBEDDED:
        embedded_worker.check_alive()
        return
    answers = app.control.inspect(timeout=PING_SECONDS).active_queues() or {}
    served = {queue["name"] for queues in answers.values() for queue in queues}
    if missing := ", ".join(sorted(set(settings.QUEUES) - served)):
        raise NobodyWorks(f"no worker for {missing}; start `celery -A config worker --queues {missing}`")


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "private_store": lambda: check_store(stores.private()),
    "public_store": lambda: check_store(stores.public()),
    "worker": check_worker,
}


def _findings() -> dict[str, str]:
    global _last  # noqa: PLW0603  what the process has last seen
    is_fresh = _last is not None and monotonic() - _last[0] < FRESH_SECONDS
    if not is_fresh and _looking.acquire(blocking=_last is None):
        try:
            found = {name: _outcome(name, check) for name, check in CHECKS.items()}
            _last = monotonic(), found
        finally:
            _looking.release()
    return _last[1] if _last else {}


def _outcome(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except (NobodyWorks, embedded_worker.WorkerDied) as error:
        return str(error)
    except Exception as error:  # a health check reports whatever it meets
        log.warning("%s is not well: %s", name, error)
        return f"{type(error).__name__}; the log says more"
    return "ok"
