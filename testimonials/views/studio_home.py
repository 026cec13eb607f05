"""The way into a Studio: choose a brand, found one, or come in by an invitation."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from testimonials import accounts, closing, inviting
from testimonials.models import Brand, MembershipInvitation, User
from testimonials.views import refusals
from testimonials.views.tenancy import user_of

MAX_NAME = 120


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def brands(request: HttpRequest) -> HttpResponse:
    """Go to the one brand there is; let a person with several choose, and one with none found theirs."""
    user = user_of(request)
    mine = list(Brand.objects.visible_to(user).order_by("name"))
    closed = closing.recoverable_by(user)
    if not mine and not closed:
        return _founding(request, user)
    if request.method == "POST":
        return redirect("studio:brands")
    if len(mine) == 1 and not closed:
        return redirect("studio:home", mine[0].slug)
    context = {"brands": mine, "closed": closed, "may_found": accounts.may_found(user)}
    return render(request, "studio/brands.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Found another brand, for those who may (`accounts.may_found`)."""
    user = user_of(request)
    if not accounts.may_found(user):
        raise PermissionDenied
    return _founding(request, user)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Come in by an invitation. Looking at the link uses nothing up: only a click or a sign-up does."""
    rows = MembershipInvitation.objects.opened_by(secret).select_related("brand", "invited_by")
    invitation = rows.filter(Q(brand=None) | Q(brand__closed_at=None)).first()
    if invitation is None:
        return refusals.gone(request, inviting.InvitationUsed())
    if not isinstance(request.user, User):
        request.session[accounts.SESSION_KEY] = secret
        return redirect(_door(invitation, request.path))
    if request.method != "POST":
        return render(request, "studio/join.html", {"invitation": invitation, "brand": invitation.brand})
    try:
        inviting.accept(invitation, request.user)
    except inviting.InvitationUsed as refusal:
        return refusals.gone(request, refusal)
    request.session.pop(accounts.SESSION_KEY, None)
    if invitation.brand is None:
        return redirect("studio:brand_new")
    return redirect("studio:home", invitation.brand.slug)


def _door(invitation: MembershipInvitation, back: str) -> str:
    """Where a stranger with an invitation goes: to sign in if we know the address, else to sign up."""
    if User.objects.filter(email=invitation.email.lower()).exists():
        return f"{reverse('account_login')}?{urlencode({'next': back})}"
    return f"{reverse('account_signup')}?{urlencode({'email': invitation.email})}"


def _founding(request: HttpRequest, user: User) -> HttpResponse:
    name, problem = request.POST.get("name", ""), ""
    if request.method == "POST":
        try:
            return redirect("studio:home", accounts.found_brand(user, name=_checked(name)).slug)
        except ValidationError as error:
            problem = " ".join(error.messages)
    context = {"problem": problem, "name": name, "is_first": not user.memberships.exists()}
    return render(request, "studio/brand_new.html", context, status=422 if problem else 200)


def _checked(name: str) -> str:
    if not name.strip() or len(name) > MAX_NAME:
        raise ValidationError(_("Give your brand a name of up to 120 characters."))
    return name
