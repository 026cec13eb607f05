"""What a team writes onto a story for itself: notes, a star, the product it is about."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonials.errors import Refusal
from testimonials.models import AuditEvent, Note, Testimonial, User
from testimonials.models.note import MAX_NOTE
from testimonials.signals import public_face_changed

MAX_PRODUCT = 80


class NothingNoted(Refusal):
    code = "nothing_noted"
    message = _("Write a word or two.")


class NoteTooLong(Refusal):
    code = "note_too_long"
    message = _("Please keep a note under 2,000 characters.")


class ProductTooLong(Refusal):
    code = "product_too_long"
    message = _("A product’s id has 80 characters at most.")


def note(testimonial: Testimonial, text: str, *, by: User) -> Note:
    """Note something for the team. Raises `NothingNoted` or `NoteTooLong`."""
    if not text.strip():
        raise NothingNoted
    if len(text.strip()) > MAX_NOTE:
        raise NoteTooLong
    return Note.objects.create(brand=testimonial.brand, testimonial=testimonial, text=text.strip(), by=by)


def take_back(testimonial: Testimonial, written_at: datetime, *, by: User) -> None:
    """Remove a note of one's own; removing it twice is removing it once."""
    testimonial.notes.filter(by=by, written_at=written_at).delete()


@transaction.atomic
def feature(testimonial: Testimonial, *, is_featured: bool, by: User) -> None:
    """Put a story first wherever a widget asks for featured ones, or no longer."""
    if (testimonial.featured_at is not None) == is_featured:
        return
    testimonial.featured_at = timezone.now() if is_featured else None
    _write(testimonial, "featured_at")
    code = "featured" if is_featured else "unfeatured"
    AuditEvent.record(testimonial.brand, by, code, kind="testimonial", token=testimonial.token)


@transaction.atomic
def name_product(testimonial: Testimonial, product_id: str, *, by: User) -> None:
    """Say which product of the brand's shop it is about; nothing says none. Raises `ProductTooLong`."""
    product_id = product_id.strip()
    if len(product_id) > MAX_PRODUCT:
        raise ProductTooLong
    if product_id == testimonial.product_id:
        return
    testimonial.product_id = product_id
    _write(testimonial, "product_id")
    testimonial.index_words()
    AuditEvent.record(testimonial.brand, by, "product_named", kind="testimonial", token=testimonial.token)


def _write(testimonial: Testimonial, field: str) -> None:
    testimonial.save(update_fields=[field])
    public_face_changed.send(sender=Testimonial, testimonial=testimonial)
