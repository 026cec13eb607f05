"""The hosted wall and the frame: a brand's stories on pages of ours, whole without any script."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from embeds.design import read
from embeds.models import Widget
from embeds.views.hosted import hosted
from testimonials import stores
from testimonials.views.origins import sources


@require_safe
def frame(request: HttpRequest, token: str) -> HttpResponse:
    """Show a widget alone, for a frame on one of the sites that the brand has named; on no other."""
    widget = get_object_or_404(Widget.objects.select_related("brand"), token=token, brand__closed_at=None)
    return _shown(request, widget, "embed/frame.html", framed_by=sources(widget.sites))


@require_safe
def wall(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is published, from the same file that other websites may include."""
    widget = get_object_or_404(Widget.objects.select_related("brand"), slug=slug, brand__closed_at=None)
    return _shown(request, widget, "embed/wall.html", framed_by="'none'")


def _shown(request: HttpRequest, widget: Widget, template: str, *, framed_by: str) -> HttpResponse:
    brand, lang = widget.brand, read(widget.settings).language or widget.brand.language
    fragment = mark_safe(_fragment(widget))  # noqa: S308  rendered by our own autoescaped template
    context = {"widget": widget, "fragment": fragment}
    return hosted(request, template, context, brand=brand, lang=lang, framed_by=framed_by, has_script=True)


def _fragment(widget: Widget) -> str:
    try:
        return b"".join(stores.public().read(f"w/{widget.token}.html")).decode()
    except FileNotFoundError:
        raise Http404 from None
