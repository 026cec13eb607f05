"""Show one story by itself, as it may be seen at this moment: where it is placed, under today's consent."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from embeds import payload
from embeds.contract import Item
from embeds.models import Placement, Widget
from embeds.selecting import today
from testimonials.models import Brand

CARD_SIZE = (480, 320)  # pixels, of a story in words inside somebody's frame
PHOTO_HEIGHT = 360  # pixels above those words, at most; as in static/embed/page.css
FILM_WIDTH = 640


@dataclass(frozen=True)
class Shown:
    """A story as it may be seen, where its page is, and a wall that it is on."""

    item: Item
    brand: Brand
    widget: Widget
    token: str

    @property
    def address(self) -> str:
        """Where its own page is."""
        return f"{settings.SITE_URL}{reverse('embeds:watch', args=[self.token])}"

    @property
    def player(self) -> str:
        """Where a frame finds it alone."""
        return f"{settings.SITE_URL}{reverse('embeds:player', args=[self.token])}"

    @property
    def media(self) -> str:
        """The address of all public media, as in a payload."""
        return f"{settings.SITE_URL}/m/"

    @property
    def folder(self) -> str:
        """The address of its own public files."""
        return f"{self.media}{self.item['id']}/"

    @property
    def title(self) -> str:
        return f"{self.item['name']}: {self.brand.name}"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels that a frame around it should have."""
        width, height = CARD_SIZE
        if "still" not in self.item:
            return width, height
        still = self.item["still"]
        shape = still["height"] / max(1, still["width"])
        if "film" not in self.item:
            return width, height + min(PHOTO_HEIGHT, round(width * shape))
        return FILM_WIDTH, round(FILM_WIDTH * shape)


def show(token: str) -> Shown | None:
    """Return the testimonial of that token if it is on a page of its brand, else None."""
    placements = Placement.objects.filter(testimonial__token=token, brand__closed_at=None)
    for placement in today(placements.select_related("brand", "widget", "testimonial__brand", "cut")[:1]):
        with override(placement.brand.language):
            item = payload.build_item(placement, placement.brand.language)
        return Shown(item, placement.brand, placement.widget, token) if item else None
    return None
