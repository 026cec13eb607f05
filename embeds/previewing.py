"""Draw a widget as it is being set, for the brand's own people: nothing is placed, nothing becomes public.

Its pictures and films come from the private store, by addresses that only members of the brand may open.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db.models import Q, prefetch_related_objects

from embeds import payload, rendering, runtime, selecting
from embeds.design import Design
from embeds.models import Placement, Widget
from testimonials.models import Asset, Brand
from testimonials.models.picture import on_cards


@dataclass(frozen=True)
class Drawn:
    """A widget that is not published: its script, its fragment, and what a page would pay for it."""

    script: str
    fragment: str
    bytes: int
    shown: int


def draw(widget: Widget, design: Design, *, base: str) -> Drawn:
    """Draw an unsaved `widget` set to `design`. `base` is the address under which the previews' files are.

    Below it are `w/` for scripts and `m/` for media, as below the site's own address.
    """
    widget.settings = design.stored()
    items = selecting.select(widget)
    prefetch_related_objects([item.cut for item in items], "assets")
    prefetch_related_objects([item.testimonial for item in items], "pictures__assets")
    placements = [_placement(widget, item, position) for position, item in enumerate(items)]
    content = payload.build(widget, placements, site_url=base)
    files = rendering.files(content)
    script = runtime.widget_file(content).decode()
    return Drawn(
        # A module inside a page knows its page's address; it is told where its files are instead.
        script=script.replace("import.meta.url", json.dumps(f"{base}/w/{widget.token}.js")),
        fragment=files[f"{widget.token}.html"].body.decode(),
        bytes=len(files[f"{widget.token}.js.br"].body),
        shown=len(content["items"]),
    )


def media_of(brand: Brand, folder: str, name: str) -> Asset | None:
    """Return the asset that a preview's address names, if it is one of this brand's shown stories."""
    digest = name.partition(".")[0]
    shown = Q(cut__token=folder) | Q(picture__token=folder) & on_cards("picture__")
    rows = Asset.objects.filter(shown, brand=brand, sha256=digest)
    return rows.filter(testimonial__state="approved").exclude(kind=Asset.Kind.ORIGINAL).first()


def _placement(widget: Widget, item: selecting.Entitlement, position: int) -> Placement:
    drawn = [asset for picture in item.testimonial.pictures.all() for asset in picture.assets.all()]
    for asset in (*item.cut.assets.all(), *drawn):  # what consent keeps back, the payload leaves out
        asset.public_key = asset.public_name
    return Placement(
        brand=widget.brand,
        widget=widget,
        testimonial=item.testimonial,
        cut=item.cut,
        decision=item.decision,
        consent=item.consent,
        relation=item.testimonial.relation,
        incentive=item.testimonial.incentive,
        position=position,
    )
