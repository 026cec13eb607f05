"""A brand's team: who is on it and as what; changing that, removing somebody, leaving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from testimonials import appointing
from testimonials.errors import Refusal
from testimonials.models import Membership, User
from testimonials.models.tokens import TOKEN_CHARS
from testimonials.views.tenancy import Studio, studio_view

Role = Membership.Role
# As the page lists them.
ORDER = {Role.OWNER: 0, Role.ADMIN: 1, Role.MODERATOR: 2, Role.VIEWER: 3}


@dataclass(frozen=True)
class Member:
    """One of the team, and what the reader may do with them. `token` names them in this brand alone."""

    token: str
    membership: Membership
    seen: datetime | None
    is_you: bool
    roles: list[tuple[str, str]]

    @property
    def user(self) -> User:
        found: User = self.membership.user
        return found

    @property
    def role(self) -> str:
        return self.membership.get_role_display()

    @property
    def can_be_changed(self) -> bool:
        """Whether the reader may change or end this one."""
        return bool(self.roles)


@require_safe
@never_cache
@studio_view
def team(request: HttpRequest, studio: Studio) -> HttpResponse:
    """Show who works for the brand; owners and admins also see who is invited."""
    return shown(request, studio)


@require_POST
@studio_view
def role(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Let a member be something else from now on."""
    studio.check_may_administer()
    member = member_of(studio, token)
    try:
        appointing.change_role(member, request.POST.get("role", ""), by=studio.membership)
    except Refusal as refusal:
        return shown(request, studio, refusal)
    said = _("%(name)s: %(role)s from now on.") % {"name": member.user, "role": member.get_role_display()}
    return _back(request, studio, said)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@studio_view
def removal(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Say what removing a member does, and ask once more; a POST does it."""
    studio.check_may_administer()
    member = member_of(studio, token)
    if request.method != "POST":
        return render(
            request, "studio/team_removal.html", context_of(studio) | {"member": member, "token": token}
        )
    try:
        appointing.remove(member, by=studio.membership)
    except Refusal as refusal:
        return shown(request, studio, refusal)
    if member.user == studio.user:
        return redirect("studio:brands")
    return _back(request, studio, _("%(name)s is not on the team any more.") % {"name": member.user})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@studio_view
def departure(request: HttpRequest, studio: Studio) -> HttpResponse:
    """Say what leaving means, and ask once more; a POST leaves."""
    if request.method != "POST":
        return render(request, "studio/team_departure.html", context_of(studio))
    try:
        appointing.leave(studio.membership)
    except Refusal as refusal:
        return shown(request, studio, refusal)
    return redirect("studio:brands")


def shown(request: HttpRequest, studio: Studio, refusal: Refusal | None = None, **more: Any) -> HttpResponse:
    """Return the team's page, with what was refused if something was."""
    waiting = studio.brand.membership_invitations.filter(accepted_at=None, revoked_at=None)
    context = context_of(studio) | {
        "members": _members(studio),
        "roles": _roles(studio.membership),
        "invitations": waiting.order_by("-pk") if studio.membership.can_administer else [],
        "now": timezone.now(),
        "problem": refusal.message if refusal else "",
    }
    if request.htmx and not request.htmx.history_restore_request:  # type: ignore[attr-defined]
        # htmx swaps nothing that is not a success; the sentence has to get there.
        return render(request, "studio/_team.html", context | more)
    status = refusal.status if refusal else 200
    return render(request, "studio/team.html", context | more, status=status)


def context_of(studio: Studio) -> dict[str, Any]:
    """What every page of a team needs."""
    return {"studio": studio, "brand": studio.brand, "section": "team"}


def member_of(studio: Studio, token: str) -> Membership:
    """Return a member of this brand by what names them here, or raise `Http404`."""
    rows = studio.brand.memberships.select_related("user", "brand")
    found = next((member for member in rows if member_token(member) == token), None)
    if found is None:
        raise Http404
    return found


def member_token(member: Membership) -> str:
    """Name a member in an address; it says nothing, and nobody else can make it."""
    return salted_hmac("sayso.member", str(member.pk), algorithm="sha256").hexdigest()[:TOKEN_CHARS]


def _members(studio: Studio) -> list[Member]:
    rows = studio.brand.memberships.select_related("user", "brand")
    seen = dict(
        UserSession.objects.filter(user__memberships__brand=studio.brand)
        .values_list("user_id")
        .annotate(Max("last_seen_at"))
    )
    return [
        Member(
            token=member_token(row),
            membership=row,
            seen=seen.get(row.user_id) or row.user.last_login,
            is_you=row.user_id == studio.user.pk,
            roles=_roles(studio.membership) if studio.membership.can_own or not row.can_own else [],
        )
        for row in sorted(rows, key=lambda row: (ORDER[Role(row.role)], str(row.user).casefold()))
    ]


def _roles(reader: Membership) -> list[tuple[str, str]]:
    """The roles somebody may give away."""
    if not reader.can_administer:
        return []
    return [(value, str(label)) for value, label in Role.choices if value != Role.OWNER or reader.can_own]


def _back(request: HttpRequest, studio: Studio, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(reverse("studio:team", args=[studio.brand.slug]))
