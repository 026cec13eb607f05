"""What other sites are told about an address of ours: https://oembed.com, version 1.0, as JSON."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from embeds import showing
from embeds.models import Widget
from embeds.showing import Shown
from embeds.snippet import snippet

CACHE_SECONDS = 60
WALL_SIZE = (1200, 860)  # pixels
Sizes = tuple[int, int]


def describe(url: str, *, most: Sizes) -> dict[str, Any] | None:
    """Return what `url` is, for a place of at most that width and height in pixels (0: as it likes).

    Stories and walls that are to be seen; None for everything else.
    """
    match _meant(url):
        case "watch", token if story := showing.show(token):
            told = _story(story, most)
        case "wall", slug if widget := _published(slug):
            told = _wall(widget, most)
        case _:
            return None
    return {"version": "1.0", "cache_age": CACHE_SECONDS, "provider_url": settings.SITE_URL, **told}


def _meant(url: str) -> tuple[str, str]:
    """Return the name of what an address leads to, and which; two empty words where it is not ours."""
    try:
        asked, ours = urlsplit(url), urlsplit(settings.SITE_URL)
        found = resolve(asked.path)
    except (ValueError, Resolver404):
        return "", ""
    if asked.netloc != ours.netloc or found.app_name != "embeds":
        return "", ""
    return found.url_name or "", str(next(iter(found.kwargs.values()), ""))


def _published(slug: str) -> Widget | None:
    rows = Widget.objects.filter(slug=slug, brand__closed_at=None, published_at__isnull=False)
    found: Widget | None = rows.select_related("brand").first()
    return found


def _story(story: Shown, most: Sizes) -> dict[str, Any]:
    width, height = _fitted(story.size, most)
    frame = {"address": story.player, "title": story.title, "width": width, "height": height}
    told: dict[str, Any] = {
        "type": "rich",
        "title": story.title,
        "author_name": story.item["name"],
        "provider_name": story.brand.name,
        "html": render_to_string("embed/oembed.html", frame).strip(),
        "width": width,
        "height": height,
    }
    if "film" in story.item:
        told["type"] = "video"
    if still := story.item.get("still"):
        told["thumbnail_url"] = story.folder + still["older"]
        told["thumbnail_width"], told["thumbnail_height"] = still["width"], still["height"]
    return told


def _wall(widget: Widget, most: Sizes) -> dict[str, Any]:
    width, height = (min(asked or own, own) for asked, own in zip(most, WALL_SIZE, strict=True))
    return {
        "type": "rich",
        "title": widget.title or widget.brand.name,
        "provider_name": widget.brand.name,
        "html": snippet(widget, settings.SITE_URL),
        "width": width,
        "height": height,
    }


def _fitted(size: Sizes, most: Sizes) -> Sizes:
    """Return the size, made smaller in proportion until it fits."""
    scale = min([1.0, *(asked / own for asked, own in zip(most, size, strict=True) if asked)])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
