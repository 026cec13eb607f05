"""Put what is approved and consented on its walls as files, and take down what is not.

Promises: a placement is the only thing that makes an item public; files are replaced
whole, and only those whose bytes are others; publishing twice changes nothing; a change that
arrives while files are written is published next. What loses its placement loses its public
media. No page of a host ever waits for this. What changed or went is queued for the CDN, if there
is one (`Purge`); whoever calls this rings.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone

from embeds import exposing, payload, rendering, runtime
from embeds.models import Placement, Widget
from embeds.rendering import PublicFile
from embeds.selecting import Entitlement, entitlement, select, today
from testimonials import stores
from testimonials.models import Asset, AuditEvent, Brand, Purge, Testimonial
from testimonials.models.lease import LeaseLost
from testimonials.stores import StoreUnavailable

log = logging.getLogger(__name__)

RETRY_AFTER = timedelta(seconds=5)
AFTER_A_FAULT = timedelta(seconds=30)
AT_ONCE = 7  # files asked for, or written, side by side
# Whose media is copied before the wall is written and the decisions are looked at again: a hundred films
# that were just approved must not keep up what was taken back meanwhile.
STORIES_AT_ONCE = 8


def mark_stale(testimonial: Testimonial) -> None:
    """Take a testimonial's placements away and make its brand's widgets stale, in this transaction.

    Those still entitled come back within the next publication; nothing stays up by accident.
    """
    placements = _whole(Placement.objects.filter(testimonial=testimonial))
    _forget(placements)
    if placements and entitlement(testimonial) is None:
        _record("taken_down", placements)
        placements.delete()
    Widget.objects.of(testimonial.brand).mark_stale()


def mark_all_stale(brand: Brand) -> None:
    """Make a brand's widgets stale, in this transaction; nothing of a closed one keeps its place."""
    placements = Placement.objects.filter(brand=brand).select_related("testimonial")
    _forget(placements)
    if brand.closed_at is not None:
        placements.delete()
    Widget.objects.of(brand).mark_stale()


def remove_files(widget: Widget) -> None:
    """Delete a widget's files from the public store. Raises `StoreUnavailable`; repeats safely."""
    _forget(_whole(widget.placements.all()))
    names = rendering.names(widget.token)
    with Purge.over(_paths(widget, names)):
        for name in names:
            stores.public().remove(f"w/{name}")


@transaction.atomic
def mark_expired() -> None:
    """Take away the placements of consents that have run out, and make their widgets stale."""
    over = _whole(Placement.objects.filter(consent__expires_at__lte=timezone.now()))
    Widget.objects.filter(pk__in=[placement.widget_id for placement in over]).mark_stale()
    _forget(over)
    _record("taken_down", over)
    over.delete()


def mark_outdated() -> None:
    """Make widgets stale whose files an older version of Sayso has made: an upgrade publishes them again."""
    current = Widget.objects.filter(stale_since=None)
    current.exclude(runtime=runtime.version()).mark_stale()


def publish(widget: Widget) -> None:
    """Bring the widget's placements, media and files in line with today's decisions and consents.

    Raises `NotClaimable` when somebody else is at it. An outage leaves the row to the sweeper.
    """
    widget.claim()
    lost: set[int] = set()
    try:
        while (seen := widget.stale_since) is not None:
            is_whole = _publish_once(widget, lost)
            done = [When(stale_since=seen, then=Value(None))] if is_whole else []
            after = Case(*done, default=F("stale_since"))
            widget.hold(stale_since=after, runtime=runtime.version(), attempts=0)
            widget.refresh_from_db()
        widget.release()
    except LeaseLost:
        if not Widget.objects.filter(pk=widget.pk).exists():  # deleted while its files were written
            remove_files(widget)
        raise
    except StoreUnavailable as error:
        log.warning("widget %s waits for the store: %s", widget.token, error)
        widget.wait_out(RETRY_AFTER)
    except IntegrityError:
        log.info("widget %s changed under us, again soon", widget.token)
        widget.wait_out(timedelta(0))
    except Exception:  # a fault of ours must not keep up for ever what is to come down
        widget.wait_out(AFTER_A_FAULT)
        raise


def _publish_once(widget: Widget, lost: set[int]) -> bool:
    """Return whether that was all of it. `lost` collects the assets that have no file any more."""
    entitled = select(widget)
    placements = _place(widget, entitled)
    exposing.conceal()  # taking down comes first: it must bite before anything else is written
    hidden = list(exposing.hidden(entitled).exclude(pk__in=lost))
    waiting = _expose_some(widget, entitled, hidden, lost)
    if widget.brand.closed_at is not None:
        remove_files(widget)
        return True
    if hidden:  # copying takes a while: who was taken back meanwhile is not written
        unseen = waiting - exposing.shown(waiting)  # a story that is up stays so while it waits for AV1
        placed = _whole(widget.placements.exclude(testimonial__in=unseen)).order_by("position")
        placements = today(placed.select_related("cut", "testimonial__brand", "testimonial__speaker"))
    content = payload.build(widget, placements, site_url=settings.SITE_URL)
    _write(widget, rendering.files(content))
    widget.hold(published_at=timezone.now())
    return not waiting


def _expose_some(
    widget: Widget, entitled: Sequence[Entitlement], hidden: Sequence[Asset], lost: set[int]
) -> set[int]:
    """Make the media of the first few stories public that lack it; return the keys of those that wait."""
    lacking = {asset.testimonial_id for asset in hidden}
    in_order = [item.testimonial.pk for item in entitled if item.testimonial.pk in lacking]
    now, later = in_order[:STORIES_AT_ONCE], in_order[STORIES_AT_ONCE:]
    for asset in exposing.name([asset for asset in hidden if asset.testimonial_id in now]):
        if not exposing.expose(asset):
            lost.add(asset.pk)
        widget.hold()
    return set(later)


def _write(widget: Widget, files: dict[str, PublicFile]) -> None:
    """Put what is not in the store just so already, variant by variant: half of a write may be there."""
    # Side by side, because a store far away answers each after a while, and a decision waits for all of them.
    with ThreadPoolExecutor(AT_ONCE) as hands:
        bodies = dict(zip(files, hands.map(_stored, files), strict=True))
        others = {name: file for name, file in files.items() if bodies[name] != file.body}
        with Purge.over(_paths(widget, others)):
            list(hands.map(_put, others, others.values()))  # raises what one of them has raised


def _put(name: str, file: PublicFile) -> None:
    stores.public().put(f"w/{name}", file.body, media_type=file.media_type, cache_control=file.cache_control)


def _stored(name: str) -> bytes | None:
    try:
        return b"".join(stores.public().read(f"w/{name}"))
    except FileNotFoundError:
        return None


def _paths(widget: Widget, names: Iterable[str]) -> list[str]:
    """Return where the files of these names are served, and the pages that hold the fragment."""
    served = rendering.served_names(names)
    pages = [reverse("embeds:wall", args=[widget.slug]), reverse("embeds:frame", args=[widget.token])]
    is_told = f"{widget.token}.html" in served
    return [f"w/{name}" for name in served] + [page.lstrip("/") for page in pages if is_told]


def _forget(placements: Iterable[Placement]) -> None:
    """Queue the purge of stories' own pages, which show what is in the database, without a file between."""
    pages = (
        reverse(f"embeds:{page}", args=[placement.testimonial.token]).lstrip("/")
        for placement in placements
        for page in ("watch", "player")
    )
    with Purge.over(pages):
        pass


@transaction.atomic
def _place(widget: Widget, entitled: Sequence[Entitlement]) -> list[Placement]:
    before = {placement.testimonial_id: placement for placement in _whole(widget.placements.all())}
    widget.placements.all().delete()
    placed = Placement.objects.bulk_create(
        Placement(
            brand=widget.brand,
            widget=widget,
            testimonial=item.testimonial,
            cut=item.cut,
            decision=item.decision,
            consent=item.consent,
            relation=item.testimonial.relation,
            incentive=item.testimonial.incentive,
            position=position,
        )
        for position, item in enumerate(entitled)
    )
    now = {placement.testimonial_id: placement for placement in placed}
    gone = [placement for pk, placement in before.items() if pk not in now]
    _forget(gone)
    _record("placed", [placement for pk, placement in now.items() if pk not in before])
    _record("taken_down", gone)
    return placed


def _whole(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """The rows with what their history and their pages name."""
    return placements.select_related("brand", "widget", "testimonial")


def _record(code: str, placements: Iterable[Placement]) -> None:
    """Write into a story's history since when it has been where, and until when."""
    for placement in placements:
        AuditEvent.record(
            placement.brand,
            None,
            code,
            kind="testimonial",
            token=placement.testimonial.token,
            widget=placement.widget.token,
        )
