"""One line of the inbox, with everything it shows already loaded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from testimonials.models import Answer, Asset, Cut, Decision, Testimonial


@dataclass
class Row:
    """What a line of the list says, and what the stage says first."""

    testimonial: Testimonial
    cut: Cut | None = None
    shown: Cut | None = None
    poster: Asset | None = None
    quote: str = ""
    answers: list[Answer] = field(default_factory=list)

    @property
    def state(self) -> str:
        """What the row's badge says: a failed or rendering cut comes before the decision's state.

        Beside a cut that is up, a newer one only counts once there is something to decide on.
        """
        if self.testimonial.state == Testimonial.State.WITHDRAWN:
            return "withdrawn"
        if self.shown and self.cut and self.shown != self.cut:
            return "recut" if self.cut.is_ready else self.testimonial.state
        if self.cut and self.cut.is_failed:
            return "failed"
        if self.cut and not self.cut.is_ready:
            return "rendering"
        return self.testimonial.state

    @property
    def waiting_since(self) -> datetime | None:
        """Since when its speaker waits for an answer."""
        return None if self.state == "withdrawn" else self.testimonial.waiting_since

    @property
    def at(self) -> str:
        """When it was sent, in seconds: what rows are sorted by in the browser."""
        return f"{self.testimonial.submitted_at.timestamp():.6f}" if self.testimonial.submitted_at else ""

    @property
    def day(self) -> str:
        """The same for machines that read the page."""
        return self.testimonial.submitted_at.isoformat() if self.testimonial.submitted_at else ""

    @property
    def kinds(self) -> set[str]:
        """The ways in which it was told."""
        return {answer.kind for answer in self.answers}

    @property
    def is_told(self) -> bool:
        """Whether it is a voice without a picture."""
        return "audio" in self.kinds and "video" not in self.kinds


def loaded(found: QuerySet[Testimonial]) -> QuerySet[Testimonial]:
    """Bring everything that rows show, in as many queries for fifty as for one."""
    jpegs = Asset.objects.filter(kind="poster", media_type="image/jpeg")
    stills = Prefetch("assets", jpegs.only("cut", "token", "media_type", "width", "height"), "loaded_stills")
    cuts = Prefetch("cuts", Cut.objects.order_by("-number").prefetch_related(stills), "loaded_cuts")
    decided = Prefetch(
        "decisions", Decision.objects.order_by("-pk").only("testimonial", "cut"), "loaded_decisions"
    )
    answers = Prefetch("answers", Answer.objects.select_related("question"), "loaded_answers")
    stories = found.select_related("speaker").defer("searchable", "typed", "extra", "private_feedback")
    return stories.prefetch_related(cuts, decided, answers)


def row_of(item: Testimonial) -> Row:
    """Put together what `loaded` has brought."""
    cuts: list[Cut] = item.loaded_cuts  # type: ignore[attr-defined]  # set by `loaded`
    answers: list[Answer] = item.loaded_answers  # type: ignore[attr-defined]
    for answer in answers:
        answer.testimonial = item
    cut = cuts[0] if cuts else None
    stills: list[Asset] = cut.loaded_stills if cut else []  # type: ignore[attr-defined]
    quote = next((answer.text for answer in answers if answer.text), "")
    return Row(item, cut, _shown(item, cuts), still(stills), quote, answers)


def _shown(item: Testimonial, cuts: list[Cut]) -> Cut | None:
    """The cut that the last approval named, while it holds: what visitors see."""
    decisions: list[Decision] = item.loaded_decisions  # type: ignore[attr-defined]
    is_up = decisions and item.state == Testimonial.State.APPROVED
    return next((cut for cut in cuts if cut.pk == decisions[0].cut_id), None) if is_up else None


def still(posters: list[Asset]) -> Asset | None:
    """The JPEG of middle width: small enough for a list, sharp enough for the stage."""
    jpegs = sorted((p for p in posters if p.media_type == "image/jpeg"), key=lambda p: p.width or 0)
    return jpegs[len(jpegs) // 2] if jpegs else None
