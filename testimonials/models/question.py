"""What a link asks: immutable revisions, so that an answer always points at the wording its speaker saw."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import models
from django.utils import timezone

from testimonials.models.brand import Brand
from testimonials.models.link import CollectionLink


class QuestionQuerySet(models.QuerySet["Question"]):
    def current(self) -> QuestionQuerySet:
        """What is asked today, in order."""
        return self.filter(retired_at=None).order_by("position", "pk")


class Question(models.Model):
    """One immutable revision of a question.

    An edit retires the row and adds the next revision under the same `key`, so an answer
    always points at the wording its speaker saw.

    A poll has two to eight `options`, of which a speaker picks one. `translations` holds the same in the
    link's other languages: {"fa": {"text": …, "tip": …, "options": […]}}; what is missing there is
    asked in the link's own language.
    """

    class Kind(models.TextChoices):
        OPEN = "open"
        POLL = "poll"

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="questions")
    link = models.ForeignKey(CollectionLink, models.CASCADE, related_name="questions")
    key = models.UUIDField(default=uuid4, editable=False)
    revision = models.PositiveIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=4, choices=Kind, default=Kind.OPEN)
    text = models.CharField(max_length=300)
    tip = models.CharField(max_length=300, blank=True)
    options = models.JSONField(default=list, blank=True)
    translations = models.JSONField(default=dict, blank=True)
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

    @property
    def is_poll(self) -> bool:
        return self.kind == self.Kind.POLL

    def text_in(self, language: str) -> str:
        """The question as somebody who reads `language` sees it."""
        return self._in(language, "text") or self.text

    def tip_in(self, language: str) -> str:
        """Its tip; none rather than one in another language."""
        return self.tip if language == self.link.language else str(self._in(language, "tip") or "")

    def options_in(self, language: str) -> list[str]:
        """A poll's options, in order."""
        return list(self._in(language, "options") or self.options)

    def revise(self, **changes: Any) -> Question:
        """Retire this revision and return the next one, with `changes`."""
        self.retired_at = timezone.now()
        self.save(update_fields=["retired_at"])
        kept = ("kind", "text", "tip", "options", "translations", "position")
        return Question.objects.create(
            brand=self.brand,
            link=self.link,
            key=self.key,
            revision=self.revision + 1,
            **{name: getattr(self, name) for name in kept} | changes,
        )

    def _in(self, language: str, part: str) -> Any:
        return self.translations.get(language, {}).get(part)
