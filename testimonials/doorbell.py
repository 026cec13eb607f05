"""Ring for a row once its transaction is committed. A bell nobody hears is rung again by the sweeper."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any, Protocol

from django.db import transaction
from kombu.exceptions import OperationalError

from testimonials.models.lease import Leased

log = logging.getLogger(__name__)


class Bell(Protocol):
    """A Celery task that takes the key of a row."""

    name: str

    def delay(self, pk: int) -> Any:
        """Send the message."""


def ring(bell: Bell, pk: int) -> None:
    """Ring after the commit. A broker that is away costs seconds, never the caller's answer."""
    transaction.on_commit(partial(_ring, bell, pk))


def ring_for_next(job: type[Leased], bell: Bell, count: int = 1) -> None:
    """Ring for what has waited longest, `count` rows at most.

    Whoever finishes a job rings for the next, so a few bells are enough to empty any queue, and a
    backlog does not fill it with messages that nobody has use for.
    """
    for pk in job.objects.stranded().order_by("pk").values_list("pk", flat=True)[:count]:
        ring(bell, pk)


def _ring(bell: Bell, pk: int) -> None:
    try:
        bell.delay(pk)
    except (OperationalError, ConnectionError) as error:
        log.warning("%s(%s) waits for the sweeper: %s", bell.name, pk, error)
