"""Put what is approved and consented on its walls as files, and take down what is not.

Promises: a placement is the only thing that makes an item public; files are replaced
whole, and only those whose bytes are others; publishing twice changes nothing; a change that
arrives while files are written is published next. What loses its placement loses its public
media. No page of a host ever waits for this. What changed or went is queued for the CDN, if there
is one (`Purge`); whoever calls this rings.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone

from embeds import payload, rendering, runtime
from embeds.models import Placement, Widget
from embeds.rendering import PublicFile
from embeds.selecting import Entitlement, entitlement, select
from testimonials import stores
from testimonials.models import Asset, AuditEvent, Brand, Consent, Purge, Testimonial
from testimonials.models.lease import LeaseLost
from testimonials.models.picture import on_cards
from testimonials.stores import StoreUnavailable

log = logging.getLogger(__name__)

RETRY_AFTER = timedelta(seconds=5)
MEDIA_CACHE = "public, max-age=3600"
AT_ONCE = 7  # files asked for, or written, side by side


def mark_stale(testimonial: Testimonial) -> None:
    """Take a testimonial's placements away and make its brand's widgets stale, in this transaction.

    Those still entitled come back within the next publication; nothing stays up by accident.
    """
    placements = _whole(Placement.objects.filter(testimonial=testimonial))
    _forget(placements)
    if placements and entitlement(testimonial) is None:
        _record("taken_down", placements)
        placements.delete()
    Widget.objects.of(testimonial.brand).update(stale_since=timezone.now())


def mark_all_stale(brand: Brand) -> None:
    """Make a brand's widgets stale, in this transaction; nothing of a closed one keeps its place."""
    placements = Placement.objects.filter(brand=brand).select_related("testimonial")
    _forget(placements)
    if brand.closed_at is not None:
        placements.delete()
    Widget.objects.of(brand).update(stale_since=timezone.now())


def remove_files(widget: Widget) -> None:
    """Delete a widget's files from the public store. Raises `StoreUnavailable`; repeats safely."""
    _forget(_whole(widget.placements.all()))
    names = rendering.names(widget.token)
    with Purge.over(_paths(widget, names)):
        for name in names:
            stores.public().remove(f"w/{name}")


def mark_expired() -> None:
    """Make widgets stale that still show somebody whose consent has run out."""
    over = Placement.objects.filter(consent__expires_at__lte=timezone.now())
    Widget.objects.filter(placements__in=over).update(stale_since=timezone.now())


def mark_outdated() -> None:
    """Make widgets stale whose files an older version of Sayso has made: an upgrade publishes them again."""
    current = Widget.objects.filter(stale_since=None)
    current.exclude(runtime=runtime.version()).update(stale_since=timezone.now())


def publish(widget: Widget) -> None:
    """Bring the widget's placements, media and files in line with today's decisions and consents.

    Raises `NotClaimable` when somebody else is at it. An outage leaves the row to the sweeper.
    """
    widget.claim()
    try:
        while (seen := widget.stale_since) is not None:
            _publish_once(widget)
            unchanged = When(stale_since=seen, then=Value(None))
            after = Case(unchanged, default=F("stale_since"))
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


def conceal(testimonial: Testimonial | None = None) -> None:
    """Delete media that is not to be seen any more: everybody's, or one testimonial's.

    Repeats safely. The first outage ends it with `StoreUnavailable`; the sweeper tries again.
    """
    public = Asset.objects.public()
    if testimonial:
        public = public.filter(testimonial=testimonial)
    if not public.exists():  # whoever decides waits for this, and most stories were never on a page
        return
    rows = public.exclude(_may_be_seen())
    hidden = list(rows)
    with Purge.over(asset.public_key for asset in hidden):
        for asset in hidden:
            if rows.filter(pk=asset.pk).exists():
                _conceal(asset)


def _conceal(asset: Asset) -> None:
    stores.public().remove(asset.public_key)
    if not Asset.objects.exclude(_may_be_seen()).filter(pk=asset.pk).update(public_key="", exposed_at=None):
        # Allowed again while it was deleted: the next publication puts it back.
        Asset.objects.filter(pk=asset.pk).update(exposed_at=None)
        Widget.objects.of(asset.brand).update(stale_since=timezone.now())


def _publish_once(widget: Widget) -> None:
    entitled = select(widget)
    placements = _place(widget, entitled)
    conceal()  # taking down comes first: it must bite before anything else is written
    for asset in _named(entitled):
        _expose(asset)
        widget.hold()
    if widget.brand.closed_at is not None:
        return remove_files(widget)
    content = payload.build(widget, placements, site_url=settings.SITE_URL)
    _write(widget, rendering.files(content))
    widget.hold(published_at=timezone.now())


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


def _named(entitled: list[Entitlement]) -> QuerySet[Asset]:
    """Name what is to be seen and not public yet; return it.

    Named first, copied second: a crash between leaves a name to delete, never a file nobody knows.
    """
    cuts, stories = [item.cut for item in entitled], [item.testimonial for item in entitled]
    theirs = Q(cut__in=cuts) | Q(picture__testimonial__in=stories)
    hidden = Asset.objects.filter(theirs, _may_be_seen(), exposed_at=None).select_related("cut", "picture")
    names = [When(pk=asset.pk, then=Value(asset.public_name)) for asset in hidden]
    rows = Asset.objects.filter(pk__in=[asset.pk for asset in hidden])
    if names:
        rows.filter(_may_be_seen()).update(public_key=Case(*names))
    return rows.public()


def _expose(asset: Asset) -> None:
    _copy_to_public(asset)
    # Somebody may have taken it down meanwhile, and have found nothing to delete yet.
    may_be_seen = _picture_may_be_seen() if asset.picture_id else _film_may_be_seen()
    if not Asset.objects.filter(may_be_seen, pk=asset.pk).update(exposed_at=timezone.now()):
        _take_back(asset.public_key)


def _take_back(public_key: str) -> None:
    with Purge.over([public_key]):
        stores.public().remove(public_key)


def _may_be_seen() -> Q:
    """Which assets may be public: a placed story's, if today's consent shows all that is in them."""
    return _film_may_be_seen() | _picture_may_be_seen()


def _film_may_be_seen() -> Q:
    """The same as `Cut.is_shown_under`, for rows.

    Who keeps back a face or a voice, and not the words, keeps a placement without its film.
    """
    placed = Exists(Placement.objects.filter(cut=OuterRef("cut")))
    heard = Consent.objects.current().filter(testimonial=OuterRef("testimonial"), shows_voice=True)
    return placed & (Exists(heard.filter(shows_face=True)) | Q(cut__is_sound_only=True) & Exists(heard))


def _picture_may_be_seen() -> Q:
    placed = Exists(Placement.objects.filter(testimonial=OuterRef("testimonial")))
    shown = Consent.objects.current().filter(testimonial=OuterRef("testimonial"), shows_photo=True)
    return on_cards("picture__") & placed & Exists(shown)


def _copy_to_public(asset: Asset) -> None:
    with TemporaryDirectory() as folder:
        local = Path(folder) / "copy"
        stores.private().fetch(asset.key, local)
        stores.public().put(asset.public_key, local, media_type=asset.media_type, cache_control=MEDIA_CACHE)


@transaction.atomic
def _place(widget: Widget, entitled: list[Entitlement]) -> list[Placement]:
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
