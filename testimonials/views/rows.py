"""One line of the inbox, with everything it shows already loaded."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from testimonials.models import Answer, Asset, Cut, Decision, Message, Testimonial


@dataclass
class Row:
    """What a line of the list says, and what the stage says first."""

    testimonial: Testimonial
    cut: Cut | None = None
    shown: Cut | None = None
    poster: Asset | None = None
    quote: str = ""
    answers: list[Answer] = field(default_factory=list)
    unanswered: Message | None = None

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


def loaded(found: QuerySet[Testimonial]) -> QuerySet[Testimonial]:
    """Bring everything that rows show, in as many queries for fifty as for one."""
    cuts = Prefetch("cuts", Cut.objects.order_by("-number").prefetch_related("assets"), to_attr="loaded_cuts")
    decided = Prefetch(
        "decisions", Decision.objects.order_by("-pk").select_related("cut"), to_attr="loaded_decisions"
    )
    answers = Prefetch(
        "answers", Answer.objects.select_related("question", "upload"), to_attr="loaded_answers"
    )
    said = Prefetch("messages", to_attr="loaded_messages")
    return found.select_related("speaker", "link").prefetch_related(cuts, decided, answers, said)


def row_of(item: Testimonial) -> Row:
    """Put together what `loaded` has brought."""
    cuts: list[Cut] = item.loaded_cuts  # type: ignore[attr-defined]  # set by _loaded
    answers: list[Answer] = item.loaded_answers  # type: ignore[attr-defined]
    cut = cuts[0] if cuts else None
    posters = [asset for asset in cut.assets.all() if asset.kind == Asset.Kind.POSTER] if cut else []
    quote = next((answer.text for answer in answers if answer.text), "")
    return Row(item, cut, _shown(item), still(posters), quote, answers, _unanswered(item))


def _shown(item: Testimonial) -> Cut | None:
    """The cut that the last approval named, while it holds: what visitors see."""
    decisions: list[Decision] = item.loaded_decisions  # type: ignore[attr-defined]
    is_up = decisions and item.state == Testimonial.State.APPROVED
    return decisions[0].cut if is_up else None


def _unanswered(item: Testimonial) -> Message | None:
    """What the speaker wrote last, if the last word is theirs."""
    said: list[Message] = item.loaded_messages  # type: ignore[attr-defined]
    return said[-1] if said and said[-1].is_from_speaker else None


def still(posters: list[Asset]) -> Asset | None:
    """The JPEG of middle width: small enough for a list, sharp enough for the stage."""
    jpegs = sorted((p for p in posters if p.media_type == "image/jpeg"), key=lambda p: p.width or 0)
    return jpegs[len(jpegs) // 2] if jpegs else None
