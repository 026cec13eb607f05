"""What the link alone does not open: withdrawing, the originals, a new link.

Each is a page that says what will happen. Who gave an e-mail address types a code from it; who
did not confirms. Nothing is remembered between the two but in addresses that expire.
"""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from testimonials import admitting, proving, withdrawing
from testimonials.doorbell import ring
from testimonials.errors import Refusal
from testimonials.models import Testimonial
from testimonials.models.code import LIFETIME
from testimonials.stores import StoreUnavailable
from testimonials.tasks import send_notice
from testimonials.views import speaker_story
from testimonials.views.admission import Visit, speaker_view

DOORS = {"withdrawal", "originals", "link"}
KEY_SALT = "sayso.originals"


@require_http_methods(["GET", "HEAD", "POST"])
@speaker_view
def withdrawal(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Say what withdrawing means, and do it."""
    if visit.testimonial.state == Testimonial.State.WITHDRAWN:
        return visit.go()
    if request.method != "POST":
        return _door(request, visit, "withdrawal")
    try:
        _prove(request, visit)
    except Refusal as refusal:
        return _door(request, visit, "withdrawal", refusal)
    _withdraw(visit.testimonial)
    return visit.go()


@require_http_methods(["GET", "HEAD", "POST"])
@speaker_view
def originals(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Ask who it is, then list the takes as they were sent, for a quarter of an hour."""
    if not speaker_story.originals_of(visit.testimonial).exists():
        return visit.go()
    if request.method != "POST":
        key = request.GET.get("key", "")
        return _door(request, visit, "originals", key=key if holds_key(visit.testimonial, key) else "")
    try:
        _prove(request, visit)
    except Refusal as refusal:
        return _door(request, visit, "originals", refusal)
    return visit.go("originals", key=_signer().sign(_locked(visit.testimonial)))


@require_http_methods(["GET", "HEAD", "POST"])
@speaker_view
def link(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Give the page a new address; the old one leads nowhere from then on."""
    if visit.testimonial.state == Testimonial.State.WITHDRAWN:
        return visit.go()
    if request.method != "POST":
        return _door(request, visit, "link")
    try:
        _prove(request, visit)
    except Refusal as refusal:
        return _door(request, visit, "link", refusal)
    if (notice := admitting.rotate(visit.testimonial)) is not None:
        ring(send_notice, notice.pk)
    return Visit(visit.testimonial, visit.testimonial.page_secret()).go(done="link")


@require_POST
@speaker_view
def code(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Send a code, and go back to the door it is for."""
    door = request.POST.get("for", "")
    if door not in DOORS:
        raise Http404
    try:
        notice = proving.send_code(visit.testimonial)
    except Refusal as refusal:
        return _door(request, visit, door, refusal)
    if notice is not None:
        ring(send_notice, notice.pk)
    return visit.go(door, sent="1")


def holds_key(testimonial: Testimonial, key: str) -> bool:
    """Whether this key to the originals was given for this page within the last quarter of an hour."""
    try:
        return _signer().unsign(key, max_age=LIFETIME) == _locked(testimonial)
    except signing.BadSignature:
        return False


def _prove(request: HttpRequest, visit: Visit) -> None:
    """Raise a `Refusal` unless the code is right; a form that was sent is confirmation enough without one."""
    if proving.is_needed(visit.testimonial):
        proving.redeem(visit.testimonial, request.POST.get("code", ""))


def _withdraw(testimonial: Testimonial) -> None:
    done = withdrawing.withdraw(testimonial)
    try:
        withdrawing.finish(done)
    except StoreUnavailable:
        return  # it is down already; the sweeper erases the rest
    for notice in testimonial.notices.all():
        ring(send_notice, notice.pk)


def _door(
    request: HttpRequest, visit: Visit, door: str, refusal: Refusal | None = None, **context: Any
) -> HttpResponseBase:
    testimonial = visit.testimonial
    shown = {
        "visit": visit,
        "testimonial": testimonial,
        "brand": testimonial.brand,
        "door": door,
        "refusal": refusal,
        "needs_code": proving.is_needed(testimonial),
        "is_sent": "sent" in request.GET,
        "has_code": testimonial.codes.usable().exists(),
        "address": _masked(testimonial.speaker.email if testimonial.speaker else ""),
        "originals": speaker_story.originals_of(testimonial) if context.get("key") else [],
    }
    return render(request, f"speaker/{door}.html", shown | context, status=refusal.status if refusal else 200)


def _masked(email: str) -> str:
    """Enough of an address to know it by: d…@example.org."""
    name, at, host = email.partition("@")
    return f"{name[:1]}…{at}{host}"


def _locked(testimonial: Testimonial) -> str:
    return f"{testimonial.token}.{testimonial.page_version}"


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=KEY_SALT)
