"""Your account: who you are, how you prove it, and where you are signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.internal import flows
from allauth.account.models import EmailAddress
from allauth.account.views import EmailView
from allauth.mfa.base.views import IndexView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from testimonials.devices import device, is_handheld
from testimonials.models import User
from testimonials.models.tokens import TOKEN_CHARS, digest
from testimonials.views.tenancy import user_of

OTHERS = "others"


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has it without a type at run time
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("As my browser says")), *settings.LANGUAGES]
    )

    class Meta:
        model = User
        fields = ["name", "language"]
        labels = {"name": _("Name")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})}
        help_texts = {"name": _("Your team sees it beside what you do. Speakers see your brand, not you.")}


@dataclass(frozen=True)
class Place:
    """One browser somebody is signed in with. `token` names it; it opens nothing."""

    token: str
    device: str
    is_handheld: bool
    ip: str
    since: datetime
    seen: datetime
    is_here: bool


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show and store name and language."""
    form = ProfileForm(request.POST or None, instance=user_of(request))
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect(reverse("account_profile") + "?saved")
    context = {"section": "profile", "form": form, "is_saved": "saved" in request.GET}
    return render(request, "account/profile.html", context, status=422 if form.errors else 200)


class Security(IndexView):  # type: ignore[misc]  # allauth has no types
    """Everything that proves it is you, on one page."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "section": "security"}


class ChangeEmail(EmailView):  # type: ignore[misc]
    """allauth's, over an address that is settled: it would take one it never confirmed for the new one."""

    def get_form_kwargs(self) -> dict[str, Any]:
        _settle(user_of(self.request))
        return dict(super().get_form_kwargs())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "section": "security", "up": reverse("mfa_index")}


class ReauthenticateByPasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """allauth's, except that a passkey which does not match is said here and not in the Studio."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        return render(self.request, self.template_name, self.get_context_data(), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """List where one is signed in; a POST ends one (`end=<token>`) or all the others (`end=others`).

    What was ended answers nobody from its next request on.
    """
    found = UserSession.objects.purge_and_list(user_of(request))
    if request.method == "POST":
        return _ended(request, found, request.POST.get("end", ""))
    places = sorted(
        (_place(one) for one in found), key=lambda place: (not place.is_here, -place.seen.timestamp())
    )
    return render(request, "account/sessions.html", {"section": "sessions", "places": places})


def _ended(request: HttpRequest, found: list[UserSession], wish: str) -> HttpResponse:
    if wish == OTHERS:
        get_adapter().end_sessions([one for one in found if not one.is_current()])
        return redirect("usersessions_list")
    chosen = next((one for one in found if _token(one) == wish), None)
    if chosen is None:
        raise Http404
    if chosen.is_current():
        flows.logout.logout(request)
        return redirect("account_login")
    get_adapter().end_sessions([chosen])
    return redirect("usersessions_list")


def _place(session: UserSession) -> Place:
    return Place(
        token=_token(session),
        device=device(session.user_agent),
        is_handheld=is_handheld(session.user_agent),
        ip=session.ip,
        since=session.created_at,
        seen=session.last_seen_at,
        is_here=session.is_current(),
    )


def _token(session: UserSession) -> str:
    return digest(session.session_key)[:TOKEN_CHARS]


def _settle(user: User) -> None:
    """The address somebody signs in with is theirs: an invitation, or the link they once opened, says so."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": True}
    )
