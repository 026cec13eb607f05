"""A still picture from a speaker: an answer, their face, their company's logo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from testimonials.models.brand import Brand
from testimonials.models.testimonial import Testimonial
from testimonials.models.tokens import TOKEN_CHARS, new_token

if TYPE_CHECKING:
    from testimonials.models.asset import Asset


def on_cards(picture: str = "") -> models.Q:
    """Those that a card may show, as far as its speaker lets it: a photo that answers, and the portrait.

    `picture` is the way to them from the rows that are asked, like "picture__". A logo is on no card.
    """
    is_answer = models.Q(**{f"{picture}use": "answer", f"{picture}answer__isnull": False})
    return models.Q(**{f"{picture}use": "face"}) | is_answer


class Picture(models.Model):
    """Its assets were drawn anew from what was sent, in a jail, without anything but pixels.

    What was sent is not kept: a phone's photo says where its owner lives.
    """

    class Use(models.TextChoices):
        ANSWER = "answer"
        FACE = "face"
        LOGO = "logo"

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="pictures")
    testimonial = models.ForeignKey(Testimonial, models.CASCADE, related_name="pictures")
    token = models.CharField(max_length=TOKEN_CHARS, unique=True, default=new_token, editable=False)
    use = models.CharField(max_length=6, choices=Use)
    color = models.CharField(max_length=7, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.use} {self.token}"

    @property
    def still(self) -> Asset | None:
        """Its widest file that every browser shows."""
        return self.assets.filter(media_type="image/webp").order_by("-width").first()

    def stills(self) -> list[Asset]:
        """Its files in several formats and widths, widest first."""
        return list(self.assets.order_by("-width", "media_type"))
