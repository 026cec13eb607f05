"""Finish what a lost message left behind. The rows know what waits; this only rings again."""

from celery import shared_task

from embeds import publishing
from embeds.models import Widget
from embeds.tasks import publish_widget
from testimonials import expiring
from testimonials.models import Cut, Refinement, Upload
from testimonials.tasks import inspect_upload, refine_cut, render_cut


@shared_task
def sweep() -> None:
    """Ring for every stranded row, park what is exhausted, drop what has expired."""
    for rows, bell in (
        (Upload.objects.stranded(), inspect_upload),
        (Cut.objects.stranded(), render_cut),
        (Widget.objects.stranded(), publish_widget),
        (Refinement.objects.stranded(), refine_cut),
    ):
        for pk in rows.values_list("pk", flat=True):
            bell.delay(pk)
    expiring.park_exhausted()
    expiring.drop_abandoned()
    expiring.drop_orphaned_parts()
    publishing.mark_expired()
    publishing.conceal()


def break_leases() -> None:
    """Take every lease away. Only for a process that knows it is the only worker, at its start."""
    for model in (Upload, Cut, Refinement, Widget):
        model.objects.filter(model.pending(), lease_until__isnull=False).update(lease_until=None)
