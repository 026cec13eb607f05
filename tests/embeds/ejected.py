"""A published wall with films in the real public store, and its zip as the Studio hands it out."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

from django.test import Client

from embeds import publishing
from embeds.models import Widget
from testimonials import stores
from testimonials.models import Asset, Cut, Testimonial
from tests.cast import Cast
from tests.embeds import stories
from tests.embeds.conftest import MEDIA_TYPES


def with_film(story: Testimonial, number: int = 0, *, clip: str = "mina.webm") -> None:
    """Give a story what a render leaves: H.264 in two sizes and a poster in three formats."""
    assert story.cut is not None
    cut = story.cut
    segments = [{"upload": "x", "in_ms": 0, "out_ms": None}]
    Cut.objects.filter(pk=cut.pk).update(segments=segments, duration_ms=2000, color="#445566")
    sizes = iter([(1280, 720), (640, 360)])
    for name, body in stories.media(clip, number).items():
        digest, _, ending = name.partition(".")
        width, height = next(sizes) if ending == "mp4" else (640, 360)
        key = f"renditions/{cut.token}/{name}"
        stores.private().put(key, body, media_type=MEDIA_TYPES[ending])
        Asset.objects.create(
            brand=story.brand, testimonial=story, cut=cut, kind="rendition" if ending == "mp4" else "poster",
            key=key, media_type=MEDIA_TYPES[ending], bytes=len(body), sha256=digest, width=width, height=height,
        )  # fmt: skip


def published(cast: Cast) -> Widget:
    """The brand's wall, as it is public now."""
    wall = Widget.objects.create(brand=cast.brand, name="Wall", slug="halden", title="People who ride")
    publishing.publish(wall)
    return wall


def downloaded(cast: Cast, wall: Widget, folder: Path) -> Path:
    """Download the zip as Alice, and unpack it into `folder`."""
    client = Client()
    client.force_login(cast.alice)
    answer = client.post(f"/studio/halden/widgets/{wall.token}/eject")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="halden.zip"'
    file = folder / "halden.zip"
    file.write_bytes(b"".join(answer.streaming_content))  # type: ignore[arg-type]
    with ZipFile(file) as archive:
        assert archive.testzip() is None
        archive.extractall(folder / "site")
    return folder / "site"
