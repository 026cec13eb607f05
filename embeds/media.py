"""The public files of a story as its item names them: a film with its poster, or a photo and a portrait."""

from __future__ import annotations

from collections.abc import Iterable

from embeds import wording
from embeds.contract import Film, Item, Photo, Source, Still
from embeds.contract import Picture as File
from testimonials.models import Answer, Asset, Cut, Picture, Testimonial

# Pixels of the shorter side: enough for a column of a wall, and for a portrait, on a sharp screen.
POSTER_SIDE, FACE_SIDE = 360, 80
FORMATS = ("image/avif", "image/webp", "image/jpeg")  # best first


def film(cut: Cut, widget_lang: str) -> tuple[Still, Film] | None:
    """Return the poster and what plays, or None where nothing of it is in the public store."""
    exposed = [asset for asset in cut.assets.all() if asset.public_key]
    sources = sorted((a for a in exposed if a.kind == Asset.Kind.RENDITION), key=lambda a: a.preference)
    still = _still(cut.color, (asset for asset in exposed if asset.kind == Asset.Kind.POSTER), POSTER_SIDE)
    if not sources or still is None:
        return None
    still["time"] = wording.clock(cut.duration_ms, widget_lang)
    played = Film(duration_ms=cut.duration_ms, sources=[_source(asset) for asset in sources])
    for asset in exposed:
        if asset.kind == Asset.Kind.PREVIEW:
            played["preview"] = _file(asset)
    return still, played


def add_pictures(item: Item, testimonial: Testimonial) -> None:
    """Add what is public of the photos that answer, and of the speaker's portrait.

    Where there is no film, the first photo stands first, and the portrait beside the name.
    """
    pictures = {picture.pk: picture for picture in testimonial.pictures.all()}
    for answer, told in zip(testimonial.answers.all(), item["told"], strict=True):
        picture = pictures.get(answer.picture_id or 0) if answer.kind == Answer.Kind.PHOTO else None
        still = _still(picture.color, picture.assets.all(), POSTER_SIDE) if picture else None
        if picture is None or still is None:
            continue
        if "still" in item:
            file = f"{picture.token}/{still['older']}"
            told["photo"] = Photo(file=file, width=still["width"], height=still["height"])
        else:
            item["id"], item["still"] = picture.token, still
    face = next((one for one in pictures.values() if one.use == Picture.Use.FACE), None)
    if face is None or "film" in item:
        return
    if (still := _still(face.color, face.assets.all(), FACE_SIDE)) is not None:
        item["face"] = f"{face.token}/{still['file']}"


def _still(color: str, assets: Iterable[Asset], side: int) -> Still | None:
    """Return what is public of a picture; in front, in each format, what has `side` pixels at least."""
    public = sorted((asset for asset in assets if asset.public_key), key=lambda asset: asset.rung)
    fitting = [asset for kind in FORMATS if (asset := _fitting(public, kind, side)) is not None]
    if not fitting:
        return None
    return Still(
        color=color,
        width=fitting[0].width or 0,
        height=fitting[0].height or 0,
        file=_file(fitting[0]),
        older=_file(fitting[-1]),
        pictures=[File(file=_file(a), type=a.media_type, width=a.width or 0) for a in public],
    )


def _fitting(public: list[Asset], media_type: str, side: int) -> Asset | None:
    """Return the smallest of that format that is large enough, else its largest."""
    same = [asset for asset in public if asset.media_type == media_type]
    return next((asset for asset in same if asset.rung >= side), same[-1] if same else None)


def _source(asset: Asset) -> Source:
    return Source(
        file=_file(asset),
        type=asset.source_type,
        width=asset.width or 0,
        height=asset.height or 0,
        bytes=asset.bytes,
    )


def _file(asset: Asset) -> str:
    return asset.public_key.rsplit("/", 1)[-1]
