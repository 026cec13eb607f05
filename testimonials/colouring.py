"""A tenant's colour, as the tokens of the design need it: lightness, chroma, hue, and what reads well on it.

The rule is the design's: what stands on the colour is ink or white, whichever reads better; where
neither reaches 4.5:1, the colour is darkened until white does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from coloraide import Color

from testimonials.models import Brand

INK, WHITE = Color("oklch", [0.235, 0.03, 65]), Color("oklch", [0.99, 0.005, 85])
READABLE = 4.5
STEP = 0.01
HEX = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class Colour:
    """OKLCH, and whether ink or white stands on it."""

    lightness: float
    chroma: float
    hue: float
    on: str


def of_hex(typed: str) -> Colour | None:
    """Return the colour that `typed` ("#rrggbb", any case) stands for, made readable; None if it is none."""
    if not HEX.fullmatch(typed.strip().lower()):
        return None
    colour = Color(typed.strip()).convert("oklch")
    ink, white = colour.contrast(INK), colour.contrast(WHITE)
    while max(ink, white) < READABLE:
        colour["lightness"] -= STEP
        ink, white = colour.contrast(INK), colour.contrast(WHITE)
    lightness, chroma, hue = (round(value, 4) for value in colour.coords(nans=False))
    return Colour(lightness, chroma, hue, Brand.OnBrand.WHITE if white >= ink else Brand.OnBrand.INK)


def to_hex(lightness: float, chroma: float, hue: float) -> str:
    """Return the nearest colour that a screen can show, as "#rrggbb"."""
    return Color("oklch", [lightness, chroma, hue]).convert("srgb").fit().to_string(hex=True)
