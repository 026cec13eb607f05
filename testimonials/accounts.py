"""Who may have an account: whoever holds an invitation, or anybody where `SIGNUP=open`.

An invitation is a one-time secret in a link. Accepting it makes the membership, or founds a
brand with its first link where the invitation names no brand yet.
"""

from __future__ import annotations

import logging
from itertools import count
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.messages import ERROR
from django.db import transaction
from django.http import HttpRequest
from django.utils.text import slugify
from django.utils.translation import gettext as _

from testimonials import collecting, inviting
from testimonials.models import AuditEvent, Brand, Membership, MembershipInvitation, User
from testimonials.models.tokens import new_token
from testimonials.stores import StoreUnavailable

log = logging.getLogger(__name__)

SESSION_KEY = "invitation"
# Words that stand where a brand does in the Studio's addresses.
OURS = {"join", "new"}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth's door, with our key."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        if settings.SIGNUP == "open":
            return True
        return invitation_of(request) is not None

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        saved: User = super().save_user(request, user, form, commit)
        if (invitation := invitation_of(request)) is not None:
            inviting.accept(invitation, saved)
            request.session.pop(SESSION_KEY, None)
        return saved

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Let an address count, unless somebody else has come to sign in with it."""
        if User.objects.filter(email=email_address.email).exclude(pk=email_address.user_id).exists():
            self.add_message(request, ERROR, "account/messages/email_confirmation_failed.txt")
            return False
        return bool(super().confirm_email(request, email_address))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter somebody waits for; a mail server that is away is an outage, and is said."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            raise StoreUnavailable("mail") from error

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Tell of a change that has happened: it stays, whether or not the letter goes out."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except StoreUnavailable as error:
            log.warning("an account's notification was not sent: %s", type(error.__cause__).__name__)


def invitation_of(request: HttpRequest) -> MembershipInvitation | None:
    """Return the usable invitation this session came with, if any."""
    secret = request.session.get(SESSION_KEY, "")
    return MembershipInvitation.objects.opened_by(secret).first() if secret else None


def may_found(user: User) -> bool:
    """Whether somebody may found another brand: owners, everybody where `SIGNUP=open`, and who has none."""
    mine = user.memberships.filter(brand__closed_at=None)
    return settings.SIGNUP == "open" or not mine.exists() or mine.filter(role=Membership.Role.OWNER).exists()


@transaction.atomic
def found_brand(user: User, *, name: str) -> Brand:
    """Create a brand that `user` owns, with a first collection link that can be sent at once."""
    brand = Brand(name=name.strip(), slug=_free_slug(name))
    brand.full_clean()
    brand.save()
    Membership.objects.create(brand=brand, user=user, role=Membership.Role.OWNER)
    AuditEvent.record(brand, user, "brand_founded", kind="brand", token=brand.token)
    collecting.create(
        brand,
        name=_("First link"),
        title=_("How is life with %(brand)s?") % {"brand": brand.name},
        questions=[
            (_("What was it like before?"), _("A moment you remember is better than a summary.")),
            (_("What changed?"), _("One concrete thing is enough.")),
            (_("What should we do better?"), _("We read every word.")),
        ],
    )
    return brand


def _free_slug(name: str) -> str:
    """Return the name as it stands in addresses; one that is taken, or ours, gets a number behind it."""
    slug = slugify(name)[:50] or f"brand-{new_token()[:6].lower().replace('_', '-')}"
    taken = OURS | set(Brand.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    return next(one for n in count(1) if (one := slug if n == 1 else f"{slug}-{n}") not in taken)
