"""A better encoding of what can already be watched, made when nobody waits for it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from testimonials.models.brand import Brand
from testimonials.models.cut import Cut
from testimonials.models.lease import Leased, LeasedQuerySet


class Refinement(Leased):
    """AV1 for one ready cut, as a job of its own: nothing public waits for it, or fails with it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        # It came out no smaller than what is there.
        NOT_WORTH_IT = "needless"
        FAILED = "failed"

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="refinements")
    cut = models.OneToOneField(Cut, models.CASCADE, related_name="refinement")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    problem_code = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Any]] = LeasedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"refinement of {self.cut}"

    @classmethod
    def pending(cls) -> models.Q:
        return models.Q(state=cls.State.WAITING)
