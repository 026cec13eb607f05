"""Take in a speaker's photo: drawn anew in the jail at once, so that they see at once whether it can be used.

Promises: what is stored is pixels only, in formats and widths of ours; what was sent is not kept; a
picture that is replaced or not wanted leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from testimonials import stores
from testimonials.errors import AlreadySent, Refusal
from testimonials.models import Asset, Picture, Testimonial
from testimonials.processing import outputs, poster, scratch
from testimonials.processing.errors import DiskFull, ProcessingError

MAX_BYTES = 20 * 1024 * 1024
MAX_PICTURES = 12  # a draft
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")


class NotAPicture(Refusal):
    code = "not_a_picture"
    message = _("This is not a picture we can read. Choose a JPEG, PNG or WebP.")


class PictureTooLarge(Refusal):
    code = "picture_too_large"
    status = 413
    message = _("This picture is too large. The limit is 20 MB.")


class TooManyPictures(Refusal):
    code = "too_many_pictures"
    status = 409
    message = _("There are enough pictures. Remove one first.")


class NoRoom(Refusal):
    code = "no_space"
    status = 507
    message = _("There is no room on our server right now. Please try again in a while.")


class CannotLook(Refusal):
    code = "unavailable"
    status = 503
    message = _("We cannot look at pictures right now. Nothing is lost; try again in a while.")


def take_in(testimonial: Testimonial, body: bytes, use: str) -> Picture:
    """Draw `body` anew and keep it as a picture for `use`. A face or a logo replaces the one before.

    Raises `NotAPicture`, `PictureTooLarge`, `TooManyPictures`, `AlreadySent`, `NoRoom` or `CannotLook`:
    nothing is kept.
    """
    if len(body) > MAX_BYTES:
        raise PictureTooLarge
    replaced = [] if use == Picture.Use.ANSWER else list(testimonial.pictures.filter(use=use))
    if testimonial.pictures.count() - len(replaced) >= MAX_PICTURES:
        raise TooManyPictures
    picture = Picture(brand=testimonial.brand, testimonial=testimonial, use=use)
    try:
        with scratch.folder() as folder:
            _keep(picture, _drawn(body, folder))
    except DiskFull as error:
        raise NoRoom from error
    for old in replaced:
        drop(old)
    return picture


def drop(picture: Picture) -> None:
    """Remove a picture that no answer holds, with its files. Harmless when it is gone."""
    keys = list(picture.assets.values_list("key", flat=True))
    picture.assets.all().delete()
    picture.delete()
    outputs.take_back(keys)


def drop_unused(testimonial: Testimonial) -> None:
    """Remove the photos that were tried as answers and replaced."""
    for picture in testimonial.pictures.filter(use=Picture.Use.ANSWER, answer=None):
        drop(picture)


def smallest(picture: Picture) -> Asset | None:
    """The file for a small preview in any browser."""
    return picture.assets.filter(media_type="image/jpeg").order_by("width").first()


def _drawn(body: bytes, folder: Path) -> tuple[poster.Poster, ...]:
    sent, drawn = folder / "sent", folder / "drawn"
    sent.write_bytes(body)
    drawn.mkdir()
    try:
        return poster.draw(sent, drawn, FORMATS)
    except DiskFull:
        raise
    except ProcessingError as error:
        raise (CannotLook if error.is_ours else NotAPicture) from error


def _keep(picture: Picture, drawn: Sequence[poster.Poster]) -> None:
    assets = [_asset(picture, one) for one in drawn]
    try:
        for asset, one in zip(assets, drawn, strict=True):
            stores.private().put(asset.key, one.path, media_type=asset.media_type)
        with transaction.atomic():
            # Drawing takes seconds: what was sent meanwhile, and perhaps decided on, gets no other picture.
            if not picture.testimonial.keep_draft():
                raise AlreadySent
            picture.color = drawn[0].color
            picture.save()
            for asset in assets:
                asset.picture = picture
                asset.save()
    except BaseException:
        outputs.take_back(asset.key for asset in assets)
        raise


def _asset(picture: Picture, one: poster.Poster) -> Asset:
    return Asset(
        brand=picture.brand,
        testimonial=picture.testimonial,
        kind=Asset.Kind.PICTURE,
        key=f"pictures/{picture.token}/{one.path.name}",
        media_type=one.media_type,
        bytes=one.path.stat().st_size,
        sha256=outputs.sha256_of(one.path),
        width=one.width,
        height=one.height,
    )
