"""The film on a link's first page: somebody of the brand asks, instead of a form."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from testimonials import stores
from testimonials.models import Asset, CollectionLink
from testimonials.views.ranged import ranged_response

SHOWN = [Asset.Kind.RENDITION, Asset.Kind.POSTER]


@require_safe
def film(request: HttpRequest, token: str, asset: str) -> HttpResponseBase:
    """Serve a rendition or a poster of the link's welcome, for as long as it may be shown."""
    link = get_object_or_404(CollectionLink.objects.select_related("welcome__testimonial"), token=token)
    cut = link.welcome
    if cut is None or not cut.may_welcome:
        raise Http404
    found = cut.assets.filter(token=asset, kind__in=SHOWN).first()
    if found is None:
        raise Http404
    headers = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
    return ranged_response(request, stores.private(), found.key, media_type=found.media_type, headers=headers)
