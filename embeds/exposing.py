"""Put the media that placements let be seen into the public store, and take the rest away.

Promises: an asset is named in its row before it is copied, so a crash between leaves a name to delete and
never a file that nobody knows; what lost its placement or its consent loses its file; both repeat safely.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from embeds.models import Placement, Widget
from embeds.selecting import Entitlement
from testimonials import stores
from testimonials.models import Asset, Consent, Purge, Testimonial
from testimonials.models.picture import on_cards

log = logging.getLogger(__name__)

MEDIA_CACHE = "public, max-age=3600"


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
        Widget.objects.of(asset.brand).mark_stale()


def hidden(entitled: Sequence[Entitlement]) -> QuerySet[Asset]:
    """Return what is to be seen of these stories and is not public yet."""
    cuts, stories = [item.cut for item in entitled], [item.testimonial for item in entitled]
    theirs = Q(cut__in=cuts) | Q(picture__testimonial__in=stories)
    return Asset.objects.filter(theirs, _may_be_seen(), exposed_at=None).select_related("cut", "picture")


def shown(stories: Iterable[int]) -> set[int]:
    """Return the keys of those of these stories that have public media."""
    public = Asset.objects.filter(testimonial__in=stories, exposed_at__isnull=False)
    return set(public.values_list("testimonial", flat=True))


def name(assets: Sequence[Asset]) -> QuerySet[Asset]:
    """Give these their public names, as far as they may still be seen; return those that have one."""
    names = [When(pk=asset.pk, then=Value(asset.public_name)) for asset in assets]
    rows = Asset.objects.filter(pk__in=[asset.pk for asset in assets])
    if names:
        rows.filter(_may_be_seen()).update(public_key=Case(*names))
    return rows.public()


def expose(asset: Asset) -> bool:
    """Copy a named asset into the public store; False if its file is not there any more."""
    try:
        _copy_to_public(asset)
    except FileNotFoundError:  # erased a moment ago, or lost: no reason to leave a wall as it was
        log.warning("%s is not in the private store", asset)
        Asset.objects.filter(pk=asset.pk).update(public_key="")
        return False
    # Somebody may have taken it down meanwhile, and have found nothing to delete yet.
    may_be_seen = _picture_may_be_seen() if asset.picture_id else _film_may_be_seen()
    if not Asset.objects.filter(may_be_seen, pk=asset.pk).update(exposed_at=timezone.now()):
        _take_back(asset.public_key)
    return True


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
