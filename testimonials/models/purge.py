"""Addresses whose copies a CDN is to forget, as a row that is also a job."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from testimonials.models.lease import LEASE, Leased, LeasedQuerySet


class Purge(Leased):
    """Only made where `CDN_PURGE_URL` names somebody to tell: without it there is no row and nothing to do.

    `urls` are absolute and get fewer while they are told; the row goes with the last of them. `parked_at`
    is since when nobody tries any more. It belongs to no brand, because it outlives what it is about.
    """

    urls = models.JSONField(default=list)
    problem_code = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    parked_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Any]] = LeasedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"purge {self.pk} of {len(self.urls)}"

    @classmethod
    def pending(cls) -> models.Q:
        return models.Q(parked_at=None)

    @classmethod
    @contextmanager
    def over(cls, paths: Iterable[str]) -> Iterator[None]:
        """Queue the purge of what the block changes or may have changed: a write that failed can have landed.

        The row is written before the first change and held until the last. So no CDN is told while the
        old bytes could still be fetched again, and whoever dies half-way leaves it to the sweeper.
        Without a CDN not even `paths` is looked at.
        """
        urls = _addresses(paths) if settings.CDN else []
        row = cls.objects.create(urls=urls, lease_until=timezone.now() + LEASE) if urls else None
        try:
            yield
        finally:
            if row is not None:
                row._let_go()

    def _let_go(self) -> None:
        rows = type(self).objects.filter(pk=self.pk, fence=self.fence)
        # Changes that took longer than a lease have been told too early, so they are told once more.
        if not rows.update(lease_until=None):
            type(self).objects.create(urls=self.urls)


def _addresses(paths: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(f"{settings.SITE_URL}/{path}" for path in paths))
