"""Finished files on their way into the private store, and what is left there by attempts that lost.

Promises: every attempt writes under names of its own, so two at once never touch each other's
bytes; what is stored becomes an asset in the same transaction that publishes it, or is taken
back. An attempt that was killed cannot take anything back: the one that wins does it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from testimonials import stores
from testimonials.models import Asset, Cut
from testimonials.models.lease import Leased
from testimonials.processing.facts import Facts
from testimonials.stores import StoreUnavailable

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Made:
    """A file that passed its check. Sizes in pixels."""

    kind: str
    path: Path
    media_type: str
    width: int
    height: int
    duration_ms: int | None = None
    facts: Facts | None = None
    codecs: str = ""


def publish(
    job: Leased, cut: Cut, folder: str, made: Sequence[Made], *, commit: Callable[[list[Asset]], None]
) -> None:
    """Copy what was `made` into the private store, under this attempt's own names, then `commit` it.

    `commit` gets assets that are not saved yet and saves them together with the job's outcome. When
    it raises, or the store does, or the lease is lost, everything is taken back.
    """
    assets: list[Asset] = []
    try:
        for item in made:
            assets.append(_asset(cut, f"{folder}{job.fence}/", item))
            stores.private().put(assets[-1].key, item.path, media_type=item.media_type)
            job.hold()
        commit(assets)
    except BaseException:
        take_back(asset.key for asset in assets)
        raise
    if job.fence > 1:
        collect_strays(folder)


def take_back(keys: Iterable[str]) -> None:
    """Remove what nobody will ask for. An outage ends it: the attempt that wins collects the rest."""
    try:
        for key in keys:
            stores.private().remove(key)
    except StoreUnavailable as error:
        log.warning("something was left behind: %s", error)


def collect_strays(folder: str) -> None:
    """Remove every object below `folder` that no asset stands for: attempts that were killed."""
    try:
        found = set(stores.private().list(folder))
    except StoreUnavailable:
        log.warning("not collected: %s", folder)
        return
    take_back(found - set(Asset.objects.filter(key__in=found).values_list("key", flat=True)))


def sha256_of(path: Path) -> str:
    """Return the hash of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _asset(cut: Cut, folder: str, item: Made) -> Asset:
    return Asset(
        brand=cut.brand,
        testimonial=cut.testimonial,
        cut=cut,
        kind=item.kind,
        key=f"{folder}{item.path.name}",
        media_type=item.media_type,
        codecs=item.codecs,
        bytes=item.path.stat().st_size,
        sha256=sha256_of(item.path),
        width=item.width,
        height=item.height,
        duration_ms=item.duration_ms,
        facts=item.facts.to_json() if item.facts else {},
    )
