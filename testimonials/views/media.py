"""Private playback for the brand's own people. Seeking works: bytes are served in ranges."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from testimonials import stores
from testimonials.models import Asset, Testimonial
from testimonials.views.ranged import ranged_response
from testimonials.views.tenancy import Studio, studio_view


@require_safe
@studio_view
@cache_control(private=True, max_age=300)
def asset(request: HttpRequest, studio: Studio, token: str) -> HttpResponseBase:
    """Play a rendition or show a poster; where the store serves by itself, send there."""
    found = _asset(studio, token)
    if found.kind == Asset.Kind.ORIGINAL:
        raise Http404
    if address := stores.private().presigned(found.key):
        return HttpResponseRedirect(address)
    return ranged_response(request, stores.private(), found.key, media_type=found.media_type, headers={})


@require_safe
@studio_view
@cache_control(private=True, no_store=True)
def download(request: HttpRequest, studio: Studio, token: str) -> HttpResponseBase:
    """Hand out the untouched original, as a download only."""
    found = _asset(studio, token)
    filename = f"{found.testimonial.token}-{found.kind}.{found.extension}"
    if address := stores.private().presigned(found.key, filename=filename):
        return HttpResponseRedirect(address)
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return ranged_response(
        request, stores.private(), found.key, media_type="application/octet-stream", headers=headers
    )


def _asset(studio: Studio, token: str) -> Asset:
    visible = Asset.objects.filter(brand=studio.brand).exclude(testimonial__state=Testimonial.State.DRAFT)
    found = visible.select_related("testimonial").filter(token=token).first()
    if found is None:
        raise Http404
    return found
