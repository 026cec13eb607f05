"""A speaker's own media: what plays on their page, and their originals as downloads."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_safe

from testimonials import stores
from testimonials.models import Asset
from testimonials.views import speaker_doors, speaker_story
from testimonials.views.admission import Visit, speaker_view
from testimonials.views.ranged import ranged_response

PLAYABLE = [Asset.Kind.RENDITION, Asset.Kind.POSTER, Asset.Kind.PREVIEW, Asset.Kind.PICTURE]


@require_safe
@speaker_view
def media(request: HttpRequest, visit: Visit, token: str) -> HttpResponseBase:
    """Play a rendition or show a picture of this story; `?download` keeps it instead."""
    found = Asset.objects.filter(testimonial=visit.testimonial, kind__in=PLAYABLE, token=token).first()
    if found is None:
        raise Http404
    if "download" in request.GET:
        return _download(request, found)
    if address := stores.private().presigned(found.key):
        return HttpResponseRedirect(address)
    return _served(request, found, found.media_type, {})


@require_safe
@speaker_view
def original(request: HttpRequest, visit: Visit, token: str) -> HttpResponseBase:
    """Hand out a take as it was sent, to who has shown that it is theirs."""
    if not speaker_doors.holds_key(visit.testimonial, request.GET.get("key", "")):
        return visit.go("originals")
    found = speaker_story.originals_of(visit.testimonial).filter(token=token).first()
    if found is None:
        raise Http404
    return _download(request, found)


def _download(request: HttpRequest, asset: Asset) -> HttpResponseBase:
    filename = f"{asset.kind}-{asset.token[:6]}.{asset.extension}"
    if address := stores.private().presigned(asset.key, filename=filename):
        return HttpResponseRedirect(address)
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return _served(request, asset, "application/octet-stream", headers)


def _served(request: HttpRequest, asset: Asset, media_type: str, headers: dict[str, str]) -> HttpResponseBase:
    try:
        return ranged_response(request, stores.private(), asset.key, media_type=media_type, headers=headers)
    except FileNotFoundError:
        raise Http404 from None
