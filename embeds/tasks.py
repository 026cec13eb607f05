"""Doorbells. Each loads by key and calls one verb."""

from contextlib import suppress

from celery import shared_task

from embeds import publishing
from embeds.models import Widget
from testimonials.doorbell import ring_for_next
from testimonials.models import Purge
from testimonials.models.lease import LeaseLost, NotClaimable
from testimonials.tasks import purge_cdn


@shared_task
def publish_widget(pk: int) -> None:
    """Write the widget's files if it is still stale and nobody else is at it."""
    for widget in Widget.objects.stale().filter(pk=pk):
        with suppress(NotClaimable, LeaseLost):
            publishing.publish(widget)
            ring_for_next(Widget, publish_widget)
            ring_for_next(Purge, purge_cdn)
