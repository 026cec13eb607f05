"""Which stories may stand on a link's first page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from testimonials.models import Brand, Cut
from testimonials.templatetags.sayso import clock

NEWEST = 100


def films_of(brand: Brand) -> list[tuple[str, str]]:
    """Return the brand's films that may be shown on a website today as (token, who and how long)."""
    cuts = Cut.objects.ready().filter(brand=brand, testimonial__state="approved").exclude(segments=[])
    found = cuts.select_related("testimonial__speaker").order_by("-pk")[:NEWEST]
    return [("", _("None")), *((cut.token, _label(cut)) for cut in found if cut.may_welcome)]


def film(brand: Brand, token: str) -> Cut | None:
    """The film of that token, if it is the brand's."""
    found: Cut | None = Cut.objects.filter(brand=brand, token=token).first() if token else None
    return found


def _label(cut: Cut) -> str:
    speaker = cut.testimonial.speaker
    return f"{speaker.name if speaker else ''}, {clock(cut.duration_ms)}"
