"""The still layers of the bench's film: a room, and somebody in front of it, drawn from one seed.

Flat graphics flatter every encoder. So every surface here is fractal noise, as plaster, wool and
skin are; edges are soft as a lens makes them; the light falls off. Pillow draws, nothing is loaded.
"""

from __future__ import annotations

import random
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SEED = 20_260
# The room is larger than the picture, so that a hand-held camera has somewhere to sway.
ROOM = (1360, 800)
BODY = (760, 420)
HEAD = (400, 520)
MOUTH = (120, 56)
EYES = (250, 44)
Color = tuple[int, int, int]


def draw(folder: Path) -> None:
    """Write room, body, head, mouth and eyes as PNGs, the last four with alpha, into `folder`."""
    dice = random.Random(SEED)
    layers = {"room": _room, "body": _body, "head": _head, "mouth": _mouth, "eyes": _eyes}
    for name, layer in layers.items():
        layer(dice).save(folder / f"{name}.png", compress_level=1)


def _texture(dice: random.Random, size: tuple[int, int], grains: tuple[int, ...], sway: int) -> Image.Image:
    """Fractal noise as L: one octave for each grain size in pixels, half as strong where finer.

    `sway` is how far it strays from 128, of 127.
    """
    sheet = Image.new("L", size, 128)
    for number, grain in enumerate(sorted(grains, reverse=True)):
        wide, high = size[0] // grain + 2, size[1] // grain + 2
        octave = Image.frombytes("L", (wide, high), dice.randbytes(wide * high))
        octave = octave.resize(size, Image.Resampling.BICUBIC)
        weight = sway / 128 / 1.6**number
        octave = octave.point([round((value - 128) * weight) + 128 for value in range(256)])
        sheet = ImageChops.add(sheet, octave, offset=-128)
    return sheet


def _painted(
    dice: random.Random, size: tuple[int, int], color: Color, grains: tuple[int, ...], sway: int
) -> Image.Image:
    """A surface of one colour, rough in brightness and, less so, in hue."""
    rough = _texture(dice, size, grains, sway)
    bands = []
    for value in color:
        hue = _texture(dice, size, grains[:2], sway // 4)
        flat = Image.new("L", size, value)
        bands.append(ImageChops.add(ImageChops.add(flat, rough, offset=-128), hue, offset=-128))
    return Image.merge("RGB", bands)


def _blob(size: tuple[int, int], box: tuple[int, int, int, int], blur: float) -> Image.Image:
    """A mask: an ellipse with an edge as soft as a lens makes it."""
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).ellipse(box, fill=255)
    return mask.filter(ImageFilter.GaussianBlur(blur))


def _lit(picture: Image.Image) -> Image.Image:
    """Light from one side, as from a window."""
    light = Image.linear_gradient("L").rotate(90).resize(picture.size)
    light = light.point([112 + value * 143 // 255 for value in range(256)])
    return ImageChops.multiply(picture, Image.merge("RGB", [light] * 3))


def _room(dice: random.Random) -> Image.Image:
    room = _painted(dice, ROOM, (150, 144, 138), (160, 64, 24, 8, 3), 54)
    pen_at = 20
    while pen_at < ROOM[0] - 60:
        wide, high = dice.randint(18, 46), dice.randint(150, 290)
        if not 470 < pen_at < 890:
            color = (dice.randint(40, 200), dice.randint(40, 180), dice.randint(40, 170))
            room.paste(_painted(dice, (wide, high), color, (40, 12, 4), 36), (pen_at, 470 - high))
        pen_at += wide + 1
    room.paste(_painted(dice, (ROOM[0], 20), (84, 60, 44), (64, 16, 4), 40), (0, 470))
    # A camera's focus lies on the person.
    return _lit(room.filter(ImageFilter.GaussianBlur(0.8)))


def _body(dice: random.Random) -> Image.Image:
    wool = _lit(_painted(dice, BODY, (64, 84, 116), (48, 16, 6, 3, 2), 52))
    wool.putalpha(_blob(BODY, (30, 30, BODY[0] - 30, 2 * BODY[1]), 1.4))
    return wool


def _head(dice: random.Random) -> Image.Image:
    hair = _lit(_painted(dice, HEAD, (70, 52, 42), (24, 8, 3, 2), 36))
    streaks = _texture(dice, (HEAD[0], 12), (2, 4), 36).resize(HEAD, Image.Resampling.BICUBIC)
    hair = ImageChops.add(hair, Image.merge("RGB", [streaks] * 3), offset=-128)
    skin = _lit(_painted(dice, HEAD, (224, 172, 146), (120, 40, 10, 4, 2), 26))
    pen = ImageDraw.Draw(skin)
    for left in (92, 228):
        pen.ellipse((left, 168, left + 78, 184), fill=(74, 54, 44))
    pen.ellipse((178, 290, 222, 318), fill=(196, 140, 118))
    hair.paste(
        skin.filter(ImageFilter.GaussianBlur(0.7)), (0, 0), _blob(HEAD, (46, 76, HEAD[0] - 46, 476), 2.0)
    )
    hair.putalpha(_blob(HEAD, (8, 8, HEAD[0] - 8, HEAD[1] - 8), 1.6))
    return hair


def _mouth(dice: random.Random) -> Image.Image:
    mouth = _painted(dice, MOUTH, (120, 58, 56), (20, 6, 2), 30)
    mouth.putalpha(_blob(MOUTH, (6, 6, MOUTH[0] - 6, MOUTH[1] - 6), 1.6))
    return mouth


def _eyes(dice: random.Random) -> Image.Image:
    eyes = _painted(dice, EYES, (228, 224, 220), (20, 6, 2), 14)
    mask = Image.new("L", EYES, 0)
    pen, mask_pen = ImageDraw.Draw(eyes), ImageDraw.Draw(mask)
    for middle in (54, EYES[0] - 54):
        pen.ellipse((middle - 15, 7, middle + 15, 37), fill=(58, 70, 62))
        pen.ellipse((middle - 6, 16, middle + 6, 28), fill=(12, 12, 14))
        mask_pen.ellipse((middle - 38, 6, middle + 38, EYES[1] - 6), fill=255)
    eyes = eyes.filter(ImageFilter.GaussianBlur(0.8))
    eyes.putalpha(mask.filter(ImageFilter.GaussianBlur(1.2)))
    return eyes
