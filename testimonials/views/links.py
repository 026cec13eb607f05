"""Collection links in the Studio: the list, what moves a link's state, and how to hand one out."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

import segno
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import slugify
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from testimonials import collecting
from testimonials.collecting import Standing
from testimonials.errors import Refusal
from testimonials.models import AuditEvent, CollectionLink
from testimonials.views.tenancy import Studio, studio_view

MOVES = {
    "open": collecting.reopen,
    "paused": collecting.pause,
    "closed": collecting.close,
    "revoked": collecting.revoke,
}
# What cannot be taken back is asked once more, on a page of its own.
ENDINGS = {"closed", "revoked"}
FRAME_HEIGHT = 780
QR_PIXELS = 24
MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@dataclass(frozen=True)
class Card:
    """One link in the list, with everything it shows already loaded."""

    link: CollectionLink
    standing: Standing
    received: int
    last: datetime | None

    @property
    def address(self) -> str:
        return address_of(self.link)


@require_safe
@never_cache
@studio_view
def links(request: HttpRequest, studio: Studio) -> HttpResponse:
    """List the brand's links, those that still take stories first, then the newest."""
    return _listed(request, studio)


def _listed(request: HttpRequest, studio: Studio, *, problem: object = "", status: int = 200) -> HttpResponse:
    sent = ~Q(testimonials__state="draft")
    rows = studio.brand.links.select_related("brand").annotate(
        received=Count("testimonials", filter=sent), last=Max("testimonials__submitted_at", filter=sent)
    )
    cards = [Card(link, collecting.standing(link), link.received, link.last) for link in rows.order_by("-pk")]
    over = {Standing.CLOSED, Standing.REVOKED}
    cards.sort(key=lambda card: card.standing in over)
    context = context_of(studio) | {"cards": cards, "problem": problem}
    return render(request, "studio/links.html", context, status=status)


@require_POST
@studio_view
def state(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Open, pause, close or revoke a link; where it has ended meanwhile, the list says so."""
    link = link_of(studio, token)
    studio.check_may_administer()
    wish = request.POST.get("state", "")
    if wish not in MOVES:
        raise Http404
    try:
        with transaction.atomic():
            MOVES[wish](link)
            note(studio, link, f"link_{wish}")
    except Refusal as refusal:
        return _listed(request, studio, problem=refusal.message, status=refusal.status)
    return redirect(reverse("studio:links", args=[studio.brand.slug]))


@require_safe
@never_cache
@studio_view
def ending(request: HttpRequest, studio: Studio, token: str, state: str) -> HttpResponse:
    """Say what closing or revoking does, and ask once more."""
    link = link_of(studio, token)
    studio.check_may_administer()
    if state not in ENDINGS or link.state in {CollectionLink.State.REVOKED, state}:
        raise Http404
    begun = link.testimonials.filter(state="draft").count()
    context = {"link": link, "state": state, "begun": begun}
    return render(request, "studio/link_ending.html", context_of(studio) | context)


@require_safe
@never_cache
@studio_view
def share(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """The link's address, its QR code, and the snippet that puts it into a site."""
    link = link_of(studio, token)
    context = {
        "link": link,
        "tab": "share",
        "standing": collecting.standing(link),
        "address": address_of(link),
        "snippet": snippet(link),
        "site_url": settings.SITE_URL,
        "is_new": "made" in request.GET,
    }
    return render(request, "studio/link_share.html", context_of(studio) | context)


@require_safe
@cache_control(private=True, max_age=300)
@studio_view
def qr(request: HttpRequest, studio: Studio, token: str, kind: str) -> HttpResponse:
    """The link's address as a QR code: SVG for print, PNG for everything else."""
    link = link_of(studio, token)
    if kind not in MEDIA_TYPES:
        raise Http404
    drawn = io.BytesIO()
    code(link).save(drawn, kind=kind, scale=QR_PIXELS if kind == "png" else 10, border=4, light="white")
    response = HttpResponse(drawn.getvalue(), content_type=MEDIA_TYPES[kind])
    filename = f"{slugify(link.name) or 'link'}.{kind}"
    use = "attachment" if "download" in request.GET else "inline"
    response["Content-Disposition"] = f'{use}; filename="{filename}"'
    return response


def code(link: CollectionLink) -> segno.QRCode:
    """The QR code of a link's address; a quarter of it may be covered or torn."""
    return segno.make_qr(address_of(link), error="q", boost_error=False)


def address_of(link: CollectionLink) -> str:
    """What a speaker opens."""
    return f"{settings.SITE_URL}{reverse('collect:page', args=[link.token])}"


def snippet(link: CollectionLink) -> str:
    """Return the frame that shows a link on a site; the camera is handed on to us alone."""
    return format_html(
        '<iframe src="{address}" title="{title}"\n'
        '  allow="camera; microphone; autoplay; fullscreen; clipboard-write; screen-wake-lock"\n'
        '  width="100%" height="{height}" style="border:0" loading="lazy"></iframe>',
        address=address_of(link),
        title=link.title,
        height=FRAME_HEIGHT,
    )


def link_of(studio: Studio, token: str) -> CollectionLink:
    """Return a link of this brand, or raise `Http404`."""
    found = CollectionLink.objects.select_related("brand").filter(brand=studio.brand, token=token).first()
    if found is None:
        raise Http404
    return found


def note(studio: Studio, link: CollectionLink, code: str) -> None:
    """Write down what this member has just done with a link."""
    AuditEvent.record(studio.brand, studio.user, code, kind="link", token=link.token)


def context_of(studio: Studio) -> dict[str, object]:
    """What every page of a brand's links needs."""
    return {"studio": studio, "brand": studio.brand, "section": "links"}
