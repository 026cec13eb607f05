"""A page of its own for each story that is shown somewhere, and what other sites ask about it (oEmbed).

There is no script on these pages. A story without a placement is a 404, like one that never was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from embeds import payload, rendering, wording
from embeds.models import Placement, Widget
from embeds.payload import Item
from embeds.rendering import FRESH
from embeds.snippet import snippet
from testimonials.models import Brand

CARD_SIZE = (480, 320)  # pixels, of a story in words inside somebody's frame
FILM_WIDTH = 640
CACHE_SECONDS = 60


@dataclass(frozen=True)
class Shown:
    """A story as it may be seen today, where its page is, and a wall that it is on."""

    item: Item
    brand: Brand
    widget: Widget
    token: str

    @property
    def address(self) -> str:
        return f"{settings.SITE_URL}{reverse('embeds:watch', args=[self.token])}"

    @property
    def media(self) -> str:
        return f"{settings.SITE_URL}/m/"

    @property
    def title(self) -> str:
        return f"{self.item['name']}: {self.brand.name}"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels that a frame around it should have."""
        if "film" not in self.item:
            return CARD_SIZE
        film = self.item["film"]
        return FILM_WIDTH, round(FILM_WIDTH * film["height"] / max(1, film["width"]))


@require_safe
def watch(request: HttpRequest, token: str) -> HttpResponse:
    """Show one story: its film, its words, who tells it and what the brand answered."""
    return _page(request, shown(token), "embed/watch.html", ancestors="'none'")


@require_safe
def player(request: HttpRequest, token: str) -> HttpResponse:
    """Show the film alone, or the words, for a frame on any site: what social sites and oEmbed play."""
    response = _page(request, shown(token), "embed/player.html", ancestors="*")
    response.xframe_options_exempt = True
    return response


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Answer https://oembed.com for the addresses of stories and walls; 404 for any other."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse(status=501, content_type="text/plain")
    kind, name = _meant(request.GET.get("url", ""))
    most = [_pixels(request.GET.get(f"max{side}", "")) for side in ("width", "height")]
    told = _oembed_of_story(name, *most) if kind == "watch" else _oembed_of_wall(name, *most)
    response = JsonResponse({"version": "1.0", "cache_age": CACHE_SECONDS, **told})
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = FRESH
    return response


def shown(token: str) -> Shown:
    """Return a story that is on a page of its brand today. Raises `Http404`."""
    placements = Placement.objects.filter(testimonial__token=token, brand__closed_at=None)
    placement = placements.select_related("brand", "widget", "testimonial__brand", "cut", "consent").first()
    if placement is None:
        raise Http404
    with override(placement.brand.language):
        item = payload.build_item(placement, placement.brand.language)
    if item is None:
        raise Http404
    return Shown(item, placement.brand, placement.widget, token)


def _page(request: HttpRequest, story: Shown, template: str, *, ancestors: str) -> HttpResponse:
    lang = story.brand.language
    with override(lang):
        response = render(request, template, _context(story, lang))
    response["Cache-Control"] = FRESH
    response["Content-Security-Policy"] = _policy(str(getattr(request, "csp_nonce", "")), ancestors)
    return response


def _context(story: Shown, lang: str) -> dict[str, Any]:
    item = story.item
    words = wording.words(lang, has_films="film" in item)
    return {
        "story": story,
        "item": rendering.named(item, words),
        "brand": story.brand,
        "widget": story.widget,
        "folder": f"{story.media}{item['id']}/",
        "lang": lang,
        "dir": wording.direction(lang),
        "site": settings.SITE_URL,
        "told": [answer for answer in item["told"] if answer["text"]],
        "asked": [answer["question"] for answer in item["told"] if not answer["text"]],
        "structured": rendering.json_ld(
            rendering.video_object(item, media=story.media, brand=story.brand.name, page=story.address)
        ),
    }


def _policy(nonce: str, ancestors: str) -> str:
    site = settings.SITE_URL
    return (
        f"default-src 'none'; style-src 'nonce-{nonce}' {site}; img-src {site}; media-src {site}; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
    )


def _meant(url: str) -> tuple[str, str]:
    """Return what an address of ours leads to: the view, and the story or wall. Raises `Http404`."""
    try:
        asked, ours = urlsplit(url), urlsplit(settings.SITE_URL)
        found = resolve(asked.path)
    except (ValueError, Resolver404):
        raise Http404 from None
    if asked.netloc != ours.netloc or found.view_name not in {"embeds:watch", "embeds:wall"}:
        raise Http404
    return found.url_name or "", next(iter(found.kwargs.values()))


def _pixels(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and 0 < len(said) < 6 else None


def _oembed_of_story(token: str, most_wide: int | None, most_high: int | None) -> dict[str, Any]:
    story = shown(token)
    width, height = _fitted(*story.size, most_wide, most_high)
    frame = {"address": f"{story.address}/player", "title": story.title, "width": width, "height": height}
    told: dict[str, Any] = {
        "type": "video" if "film" in story.item else "rich",
        "title": story.title,
        "author_name": story.item["name"],
        "provider_name": story.brand.name,
        "provider_url": settings.SITE_URL,
        "html": render_to_string("embed/oembed.html", frame).strip(),
        "width": width,
        "height": height,
    }
    if film := story.item.get("film"):
        told["thumbnail_url"] = f"{story.media}{story.item['id']}/{film['older']}"
        told["thumbnail_width"], told["thumbnail_height"] = film["width"], film["height"]
    return told


def _oembed_of_wall(slug: str, most_wide: int | None, most_high: int | None) -> dict[str, Any]:
    widget = Widget.objects.select_related("brand").filter(slug=slug, brand__closed_at=None).first()
    if widget is None or widget.published_at is None:
        raise Http404
    return {
        "type": "rich",
        "title": widget.title or widget.brand.name,
        "provider_name": widget.brand.name,
        "provider_url": settings.SITE_URL,
        "html": snippet(widget, settings.SITE_URL),
        "width": min(most_wide or 1200, 1200),
        "height": min(most_high or 860, 860),
    }


def _fitted(width: int, height: int, most_wide: int | None, most_high: int | None) -> tuple[int, int]:
    """Return the size, made smaller in proportion until it fits."""
    scale = min(1, (most_wide or width) / width, (most_high or height) / height)
    return max(1, round(width * scale)), max(1, round(height * scale))
