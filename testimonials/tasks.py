"""Doorbells. Each loads by key and calls one verb; the row decides whether there is work."""

from contextlib import suppress

from celery import shared_task

from testimonials import notifying, purging
from testimonials.doorbell import ring_for_next
from testimonials.models import Cut, Notice, Purge, Refinement, Upload
from testimonials.models.lease import LeaseLost, NotClaimable
from testimonials.processing import inspection, pipeline, refining


@shared_task
def inspect_upload(pk: int) -> None:
    """Store a received take and look at it, unless somebody else does."""
    for upload in Upload.objects.filter(pk=pk):
        with suppress(NotClaimable, LeaseLost):
            inspection.inspect(upload)
            ring_for_next(Upload, inspect_upload)


@shared_task
def render_cut(pk: int) -> None:
    """Render a cut, unless somebody else does."""
    for cut in Cut.objects.filter(pk=pk):
        with suppress(NotClaimable, LeaseLost):
            pipeline.render(cut)
            ring_for_next(Cut, render_cut)
            ring_for_next(Refinement, refine_cut)


@shared_task
def refine_cut(pk: int) -> None:
    """Make AV1 of a ready cut, unless somebody else does."""
    for refinement in Refinement.objects.filter(pk=pk):
        with suppress(NotClaimable, LeaseLost):
            refining.refine(refinement)
            ring_for_next(Refinement, refine_cut)


@shared_task
def send_notice(pk: int) -> None:
    """Send a waiting e-mail, unless somebody else does."""
    for notice in Notice.objects.filter(pk=pk):
        with suppress(NotClaimable, LeaseLost):
            notifying.send(notice)
            ring_for_next(Notice, send_notice)


@shared_task
def purge_cdn(pk: int) -> None:
    """Tell the CDN what it is to forget, unless somebody else does."""
    for purge in Purge.objects.filter(pk=pk):
        with suppress(NotClaimable, LeaseLost):
            purging.send(purge)
            ring_for_next(Purge, purge_cdn)
