"""The row is the queue: a lease on a row, with a fencing token.

A claim is one conditional UPDATE that must change exactly one row. It counts the attempt,
so a job that kills its worker is counted too. Whoever holds the lease proves it with the
fence at every write; an UPDATE of no rows means somebody else took over.

Two things are counted apart, because they mean different things: how often it *failed*, which
three times is enough of, and how often it was *begun*, which also grows when a machine is
switched off, and only ends a job that seems to take its worker with it every time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any, ClassVar

from django.db import DatabaseError, connection, models
from django.utils import timezone

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
BEAT_SECONDS = 20
# A gibibyte takes as long at 0.8 Mbit/s. Whoever is busy for longer hangs.
KEPT_SECONDS = 3 * 3600
MAX_FAILURES = 3
MAX_ATTEMPTS = 10


class NotClaimable(Exception):
    """Somebody else has it, or nothing is left to do."""


class LeaseLost(Exception):
    """The row moved on under us; what we made is not wanted any more."""


class LeasedQuerySet(models.QuerySet[Any]):
    def unleased(self) -> LeasedQuerySet:
        """Nobody is at work on it, or whoever was has died."""
        return self.filter(models.Q(lease_until=None) | models.Q(lease_until__lt=timezone.now()))

    def stranded(self) -> LeasedQuerySet:
        """Work that waits with nobody at it: what the sweeper rings for."""
        return self.filter(self.model.pending()).unleased().exclude(_spent())

    def exhausted(self) -> LeasedQuerySet:
        """Work that failed its last attempt without being able to say so."""
        return self.filter(self.model.pending()).unleased().filter(_spent())


class Leased(models.Model):
    """A row that is also a job. Subclasses say which of their rows are `pending`."""

    attempts = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[models.Manager[Any]] = LeasedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def pending(cls) -> models.Q:
        """The rows that still want work, whoever may be at it."""
        raise NotImplementedError

    def claim(self, **state: Any) -> None:
        """Take the lease for 90 s and write `state`; raise `NotClaimable` if it is not to be had."""
        rows = type(self).objects.filter(pk=self.pk).stranded()
        taken = rows.update(
            fence=models.F("fence") + 1, attempts=models.F("attempts") + 1, lease_until=_lease_end(), **state
        )
        if not taken:
            raise NotClaimable
        self.refresh_from_db()

    def hold(self, **progress: Any) -> None:
        """Renew the lease and write `progress`; raise `LeaseLost` when it is not ours any more."""
        self._write(lease_until=_lease_end(), **progress)

    def release(self, **outcome: Any) -> None:
        """Give the lease back and write `outcome` in the same UPDATE; raise `LeaseLost` if it was lost."""
        self._write(lease_until=None, **outcome)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Renew the lease from a thread of its own while the block runs, for three hours at most.

        To copy a film over a slow line takes longer than any lease. The thread dies with its process; whoever
        has lost the lease meanwhile learns so at the next write of theirs.
        """
        over = Event()
        beating = Thread(
            target=self._beat, args=[over], name=f"lease of {type(self).__name__} {self.pk}", daemon=True
        )
        beating.start()
        try:
            yield
        finally:
            over.set()
            beating.join()

    def retry_later(self, after: timedelta, **state: Any) -> None:
        """Leave the row to the sweeper, not before `after` has passed: it was begun and came to nothing."""
        self._write(lease_until=timezone.now() + after, **state)

    def wait_out(self, after: timedelta, **state: Any) -> None:
        """The same for an outage of ours (store down, disk full), which is not counted at all."""
        self.retry_later(after, attempts=max(0, self.attempts - 1), **state)

    def count_failure(self, after: timedelta, **state: Any) -> None:
        """The same for a failure of the row itself, of which three are enough."""
        self.retry_later(after, failures=self.failures + 1, **state)

    def _beat(self, over: Event) -> None:
        held = type(self).objects.filter(pk=self.pk, fence=self.fence, lease_until__isnull=False)
        hung_at = time.monotonic() + KEPT_SECONDS
        try:
            while not over.wait(BEAT_SECONDS) and time.monotonic() < hung_at:
                try:
                    held.update(lease_until=_lease_end())
                except DatabaseError as error:  # the next beat may come in time
                    log.warning("%s was not renewed: %s", self, error)
        finally:
            connection.close()  # it is this thread's

    def _write(self, **fields: Any) -> None:
        if not type(self).objects.filter(pk=self.pk, fence=self.fence).update(**fields):
            raise LeaseLost
        for name, value in fields.items():
            setattr(self, name, value)


def _spent() -> models.Q:
    return models.Q(failures__gte=MAX_FAILURES) | models.Q(attempts__gte=MAX_ATTEMPTS)


def _lease_end() -> datetime:
    return timezone.now() + LEASE
