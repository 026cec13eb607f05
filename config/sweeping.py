"""Finish what a lost message left behind. The rows know what waits; this only rings again."""

from contextlib import suppress
from typing import Any

from celery import shared_task

from embeds import counting, exposing, publishing
from embeds.models import Widget
from embeds.tasks import publish_widget
from testimonials import announcing, closing, expiring, notifying, purging, withdrawing
from testimonials.doorbell import Bell, ring_for_next
from testimonials.models import Cut, Notice, Purge, Refinement, Upload
from testimonials.stores import StoreUnavailable
from testimonials.tasks import inspect_upload, purge_cdn, refine_cut, render_cut, send_notice

# Of each kind, at each sweep: who hears one rings for the next (see `ring_for_next`).
RUNG_AT_ONCE = 4
BELLS: dict[Any, Bell] = {
    Upload: inspect_upload,
    Cut: render_cut,
    Widget: publish_widget,
    Refinement: refine_cut,
    Notice: send_notice,
    Purge: purge_cdn,
}


@shared_task
def sweep() -> None:
    """Ring for what is stranded, park what is exhausted, drop what has expired or was withdrawn."""
    for job, bell in BELLS.items():
        ring_for_next(job, bell, RUNG_AT_ONCE)
    expiring.park_exhausted()
    expiring.drop_abandoned()
    expiring.drop_orphaned_parts()
    publishing.mark_expired()
    publishing.mark_outdated()
    exposing.conceal()
    counting.roll_up()
    notifying.give_up()
    purging.give_up()
    announcing.send_digests()
    announcing.tell_of_endings()
    withdrawing.finish_all()
    _end_closed_brands()
    _end_what_is_kept_no_longer()


def _end_closed_brands() -> None:
    """Erase the brands whose week is over: story by story, then what is left."""
    with suppress(StoreUnavailable):
        for brand in closing.due():
            for testimonial in closing.stories(brand):
                withdrawing.finish(withdrawing.withdraw(testimonial, has_receipt=False))
            closing.erase(brand)


def _end_what_is_kept_no_longer() -> None:
    """Erase stories that are not shown and older than their brand keeps such."""
    for testimonial in expiring.kept_too_long():
        withdrawing.withdraw(testimonial, has_receipt=False)


def break_leases() -> None:
    """Take every lease away. Only for a process that knows it is the only worker, at its start."""
    for model in BELLS:
        model.objects.filter(model.pending(), lease_until__isnull=False).update(lease_until=None)
