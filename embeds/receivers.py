"""A public face changed: what is not entitled comes off at once, and the widgets are stale."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from embeds import designing, exposing, publishing
from embeds.models import Widget
from embeds.tasks import publish_widget
from testimonials.doorbell import ring, ring_for_next
from testimonials.models import Brand, Purge, Tag, Testimonial
from testimonials.signals import brand_face_changed, public_face_changed, tag_renamed
from testimonials.stores import StoreUnavailable
from testimonials.tasks import purge_cdn

log = logging.getLogger(__name__)


@receiver(public_face_changed, sender=Testimonial, dispatch_uid="embeds.widgets_are_stale")
def widgets_are_stale(testimonial: Testimonial, **kwargs: Any) -> None:
    """Mark the brand's widgets in the caller's transaction and ring for each."""
    publishing.mark_stale(testimonial)
    transaction.on_commit(partial(take_down, testimonial))
    for pk in Widget.objects.of(testimonial.brand).values_list("pk", flat=True):
        ring(publish_widget, pk)


@receiver(brand_face_changed, sender=Brand, dispatch_uid="embeds.brand_looks_different")
def brand_looks_different(brand: Brand, **kwargs: Any) -> None:
    """Make every widget of the brand stale; one that is closed loses its pages before the answer goes out."""
    publishing.mark_all_stale(brand)
    if brand.closed_at is not None:
        transaction.on_commit(partial(take_off, brand))
    for pk in Widget.objects.of(brand).values_list("pk", flat=True):
        ring(publish_widget, pk)


@receiver(tag_renamed, sender=Tag, dispatch_uid="embeds.tag_has_another_name")
def tag_has_another_name(tag: Tag, old: str, **kwargs: Any) -> None:
    """A widget that asks for a tag goes on asking for it, whatever it is called."""
    for widget in designing.follow_tag(tag.brand, old, tag.name):
        ring(publish_widget, widget.pk)


def take_off(brand: Brand) -> None:
    """Delete everything public of a closed brand; what a store that is away keeps, the sweeper removes."""
    try:
        exposing.conceal()
        for widget in Widget.objects.of(brand):
            publishing.remove_files(widget)
        ring_for_next(Purge, purge_cdn)
    except StoreUnavailable as error:
        log.warning("%s stays up until the sweeper reaches the store: %s", brand, error)


def take_down(testimonial: Testimonial) -> None:
    """Delete what is not public any more before the answer goes out: a queue may be long."""
    try:
        exposing.conceal(testimonial)
        ring_for_next(Purge, purge_cdn)
    except StoreUnavailable as error:
        log.warning("%s stays up until the sweeper reaches the store: %s", testimonial, error)
