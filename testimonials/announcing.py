"""Tell a brand's team what they should know of, by mail: once a day to whoever asked for that.

What happens at once is written where it happens (`Notification.tell`); here is what only the
calendar knows: a day is over, a consent ends soon.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import CharField, Count, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils import timezone

from testimonials.models import Brand, Consent, Membership, Notice, Notification, Testimonial

DIGEST_AT = time(8)  # on the brand's clock
ENDING_WITHIN = timedelta(days=30)
AT_ONCE = 100


def send_digests() -> None:
    """Queue the digest of everybody whose morning has come since the last one; safe to repeat."""
    asked = Membership.objects.filter(
        mail=Membership.Mail.DIGEST, user__is_active=True, brand__closed_at=None
    )
    for member in asked.select_related("brand", "user"):
        morning = _last_morning(member.brand)
        if (member.digest_at or member.created_at) < morning:
            _digest(member, morning)


def tell_of_endings() -> None:
    """Tell each brand once of every consent that ends within thirty days while its story is approved."""
    told = Notification.objects.filter(
        testimonial=OuterRef("testimonial"), kind=Notification.Kind.EXPIRING, about=OuterRef("number")
    )
    ending = Consent.objects.current().ending_within(ENDING_WITHIN)
    approved = ending.filter(testimonial__state=Testimonial.State.APPROVED)
    untold = approved.annotate(number=Cast("revision", CharField())).exclude(Exists(told))
    for consent in untold.select_related("testimonial")[:AT_ONCE]:
        with transaction.atomic():
            Notification.tell(consent.testimonial, Notification.Kind.EXPIRING, consent.revision)


@transaction.atomic
def _digest(member: Membership, morning: datetime) -> None:
    since = member.digest_at or member.created_at
    claimed = Membership.objects.filter(pk=member.pk, digest_at=member.digest_at).update(
        digest_at=timezone.now()
    )
    news = Notification.objects.filter(brand=member.brand, at__gt=since).order_by("kind")
    counts = dict(news.values_list("kind").annotate(Count("pk")))
    if claimed and counts:
        Notice.objects.create(
            brand=member.brand,
            member=member,
            kind=Notice.Kind.DIGEST,
            to=member.user.email,
            language=member.user.language or member.brand.language,
            details={"counts": counts},
        )


def _last_morning(brand: Brand) -> datetime:
    local = timezone.now().astimezone(brand.zone)
    today = datetime.combine(local.date(), DIGEST_AT, brand.zone)
    return today if today <= local else today - timedelta(days=1)
