"""End a brand: off every page at once, erased a week later, and until then it can be had back.

Promises: from the moment it is closed nobody sees it, in the Studio or anywhere; its links take
nobody's story any more. Every story is withdrawn before its rows go (the entry point chains that),
so its files are erased and its tombstone stays.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonials import stores
from testimonials.errors import Refusal
from testimonials.models import (
    Answer,
    AuditEvent,
    Brand,
    Decision,
    Membership,
    Question,
    Speaker,
    Testimonial,
    User,
    Withdrawal,
)
from testimonials.signals import brand_face_changed

GRACE = timedelta(days=7)
FOLDERS = ("originals", "remuxes", "logos")
AT_ONCE = 100


class NameDiffers(Refusal):
    code = "name_differs"
    message = _("That is not its name. Type it as it stands above.")


@transaction.atomic
def close(brand: Brand, *, by: User, typed: str) -> None:
    """Close a brand whose name was typed. Raises `NameDiffers`; closing twice is closing once."""
    if typed.strip() != brand.name:
        raise NameDiffers
    if Brand.objects.filter(pk=brand.pk, closed_at=None).update(closed_at=timezone.now()):
        _changed(brand, by, "brand_closed")


@transaction.atomic
def keep(brand: Brand, *, by: User) -> None:
    """Have a closed brand back as it was, while its week lasts."""
    due = timezone.now() - GRACE
    if Brand.objects.filter(pk=brand.pk, closed_at__gt=due).update(closed_at=None):
        _changed(brand, by, "brand_kept")


def recoverable_by(user: User) -> list[tuple[Brand, datetime]]:
    """Return the closed brands that `user`, who owns them, can have back, and until when."""
    own = Membership.objects.filter(user=user, role=Membership.Role.OWNER)
    rows = (
        own.filter(brand__closed_at__gt=timezone.now() - GRACE)
        .select_related("brand")
        .order_by("brand__name")
    )
    return [(row.brand, row.brand.closed_at + GRACE) for row in rows if row.brand.closed_at]


def due() -> QuerySet[Brand]:
    """Return the brands whose week is over."""
    return Brand.objects.filter(closed_at__lte=timezone.now() - GRACE)


def stories(brand: Brand) -> QuerySet[Testimonial]:
    """Return some of the stories that are still to be withdrawn."""
    return Testimonial.objects.of(brand).exclude(state__in=["draft", "withdrawn"])[:AT_ONCE]


def erase(brand: Brand) -> None:
    """Erase what is left of a brand, once none of its stories is. Raises `StoreUnavailable`; repeatable."""
    drafts = Testimonial.objects.of(brand).filter(state=Testimonial.State.DRAFT)
    drafts.update(expires_at=timezone.now() - timedelta(seconds=1))
    if (
        drafts.exists()
        or stories(brand).exists()
        or Withdrawal.objects.filter(brand=brand, erased_at=None).exists()
    ):
        return
    for folder in FOLDERS:
        for name in list(stores.private().list(f"{folder}/{brand.token}/")):
            stores.private().remove(name)
    _delete_rows(brand)


@transaction.atomic
def _delete_rows(brand: Brand) -> None:
    """Delete in the order in which rows hold on to each other."""
    held: list[Any] = [Decision, Withdrawal, Answer, Testimonial, Question, Speaker, AuditEvent]
    brand.widgets.all().delete()
    for model in held:
        owner = {"link__brand": brand} if model is Question else {"brand": brand}
        model.objects.filter(**owner).delete()
    brand.links.all().delete()
    brand.delete()


def _changed(brand: Brand, by: User, code: str) -> None:
    brand.refresh_from_db()
    AuditEvent.record(brand, by, code, kind="brand", token=brand.token)
    brand_face_changed.send(sender=Brand, brand=brand)
