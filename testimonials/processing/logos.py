"""Take in a brand's logo: drawn anew in the jail, like everything that somebody sends."""

from __future__ import annotations

from testimonials import stores
from testimonials.models import Brand
from testimonials.processing import outputs, poster, scratch
from testimonials.processing.errors import DiskFull, ProcessingError
from testimonials.processing.photos import (
    FORMATS,
    MAX_BYTES,
    CannotLook,
    NoRoom,
    NotAPicture,
    PictureTooLarge,
)


def take_in(brand: Brand, body: bytes) -> str:
    """Draw `body` anew, keep it as WebP of 320 px at most, and return its key in the private store.

    Raises `NotAPicture`, `PictureTooLarge`, `NoRoom` or `CannotLook`: nothing is kept.
    """
    if len(body) > MAX_BYTES:
        raise PictureTooLarge
    try:
        with scratch.folder() as folder:
            sent, drawn = folder / "sent", folder / "drawn"
            sent.write_bytes(body)
            drawn.mkdir()
            stills = [one for one in poster.draw(sent, drawn, FORMATS) if one.media_type == "image/webp"]
            smallest = min(stills, key=lambda one: one.width)
            key = f"logos/{brand.token}/{outputs.sha256_of(smallest.path)[:32]}.webp"
            stores.private().put(key, smallest.path, media_type="image/webp")
            return key
    except DiskFull as error:
        raise NoRoom from error
    except ProcessingError as error:
        raise (CannotLook if error.is_ours else NotAPicture) from error


def drop(key: str) -> None:
    """Remove a logo that is not shown any more."""
    if key:
        stores.private().remove(key)
