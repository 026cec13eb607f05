"""`/healthz`: whether this installation can do its job right now, and what is wrong if not."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from config import embedded_worker
from config.celery import app
from testimonials import stores

PING_SECONDS = 1.0


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 once database, stores and worker are up; 503 with the reason of each that is not."""
    found = {name: _outcome(check) for name, check in CHECKS.items()}
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
        raise RuntimeError(f"no worker for {missing}; start `celery -A config worker --queues {missing}`")


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "private_store": lambda: check_store(stores.private()),
    "public_store": lambda: check_store(stores.public()),
    "worker": check_worker,
}


def _outcome(check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as error:  # a health check reports whatever it meets
        return f"{type(error).__name__}: {error}"[:300]
    return "ok"
