"""The row is the queue: a lease on a row, with a fencing token.

A claim is one conditional UPDATE that must change exactly one row. It counts the attempt,
so a job that kills its worker is counted too. Whoever holds the lease proves it with the
fence at every write; an UPDATE of no rows means somebody else took over.

Two things are counted apart, because they mean different things: how often it *failed*, which
three times is enough of, and how often it was *begun*, which also grows when a machine is
switched off, and only ends a job that seems to take its worker with it every time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

LEASE = timedelta(seconds=90)
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

    def retry_later(self, after: timedelta, **state: Any) -> None:
        """Leave the row to the sweeper, not before `after` has passed: it was begun and came to nothing."""
        self._write(lease_until=timezone.now() + after, **state)

    def wait_out(self, after: timedelta, **state: Any) -> None:
        """The same for an outage of ours (store down, disk full), which is not counted at all."""
        self.retry_later(after, attempts=max(0, self.attempts - 1), **state)

    def count_failure(self, after: timedelta, **state: Any) -> None:
        """The same for a failure of the row itself, of which three are enough."""
        self.retry_later(after, failures=self.failures + 1, **state)

    def _write(self, **fields: Any) -> None:
        if not type(self).objects.filter(pk=self.pk, fence=self.fence).update(**fields):
            raise LeaseLost
        for name, value in fields.items():
            setattr(self, name, value)


def _spent() -> models.Q:
    return models.Q(failures__gte=MAX_FAILURES) | models.Q(attempts__gte=MAX_ATTEMPTS)


def _lease_end() -> datetime:
    return timezone.now() + LEASE
