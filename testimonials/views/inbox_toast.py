"""What is said after something was done, with the way back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testimonials.models import Testimonial


@dataclass(frozen=True)
class Toast:
    """A sentence, and what undoing it means: what was done (`what`) to which stories, with which tag."""

    text: str | Promise
    what: str = ""
    stories: str = ""
    tag: str = ""

    @classmethod
    def of(
        cls, text: str | Promise, what: str = "", stories: Iterable[Testimonial] = (), *, tag: str = ""
    ) -> Toast:
        """With the way back for `stories`, where there are any."""
        return cls(text, what, " ".join(story.token for story in stories), tag)


DONE = {
    "approved": _("Approved. It is on its way to your walls."),
    "rejected": _("It will not be shown."),
    "reopened": _("Back in the inbox, and off your walls."),
}


def listing(parts: Sequence[str]) -> str:
    """Put what happened to several into one sentence."""
    if not parts:
        return str(_("Nothing was changed."))
    return str(_(", ")).join(parts) + str(_("."))
