"""One testimonial on the stage: what it says, what may be done with it, how its rendering goes."""

from __future__ import annotations

from typing import Any

from testimonials.models import Asset, Decision, Testimonial
from testimonials.views.rows import loaded, row_of, still
from testimonials.views.tenancy import Studio


def stage(studio: Studio, found: Testimonial) -> dict[str, Any]:
    """Return what the stage and the details show of one testimonial."""
    row = row_of(loaded(Testimonial.objects.filter(pk=found.pk)).get())
    newest = row.cut
    is_beside = row.shown is not None and newest != row.shown and not (newest and newest.is_ready)
    cut = row.shown if is_beside else newest
    return {
        "studio": studio,
        "brand": studio.brand,
        "section": "inbox",
        "row": row,
        "watchable": Asset.objects.filter(remux_of__answer__testimonial=found).count(),
        "is_rendering": newest is not None and not (newest.is_ready or newest.is_failed),
        "newest": newest,
        "is_beside": is_beside,
        "testimonial": found,
        "cut": cut,
        "renditions": cut.renditions() if cut else [],
        "poster": still(cut.posters()) if cut else None,
        "answers": found.answers.select_related("question", "upload__original", "upload__remux"),
        "consent": found.consent,
        "decisions": found.decisions.select_related("by").order_by("-pk"),
        "reasons": Decision.Reason.choices,
        "thread": found.messages.select_related("by"),
        "extra": _extra(found),
    }


def _extra(found: Testimonial) -> list[tuple[str, str]]:
    """What the link's own fields were answered with, by their labels."""
    labels = {str(asked["key"]): str(asked["label"]) for asked in found.link.fields}
    return [(labels.get(key, key), str(value)) for key, value in found.extra.items() if value]
