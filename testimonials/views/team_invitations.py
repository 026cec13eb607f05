"""Asking people onto a team. The link of an invitation is seen once: in the answer that made it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from testimonials import inviting
from testimonials.doorbell import ring
from testimonials.errors import Refusal
from testimonials.inviting import Asked
from testimonials.models import MembershipInvitation
from testimonials.tasks import send_notice
from testimonials.views.team import shown
from testimonials.views.tenancy import Studio, studio_view


@require_POST
@never_cache
@studio_view
def invitations(request: HttpRequest, studio: Studio) -> HttpResponse:
    """Invite by e-mail; what was typed stays if it is refused."""
    studio.check_may_administer()
    email, role = request.POST.get("email", ""), request.POST.get("role", "")
    try:
        asked = inviting.invite(email, role, by=studio.membership)
    except Refusal as refusal:
        return shown(request, studio, refusal, email=email, chosen=role)
    return _asked(request, studio, asked)


@require_POST
@never_cache
@studio_view
def invitation(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Send an invitation again, with a new link."""
    studio.check_may_administer()
    try:
        asked = inviting.send_again(_invitation(studio, token), by=studio.membership)
    except Refusal as refusal:
        return shown(request, studio, refusal)
    return _asked(request, studio, asked)


@require_POST
@studio_view
def revocation(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Take an invitation back."""
    studio.check_may_administer()
    found = _invitation(studio, token)
    try:
        inviting.revoke(found, by=studio.membership)
    except Refusal as refusal:
        return shown(request, studio, refusal)
    messages.success(
        request, _("Taken back. The link that went to %(email)s leads nowhere now.") % {"email": found.email}
    )
    return redirect(reverse("studio:team", args=[studio.brand.slug]))


def _asked(request: HttpRequest, studio: Studio, asked: Asked) -> HttpResponse:
    ring(send_notice, asked.notice.pk)
    link = f"{settings.SITE_URL}{reverse('studio:join', args=[asked.secret])}"
    keeps_mail = settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")
    return shown(request, studio, asked=asked.invitation, link=link, keeps_mail=keeps_mail)


def _invitation(studio: Studio, token: str) -> MembershipInvitation:
    rows = studio.brand.membership_invitations.select_related("brand")
    found = rows.filter(token=token).exclude(email="").first()
    if found is None:
        raise Http404
    return found
