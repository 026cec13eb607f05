"""Ask somebody onto a brand's team, ask again, take it back; and come in.

Promises: an invitation's secret goes out in one letter and is kept nowhere: asking again makes
a new one, and the link before it leads nowhere. An invitation is used once. Only owners ask for
owners. It does not send the letter: whoever calls rings for the notice.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonials.errors import Refusal
from testimonials.models import AuditEvent, Membership, MembershipInvitation, Notice, User
from testimonials.models.invitation import LIFETIME
from testimonials.models.tokens import digest, new_secret

MAX_OPEN = 100
Role = Membership.Role


class InvitationUsed(Refusal):
    code = "invitation_used"
    status = 410
    message = _("This invitation has been used or has expired. Ask for a new one.")


class InvalidInvitation(Refusal):
    code = "invalid_invitation"


class AlreadyThere(Refusal):
    code = "already_there"
    status = 409
    message = _("Whoever has this address is on the team already.")


class OwnersAsk(Refusal):
    code = "owners_ask_for_owners"
    status = 403
    message = _("Only an owner asks somebody to be an owner.")


class TooManyOpen(Refusal):
    code = "too_many_invitations"
    status = 409
    message = _("A hundred invitations are open. Take some back first.")


@dataclass(frozen=True)
class Asked:
    """An invitation on its way: the secret of its link, which is nowhere else, and the letter to ring for."""

    invitation: MembershipInvitation
    secret: str
    notice: Notice


def invite_founder(email: str = "") -> str:
    """Invite somebody to found a brand; return the secret."""
    secret = new_secret()
    MembershipInvitation.objects.create(role=Role.OWNER, email=email, secret_digest=digest(secret))
    return secret


@transaction.atomic
def invite(email: str, role: str, *, by: Membership) -> Asked:
    """Ask `email` to join as `role`; where an invitation to them is open, it is asked again as this role.

    Raises `InvalidInvitation`, `AlreadyThere`, `OwnersAsk` or `TooManyOpen`.
    """
    email = _address(email)
    _check_role(role, by)
    if by.brand.memberships.filter(user__email=email).exists():
        raise AlreadyThere
    waiting = by.brand.membership_invitations.open()
    known = waiting.filter(email=email).first()
    if known is None and waiting.count() >= MAX_OPEN:
        raise TooManyOpen
    invitation = known or MembershipInvitation(brand=by.brand, email=email)
    _check_role(invitation.role if known else role, by)
    invitation.role, invitation.invited_by = role, by.user
    return _ask(invitation, by.user, "invitation_sent")


@transaction.atomic
def send_again(invitation: MembershipInvitation, *, by: Membership) -> Asked:
    """Send a new link for another seven days; the one before it leads nowhere. Raises `InvitationUsed`."""
    _check_role(invitation.role, by)
    _locked(invitation)
    return _ask(invitation, by.user, "invitation_sent_again")


@transaction.atomic
def revoke(invitation: MembershipInvitation, *, by: Membership) -> None:
    """Take an invitation back. Raises `InvitationUsed` if somebody has come in by it meanwhile."""
    _check_role(invitation.role, by)
    _locked(invitation)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    _note(invitation, by.user, "invitation_revoked")


@transaction.atomic
def accept(invitation: MembershipInvitation, user: User) -> None:
    """Use an invitation, once. Raises `InvitationUsed` if somebody was faster."""
    used = MembershipInvitation.objects.open().filter(pk=invitation.pk)
    if not used.update(accepted_at=timezone.now(), accepted_by=user):
        raise InvitationUsed
    if invitation.brand is None:
        return
    _member, is_new = Membership.objects.get_or_create(
        brand=invitation.brand, user=user, defaults={"role": invitation.role}
    )
    if is_new:
        _note(invitation, user, "invitation_accepted")


def _ask(invitation: MembershipInvitation, by: User, code: str) -> Asked:
    assert invitation.brand is not None  # noqa: S101  founders are not written to
    secret = new_secret()
    invitation.secret_digest, invitation.expires_at = digest(secret), timezone.now() + LIFETIME
    invitation.save()
    _note(invitation, by, code)
    notice: Notice = Notice.objects.create(
        brand=invitation.brand,
        kind=Notice.Kind.INVITATION,
        to=invitation.email,
        language=invitation.brand.language,
        details={"secret": secret, "role": invitation.role, "by": str(by)},
    )
    return Asked(invitation, secret, notice)


def _locked(invitation: MembershipInvitation) -> None:
    if not MembershipInvitation.objects.open().select_for_update().filter(pk=invitation.pk).exists():
        raise InvitationUsed


def _check_role(role: str, by: Membership) -> None:
    if role not in Role:
        raise InvalidInvitation(_("Choose what they may do."), fields={"role": str(_("Choose one."))})
    if role == Role.OWNER and not by.can_own:
        raise OwnersAsk


def _address(typed: str) -> str:
    email = typed.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise InvalidInvitation(_("This is no e-mail address. Look at it once more.")) from error
    return email


def _note(invitation: MembershipInvitation, by: User, code: str) -> None:
    assert invitation.brand is not None  # noqa: S101
    AuditEvent.record(
        invitation.brand, by, code, kind="invitation", token=invitation.token, role=invitation.role
    )
