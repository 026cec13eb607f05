"""A testimonial and its answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonials.models.brand import Brand
from testimonials.models.link import CollectionLink, Question
from testimonials.models.speaker import Speaker
from testimonials.models.tokens import TOKEN_CHARS, new_token

if TYPE_CHECKING:
    from testimonials.models.consent import Consent
    from testimonials.models.cut import Cut

DRAFT_LIFETIME = timedelta(hours=72)


class IllegalMove(Exception):
    """A testimonial was asked to go where its state does not lead."""


class Relation(models.TextChoices):
    """What the speaker is to the brand. Shown on the card; never a reason to hide one."""

    CUSTOMER = "customer", _("Customer")
    EMPLOYEE = "employee", _("Works there")
    FAMILY = "family", _("Friend or family")
    PARTNER = "partner", _("Business partner")
    OTHER = "other", _("Something else")


def _draft_expiry() -> datetime:
    return timezone.now() + DRAFT_LIFETIME


class TestimonialQuerySet(models.QuerySet["Testimonial"]):
    def submitted(self) -> TestimonialQuerySet:
        """Sent by their speakers, newest first: what a brand may see at all."""
        return self.exclude(state=Testimonial.State.DRAFT).order_by("-submitted_at", "-pk")

    def approved(self) -> TestimonialQuerySet:
        return self.filter(state=Testimonial.State.APPROVED)

    def abandoned(self) -> TestimonialQuerySet:
        """Drafts whose time is over."""
        return self.filter(state=Testimonial.State.DRAFT, expires_at__lt=timezone.now())

    def of(self, brand: Brand) -> TestimonialQuerySet:
        return self.filter(brand=brand)


class Testimonial(models.Model):
    """One person's story: a draft until they send it, then decided by the brand, withdrawn by them."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        NEW = "new", _("To watch")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Not shown")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    LEGAL_MOVES: dict[str, set[str]] = {
        State.DRAFT: {State.NEW},
        State.NEW: {State.APPROVED, State.REJECTED, State.WITHDRAWN},
        State.APPROVED: {State.NEW, State.REJECTED, State.WITHDRAWN},
        State.REJECTED: {State.NEW, State.APPROVED, State.WITHDRAWN},
        State.WITHDRAWN: set(),
    }

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="testimonials")
    link = models.ForeignKey(CollectionLink, models.PROTECT, related_name="testimonials")
    speaker = models.ForeignKey(Speaker, models.PROTECT, null=True, related_name="testimonials")
    token = models.CharField(max_length=TOKEN_CHARS, unique=True, default=new_token, editable=False)
    draft_digest = models.CharField(max_length=64, editable=False)
    language = models.CharField(max_length=16, choices=settings.LANGUAGES)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    relation = models.CharField(max_length=8, choices=Relation, blank=True)
    incentive = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=_draft_expiry)
    submitted_at = models.DateTimeField(null=True)

    objects = TestimonialQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["brand", "state", "-submitted_at"], name="testimonial_inbox")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rating=None) | models.Q(rating__range=(1, 5)), name="rating_one_to_five"
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", submitted_at=None)
                | (models.Q(submitted_at__isnull=False, speaker__isnull=False) & ~models.Q(relation="")),
                name="submitted_with_speaker_and_relation",
            ),
        ]

    def __str__(self) -> str:
        return f"testimonial {self.token}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def consent(self) -> Consent | None:
        """The revision in force: the last one."""
        return self.consents.order_by("-revision").first()

    @property
    def cut(self) -> Cut | None:
        """The newest cut: what a moderator sees and decides on."""
        return self.cuts.order_by("-number").first()

    def move_to(self, state: str) -> None:
        """Go to `state` if that is legal from where the row is now; raise `IllegalMove` otherwise.

        The conditional UPDATE makes two people deciding at once agree on one outcome.
        """
        if state not in self.LEGAL_MOVES[self.state]:
            raise IllegalMove(f"{self.state} → {state}")
        moved = Testimonial.objects.filter(pk=self.pk, state=self.state).update(state=state)
        if not moved:
            raise IllegalMove(f"{self.state} → {state}: somebody was faster")
        self.state = state


class Answer(models.Model):
    """What was said to one question. It points at the revision whose wording the speaker saw."""

    class Kind(models.TextChoices):
        VIDEO = "video"
        TEXT = "text"

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="answers")
    testimonial = models.ForeignKey(Testimonial, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=5, choices=Kind)
    text = models.TextField(blank=True)
    upload = models.OneToOneField("testimonials.Upload", models.PROTECT, null=True, related_name="answer")
    revision = models.PositiveIntegerField(default=1)
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["question__position", "question_id"]
        constraints = [
            models.UniqueConstraint(fields=["testimonial", "question"], name="answer_once_a_question"),
            models.CheckConstraint(
                condition=(models.Q(kind="text", upload=None) & ~models.Q(text=""))
                | models.Q(kind="video", upload__isnull=False),
                name="answer_has_its_content",
            ),
        ]

    def __str__(self) -> str:
        return f"answer to “{self.question}”"

    @property
    def wording(self) -> str:
        """The question as its speaker saw it."""
        return self.question.text
