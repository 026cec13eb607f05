"""The hosted wall: a brand's stories on a page of their own, whole without any script."""

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


@require_safe
def wall(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is published, from the same file that other websites may include."""
    widget = get_object_or_404(Widget.objects.select_related("brand"), slug=slug)
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
        response = render(request, "embed/wall.html", context)
    response["Cache-Control"] = FRESH
    response["Content-Security-Policy"] = _policy(str(getattr(request, "csp_nonce", "")))
    return response


def _fragment(widget: Widget) -> str:
    try:
        return b"".join(stores.public().read(f"w/{widget.token}.html")).decode()
    except FileNotFoundError:
        raise Http404 from None


def _policy(nonce: str) -> str:
    """Return the strictest policy a host page may have: what we promise others, we keep ourselves."""
    site = settings.SITE_URL
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'nonce-{nonce}' {site}; "
        f"img-src {site}; media-src {site}; connect-src {site}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'"
    )
