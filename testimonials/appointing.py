"""Change what somebody may do in a brand, remove them, or leave it.

Promises: a brand always has an owner; only owners appoint and dismiss owners; what is changed
holds from the next request on, in this brand and no other.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from testimonials.errors import Refusal
from testimonials.models import AuditEvent, Brand, Membership

Role = Membership.Role


class LastOwner(Refusal):
    code = "last_owner"
    status = 409
    message = _("A brand needs an owner. Make somebody else one first.")


class OwnersDecide(Refusal):
    code = "owners_decide"
    status = 403
    message = _("Only an owner decides who is an owner.")


class NoSuchRole(Refusal):
    code = "no_such_role"
    message = _("Choose one of the roles.")


@transaction.atomic
def change_role(member: Membership, role: str, *, by: Membership) -> None:
    """Let `member` be `role` from now on. Raises `OwnersDecide`, `LastOwner` or `NoSuchRole`."""
    if role not in Role:
        raise NoSuchRole
    _lock(member)
    if role == member.role:
        return
    if Role.OWNER in {role, member.role} and not by.can_own:
        raise OwnersDecide
    _check_not_the_last(member)
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    _note(member, by, "role_changed", before=before, after=role)


@transaction.atomic
def remove(member: Membership, *, by: Membership) -> None:
    """Take somebody off the team. Raises `OwnersDecide` or `LastOwner`."""
    _lock(member)
    if member.can_own and not by.can_own:
        raise OwnersDecide
    _check_not_the_last(member)
    _note(member, by, "member_removed", role=member.role)
    member.delete()


@transaction.atomic
def leave(member: Membership) -> None:
    """Leave the team. Raises `LastOwner`."""
    _lock(member)
    _check_not_the_last(member)
    _note(member, member, "member_left", role=member.role)
    member.delete()


def _lock(member: Membership) -> None:
    """Let nobody else change this team meanwhile, and see what is true now."""
    Brand.objects.select_for_update().get(pk=member.brand_id)
    member.refresh_from_db(fields=["role"])


def _check_not_the_last(member: Membership) -> None:
    others = Membership.objects.filter(brand=member.brand_id, role=Role.OWNER).exclude(pk=member.pk)
    if member.can_own and not others.exists():
        raise LastOwner


def _note(member: Membership, by: Membership, code: str, **details: str) -> None:
    # People have no public name; the log is read on this server only.
    AuditEvent.record(member.brand, by.user, code, kind="member", token=str(member.user_id), **details)
