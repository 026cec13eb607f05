"""What the installation itself knows and keeps, read beside it: its rows and its objects."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connections
from django.utils import timezone

from embeds.models import Widget
from testimonials import moderating, stores
from testimonials.models import Asset, Cut, Testimonial


def forget_connections() -> None:
    """Let go of a database that a test has stopped in the meantime."""
    for connection in connections.all(initialized_only=True):
        connection.close()


def cut_of(token: str) -> Cut:
    """The newest cut of a testimonial, as it is now."""
    cut = Testimonial.objects.get(token=token).cut
    assert cut is not None
    return cut


def let_the_lease_run_out(cut: Cut) -> None:
    """Turn the clock of one row on by the 90 seconds that a dead worker's lease lasts."""
    Cut.objects.filter(pk=cut.pk).update(lease_until=timezone.now())


def let_the_walls_be_published() -> None:
    """The same for walls, whose worker a test may have killed in the middle of a publication."""
    Widget.objects.filter(lease_until__isnull=False).update(lease_until=timezone.now())


def take_back_decisions() -> None:
    """Take everything off the walls, as the moderator who put it there would."""
    for testimonial in Testimonial.objects.filter(state=Testimonial.State.APPROVED):
        decision = testimonial.decisions.latest("pk")
        moderating.reopen(testimonial, by=decision.by)


def names(prefix: str) -> set[str]:
    """What really lies in the private store below a prefix."""
    return set(stores.private().list(prefix))


def strays(cuts: Iterable[Cut]) -> set[str]:
    """Objects that were made for these cuts and that no asset names."""
    there: set[str] = set()
    for cut in cuts:
        there |= {name for kind in ("renditions", "refinements") for name in names(f"{kind}/{cut.token}/")}
    return there - set(Asset.objects.filter(key__in=there).values_list("key", flat=True))


def originals_without_an_asset(token: str) -> set[str]:
    """Originals of a testimonial's takes that no asset names, and takes whose original is not there."""
    testimonial = Testimonial.objects.get(token=token)
    named = set(Asset.objects.filter(testimonial=testimonial, kind="original").values_list("key", flat=True))
    there = {
        name
        for upload in testimonial.uploads.all()
        for name in names(f"originals/{testimonial.brand.token}/")
        if upload.token in name
    }
    return named ^ there
