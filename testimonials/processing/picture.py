"""Runs inside the jail: one picture in, still pictures in three formats and up to three widths out.

    python -I -B picture.py PICTURE OUT_DIR FORMAT…

Only the named formats are opened (Pillow's names). What a camera notes about turning is obeyed and
left behind with everything else but the pixels; what is transparent becomes white.

Prints {"color": "#rrggbb", "pictures": [{"name", "width", "height", "media_type"}, …]}, largest
first, or {"error": text}. Imports nothing of ours: it is not there in the jail.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

WIDTHS = (320, 640, 1280)
# A phone's photo has 12 to 50 million; a bomb has more.
MAX_PIXELS = 50_000_000
# In the order a browser should prefer. AVIF at speed 9 costs a fifth of 8 for 4 % more bytes.
FORMATS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("avif", "image/avif", {"quality": 60, "speed": 9, "max_threads": 2}),
    ("webp", "image/webp", {"quality": 76, "method": 4}),
    ("jpg", "image/jpeg", {"quality": 80, "optimize": True, "progressive": True}),
)
UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
COLORS = 6
THUMB = 48


def main(picture: str, out_dir: str, *formats: str) -> None:
    """Write the pictures and print what they are."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(picture, formats=formats) as opened:
            opened.draft(
                "RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1])
            )  # a JPEG is read at a fraction, if that will do
            source = flat(ImageOps.exif_transpose(opened))
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        json.dump({"error": str(error)}, sys.stdout)
        return
    json.dump({"color": dominant(source), "pictures": list(pictures(source, Path(out_dir)))}, sys.stdout)


def flat(opened: Image.Image) -> Image.Image:
    """Return it in RGB, transparent parts on white."""
    if not opened.has_transparency_data:
        return opened.convert("RGB")
    layered = opened.convert("RGBA")
    paper = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(paper, layered).convert("RGB")


def pictures(source: Image.Image, out_dir: Path) -> Iterator[dict[str, Any]]:
    """Save every width and format; never wider than the source."""
    for width in sorted({min(width, source.width) for width in WIDTHS}, reverse=True):
        height = max(1, round(source.height * width / source.width))
        scaled = source if width == source.width else source.resize((width, height), Image.Resampling.LANCZOS)
        for extension, media_type, options in FORMATS:
            name = f"poster-{width}.{extension}"
            scaled.save(out_dir / name, **options)
            yield {"name": name, "width": width, "height": height, "media_type": media_type}


def dominant(source: Image.Image) -> str:
    """The commonest colour of a handful, as "#rrggbb": what shows until the picture is there."""
    few = source.resize((THUMB, THUMB), Image.Resampling.BOX).quantize(COLORS)
    pixels = few.tobytes()
    index = max(set(pixels), key=pixels.count)
    red, green, blue = (few.getpalette() or [0, 0, 0])[3 * index : 3 * index + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"


if __name__ == "__main__":
    main(*sys.argv[1:])
