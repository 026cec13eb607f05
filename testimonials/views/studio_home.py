"""The way into a Studio: choose a brand, found one, or come in by an invitation."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from testimonials import accounts
from testimonials.models import Brand, MembershipInvitation, User
from testimonials.views import refusals

MAX_NAME = 120


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def brands(request: HttpRequest) -> HttpResponse:
    """Go to the one brand there is; let a person with several choose, and one with none found theirs."""
    assert isinstance(request.user, User)  # noqa: S101  login_required came first
    mine = list(Brand.objects.visible_to(request.user).order_by("name"))
    if len(mine) == 1 and request.method != "POST":
        return redirect(reverse("studio:inbox", args=[mine[0].slug]))
    problem = ""
    if request.method == "POST" and not mine:
        problem = _found(request.user, str(request.POST.get("name", "")))
        if not problem:
            return redirect(reverse("studio:brands"))
    context = {"brands": mine, "problem": problem, "name": request.POST.get("name", "")}
    return render(request, "studio/brands.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Come in by an invitation. Looking at the link uses nothing up: only a click or a sign-up does."""
    invitation = MembershipInvitation.objects.opened_by(secret).select_related("brand").first()
    if invitation is None:
        return refusals.gone(request, accounts.InvitationUsed())
    if not isinstance(request.user, User):
        request.session[accounts.SESSION_KEY] = secret
        return redirect(reverse("account_signup"))
    if request.method == "POST":
        accounts.accept(invitation, request.user)
        return redirect(reverse("studio:brands"))
    return render(request, "studio/join.html", {"invitation": invitation})


def _found(user: User, name: str) -> str:
    """Found a brand; return what to mend."""
    if not name.strip() or len(name) > MAX_NAME:
        return _("Give your brand a name of up to 120 characters.")
    try:
        accounts.found_brand(user, name=name)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
