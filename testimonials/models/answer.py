"""What was said to one question."""

from __future__ import annotations

from django.db import models

from testimonials.models.brand import Brand
from testimonials.models.picture import Picture
from testimonials.models.question import Question
from testimonials.models.testimonial import Testimonial


class Answer(models.Model):
    """A video, a voice, words, a photo or a choice. It points at the revision whose wording the speaker saw.

    `text` of a video or a voice is its transcript, of a photo its caption, of a choice the option.
    """

    class Kind(models.TextChoices):
        VIDEO = "video"
        AUDIO = "audio"
        TEXT = "text"
        PHOTO = "photo"
        CHOICE = "choice"

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="answers")
    testimonial = models.ForeignKey(Testimonial, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=6, choices=Kind)
    text = models.TextField(blank=True)
    upload = models.OneToOneField("testimonials.Upload", models.PROTECT, null=True, related_name="answer")
    picture = models.OneToOneField(Picture, models.PROTECT, null=True, related_name="answer")
    revision = models.PositiveIntegerField(default=1)
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["question__position", "question_id"]
        indexes = [models.Index(fields=["testimonial", "kind"], name="answer_kind")]
        constraints = [
            models.UniqueConstraint(fields=["testimonial", "question"], name="answer_once_a_question"),
            models.CheckConstraint(
                condition=(
                    models.Q(kind__in=["text", "choice"], upload=None, picture=None) & ~models.Q(text="")
                )
                | models.Q(kind__in=["video", "audio"], upload__isnull=False, picture=None)
                | models.Q(kind="photo", upload=None, picture__isnull=False),
                name="answer_has_its_content",
            ),
        ]

    def __str__(self) -> str:
        return f"answer to “{self.question}”"

    @property
    def wording(self) -> str:
        """The question as its speaker saw it."""
        return self.question.text_in(self.testimonial.language)
