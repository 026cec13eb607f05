"""What a publication has written, read from real stores, and a film to be written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import storages

from embeds.models import Widget
from testimonials import stores
from testimonials.models import Asset, Cut, Testimonial


def items_of(wall: Widget) -> list[dict[str, Any]]:
    wall.refresh_from_db()
    with storages["public"].open(f"w/{wall.token}.json") as file:
        found: list[dict[str, Any]] = json.loads(file.read())["items"]
        return found


def public_files() -> list[Path]:
    root = Path(settings.STORAGES["public"]["OPTIONS"]["location"])
    return [path for path in root.rglob("*") if path.is_file() and "m" in path.relative_to(root).parts[:1]]


def with_media(story: Testimonial) -> Asset:
    """Give a story one rendition, as if it had been rendered."""
    Cut.objects.filter(testimonial=story).update(segments=[{"upload": "x", "in_ms": 0, "out_ms": None}])
    key = f"renditions/{story.token}/720.mp4"
    stores.private().put(key, b"bytes of a video", media_type="video/mp4")
    return Asset.objects.create(
        brand=story.brand, testimonial=story, cut=story.cut, kind="rendition", key=key,
        media_type="video/mp4", bytes=16, sha256="a" * 64, width=1280, height=720, duration_ms=1000,
    )  # fmt: skip
