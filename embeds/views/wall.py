"""The hosted wall and the frame: a brand's stories on pages of ours, whole without any script."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.utils.translation import override
from django.views.decorators.http import require_safe

from embeds import wording
from embeds.design import read
from embeds.models import Widget
from embeds.rendering import FRESH
from testimonials import stores
from testimonials.views.origins import sources


@require_safe
def frame(request: HttpRequest, token: str) -> HttpResponse:
    """Show a widget alone, for a frame on one of the sites that the brand has named; on no other."""
    widget = get_object_or_404(Widget.objects.select_related("brand"), token=token, brand__closed_at=None)
    response = _shown(request, widget, "embed/frame.html", ancestors=sources(widget.sites))
    response.xframe_options_exempt = True  # X-Frame-Options knows no lists
    return response


@require_safe
def wall(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is published, from the same file that other websites may include."""
    widget = get_object_or_404(Widget.objects.select_related("brand"), slug=slug, brand__closed_at=None)
    return _shown(request, widget, "embed/wall.html", ancestors="'none'")


def _shown(request: HttpRequest, widget: Widget, template: str, *, ancestors: str) -> HttpResponse:
    lang = read(widget.settings).language or widget.brand.language
    context = {
        "widget": widget,
        "brand": widget.brand,
        "lang": lang,
        "dir": wording.direction(lang),
        "site": settings.SITE_URL,
        "fragment": mark_safe(_fragment(widget)),  # noqa: S308  rendered by our own autoescaped template
    }
    with override(lang):
        response = render(request, template, context)
    response["Cache-Control"] = FRESH
    response["Content-Security-Policy"] = _policy(str(getattr(request, "csp_nonce", "")), ancestors)
    return response


def _fragment(widget: Widget) -> str:
    try:
        return b"".join(stores.public().read(f"w/{widget.token}.html")).decode()
    except FileNotFoundError:
        raise Http404 from None


def _policy(nonce: str, ancestors: str) -> str:
    """Return the strictest policy a host page may have: what we promise others, we keep ourselves."""
    site = settings.SITE_URL
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'nonce-{nonce}' {site}; "
        f"img-src {site}; media-src {site}; connect-src {site}; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {ancestors}; require-trusted-types-for 'script'"
    )
