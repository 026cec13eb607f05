"""A collection link and its questions."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone

from testimonials.models.brand import Brand
from testimonials.models.tokens import TOKEN_CHARS, new_token

MAX_SECONDS = 15 * 60
MAX_BYTES = 1_073_741_824


class CollectionLink(models.Model):
    """What a brand hands out. Open, paused and back, or closed for good."""

    class State(models.TextChoices):
        OPEN = "open"
        PAUSED = "paused"
        CLOSED = "closed"

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="links")
    token = models.CharField(max_length=TOKEN_CHARS, unique=True, default=new_token, editable=False)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    intro = models.CharField(max_length=400, blank=True)
    language = models.CharField(max_length=16, choices=settings.LANGUAGES, default="en")
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    expires_at = models.DateTimeField(null=True, blank=True)
    max_seconds = models.PositiveIntegerField(default=120)
    max_bytes = models.PositiveBigIntegerField(default=209_715_200)
    asks_rating = models.BooleanField(default=True)
    incentive = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(max_seconds__gte=1, max_seconds__lte=MAX_SECONDS),
                name="link_seconds_in_bounds",
            ),
            models.CheckConstraint(
                condition=models.Q(max_bytes__gte=1, max_bytes__lte=MAX_BYTES), name="link_bytes_in_bounds"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        """Whether somebody may begin now. Takes already begun are not asked again."""
        return self.state == self.State.OPEN and not self.is_expired


class QuestionQuerySet(models.QuerySet["Question"]):
    def current(self) -> QuestionQuerySet:
        """What is asked today, in order."""
        return self.filter(retired_at=None).order_by("position", "pk")


class Question(models.Model):
    """One immutable revision of a question.

    An edit retires the row and adds the next revision under the same `key`, so an answer
    always points at the wording its speaker saw.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="questions")
    link = models.ForeignKey(CollectionLink, models.CASCADE, related_name="questions")
    key = models.UUIDField(default=uuid4, editable=False)
    revision = models.PositiveIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=300)
    tip = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "revision"], name="question_revision_once"),
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(retired_at=None), name="question_current_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def revise(self, *, text: str, tip: str = "") -> Question:
        """Retire this revision and return the next one."""
        self.retired_at = timezone.now()
        self.save(update_fields=["retired_at"])
        return Question.objects.create(
            brand=self.brand,
            link=self.link,
            key=self.key,
            revision=self.revision + 1,
            position=self.position,
            text=text,
            tip=tip,
        )
