"""One e-mail that has to go out, as a row that is also a job."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from testimonials.models.brand import Brand, Membership
from testimonials.models.lease import Leased, LeasedQuerySet
from testimonials.models.testimonial import Testimonial

# On every mail about a story, so that those kept as files are found again when it is withdrawn.
STORY_HEADER = "X-Sayso-Story"


class Notice(Leased):
    """What is told to whom. The text is made when it is sent, in `language`.

    `to` and `details` (what the text needs and no row holds, such as a one-time code) are personal:
    they are emptied the moment the mail is out. `member` is the one of the team it is for, if it is for one.
    """

    class Kind(models.TextChoices):
        SENT = "sent"
        CODE = "code"
        MESSAGE = "message"
        WITHDRAWN = "withdrawn"
        APPROVED = "approved"
        NOT_SHOWN = "not_shown"
        INVITATION = "invitation"
        NEWS = "news"
        DIGEST = "digest"

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="notices")
    testimonial = models.ForeignKey(Testimonial, models.CASCADE, null=True, related_name="notices")
    member = models.ForeignKey(Membership, models.CASCADE, null=True, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    to = models.EmailField(blank=True)
    language = models.CharField(max_length=16, choices=settings.LANGUAGES)
    details = models.JSONField(default=dict, blank=True)
    problem_code = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Any]] = LeasedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"notice {self.kind} {self.pk}"

    @classmethod
    def pending(cls) -> models.Q:
        return models.Q(state=cls.State.WAITING)

    @classmethod
    def to_speaker(
        cls, testimonial: Testimonial, kind: str, *, after: timedelta | None = None, **details: Any
    ) -> Notice | None:
        """Queue a mail to whoever told this story, in their language; None where they gave no address.

        Whoever calls this in a view rings for it (`tasks.send_notice`), unless it goes out `after` a while.
        """
        speaker = testimonial.speaker
        if speaker is None or not speaker.email:
            return None
        notice: Notice = cls.objects.create(
            brand=testimonial.brand,
            testimonial=testimonial,
            kind=kind,
            to=speaker.email,
            language=testimonial.language,
            details=details,
            lease_until=timezone.now() + after if after else None,
        )
        return notice
