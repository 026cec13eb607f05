"""A page of its own for each story that is shown somewhere, and what other sites ask about it (oEmbed).

There is no script on these pages. A story without a placement is a 404, like one that never was.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from embeds import oembed, rendering, showing, wording
from embeds.rendering import FRESH
from embeds.views.hosted import hosted
from testimonials.views.typed import whole_number


@require_safe
def watch(request: HttpRequest, token: str) -> HttpResponse:
    """Show one story: its film, its words, who tells it and what the brand answered."""
    return _page(request, token, "embed/watch.html", framed_by="'none'")


@require_safe
def player(request: HttpRequest, token: str) -> HttpResponse:
    """Show the film alone, or the words, for a frame on any site: what social sites and oEmbed play."""
    return _page(request, token, "embed/player.html", framed_by="*")


@require_safe
def described(request: HttpRequest) -> HttpResponse:
    """Answer oEmbed's question about `url`, no wider than `maxwidth` and no higher than `maxheight`."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse(status=501, content_type="text/plain")
    width, height = (whole_number(request.GET.get(side, "")) for side in ("maxwidth", "maxheight"))
    if (told := oembed.describe(request.GET.get("url", ""), most=(width, height))) is None:
        raise Http404
    response = JsonResponse(told)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = FRESH
    return response


def _page(request: HttpRequest, token: str, template: str, *, framed_by: str) -> HttpResponse:
    if (story := showing.show(token)) is None:
        raise Http404
    item, lang = story.item, story.brand.language
    told = [answer for answer in item["told"] if answer["text"] or "photo" in answer]
    film = rendering.video_object(item, media=story.media, brand=story.brand.name, page=story.address)
    context = {
        "story": story,
        "item": rendering.named(item, wording.words(lang, has_films="film" in item)),
        "widget": story.widget,
        "told": told,
        "asked": [answer["question"] for answer in item["told"] if answer not in told],
        "structured": rendering.json_ld(film),
    }
    return hosted(
        request, template, context, brand=story.brand, lang=lang, framed_by=framed_by, has_script=False
    )
