"""End what nobody will end: drafts and takes whose time is over, jobs that used up their tries."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from testimonials import stores, uploading
from testimonials.models import Asset, Brand, Cut, Refinement, Testimonial, Upload
from testimonials.uploading import parts

GAVE_UP = "gave_up"
ORPHANED_SECONDS = 600
DAYS_A_MONTH = 30.44
AT_ONCE = 20


def park_exhausted() -> None:
    """Fail what was tried three times without an outcome, with a reason; originals are kept."""
    sentence = _("We tried three times and could not finish this. The original is kept.")
    Cut.objects.exhausted().update(
        state=Cut.State.FAILED, stage=Cut.Stage.FAILED, problem_code=GAVE_UP, problem=sentence
    )
    Upload.objects.exhausted().update(state=Upload.State.REFUSED, problem_code=GAVE_UP, problem=sentence)
    Refinement.objects.exhausted().update(state=Refinement.State.FAILED, problem_code=GAVE_UP)


def drop_abandoned() -> None:
    """Give back the bytes of takes that nobody finished or kept, and of drafts nobody sent."""
    for upload in Upload.objects.expired().filter(answer=None, testimonial__state=Testimonial.State.DRAFT):
        uploading.abandon(upload)
    for upload in Upload.objects.left_behind():
        uploading.give_back(upload)
    for testimonial in Testimonial.objects.abandoned():
        _erase_draft(testimonial)


def drop_orphaned_parts() -> None:
    """Remove bytes on the disk that no take waits for any more: somebody died between two steps."""
    tokens = list(parts.abandoned(older_than_seconds=ORPHANED_SECONDS))
    # Given up before it was stored: this part is all there is of it.
    is_only_copy = Q(state=Upload.State.REFUSED, problem_code=GAVE_UP, original=None)
    is_awaited = Q(state__in=[Upload.State.RECEIVING, Upload.State.RECEIVED])
    wanted = Upload.objects.filter(is_awaited | is_only_copy, token__in=tokens)
    for token in set(tokens) - set(wanted.values_list("token", flat=True)):
        parts.remove(token)


def kept_too_long() -> list[Testimonial]:
    """Return some of the stories that are not shown and came longer ago than their brand keeps such."""
    found: list[Testimonial] = []
    for brand in Brand.objects.filter(retention_months__isnull=False, closed_at=None):
        oldest = timezone.now() - timedelta(days=DAYS_A_MONTH * (brand.retention_months or 0))
        rejected = Testimonial.objects.of(brand).filter(state=Testimonial.State.REJECTED)
        found += rejected.filter(submitted_at__lt=oldest)[:AT_ONCE]
    return found


@transaction.atomic
def _erase_draft(testimonial: Testimonial) -> None:
    still = Testimonial.objects.abandoned().filter(pk=testimonial.pk)
    if still.select_for_update().first() is None:  # its speaker has come back, or has just sent it
        return
    for asset in Asset.objects.filter(testimonial=testimonial):
        stores.private().remove(asset.key)
    testimonial.answers.all().delete()
    for upload in testimonial.uploads.all():
        uploading.abandon(upload)
    testimonial.delete()
