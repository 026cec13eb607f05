"""An edit list over immutable originals: the only thing that is ever rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from testimonials.models.brand import Brand
from testimonials.models.lease import Leased, LeasedQuerySet
from testimonials.models.testimonial import Testimonial
from testimonials.models.tokens import TOKEN_CHARS, new_token

if TYPE_CHECKING:
    from testimonials.models.asset import Asset


class CutQuerySet(LeasedQuerySet):
    def ready(self) -> CutQuerySet:
        return self.filter(state=Cut.State.READY)


class Cut(Leased):
    """What the public would see, in order: `segments` of {upload, in_ms, out_ms}.

    `out_ms` of null is "to the end": the speaker's whole answer, written before its length
    has been measured. A testimonial of text alone has a cut without segments, ready at once.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RENDERING = "rendering"
        READY = "ready"
        FAILED = "failed"

    class Stage(models.TextChoices):
        WAITING = "waiting"
        INSPECTING = "inspecting"
        MEASURING = "measuring"
        RENDERING = "rendering"
        VERIFYING = "verifying"
        READY = "ready"
        FAILED = "failed"

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="cuts")
    testimonial = models.ForeignKey(Testimonial, models.CASCADE, related_name="cuts")
    token = models.CharField(max_length=TOKEN_CHARS, unique=True, default=new_token, editable=False)
    number = models.PositiveIntegerField(default=1)
    segments = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WAITING)
    percent = models.PositiveSmallIntegerField(default=0)
    recipe = models.PositiveSmallIntegerField(default=0)
    color = models.CharField(max_length=7, blank=True)
    duration_ms = models.PositiveIntegerField(default=0)
    problem_code = models.CharField(max_length=40, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ready_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Any]] = CutQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["testimonial", "number"], name="cut_number_once")]

    def __str__(self) -> str:
        return f"cut {self.number} of {self.testimonial}"

    @classmethod
    def pending(cls) -> models.Q:
        return models.Q(state__in=[cls.State.WAITING, cls.State.RENDERING])

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def is_failed(self) -> bool:
        return self.state == self.State.FAILED

    @property
    def has_video(self) -> bool:
        return bool(self.segments)

    def renditions(self) -> list[Asset]:
        """What plays, largest first."""
        return sorted(self.assets.filter(kind="rendition"), key=lambda asset: -asset.rung)

    def posters(self) -> list[Asset]:
        """Still pictures in several formats and widths, widest first."""
        return list(self.assets.filter(kind="poster").order_by("-width", "media_type"))
