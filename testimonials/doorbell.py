"""Ring for a row once its transaction is committed. A bell nobody hears is rung again by the sweeper."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any, Protocol

from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


class Bell(Protocol):
    """A Celery task that takes the key of a row."""

    name: str

    def delay(self, pk: int) -> Any:
        """Send the message."""


def ring(bell: Bell, pk: int) -> None:
    """Ring after the commit. A broker that is away costs seconds, never the caller's answer."""
    transaction.on_commit(partial(_ring, bell, pk))


def _ring(bell: Bell, pk: int) -> None:
    try:
        bell.delay(pk)
    except (OperationalError, ConnectionError) as error:
        log.warning("%s(%s) waits for the sweeper: %s", bell.name, pk, error)
