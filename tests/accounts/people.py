"""What the tests of accounts share: somebody who has just proved that it is them, and the codes of their app."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from testimonials.models import User
from tests.cast import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOGIN = "/accounts/login/"


def code(secret: str = SECRET, *, steps: int = 0) -> str:
    """What the app shows now, or some half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def with_app(user: User) -> list[str]:
    """Set up an app and recovery codes for somebody; return the codes."""
    TOTP.activate(user, SECRET)
    return list(RecoveryCodes.activate(user).get_unused_codes())


def signing_in(client: Client, email: str, password: str = PASSWORD, **more: Any) -> Any:
    """Type e-mail and password."""
    return client.post(LOGIN, {"login": email, "password": password, **more})


def signed_in(user: User, **headers: str) -> Client:
    """Signed in with the password, in a browser of their own."""
    client = Client(headers=headers)
    assert signing_in(client, user.email).status_code == 302
    return client


def proven(user: User) -> Client:
    """Signed in, and asked once more just now."""
    client = signed_in(user)
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def factors(user: User) -> set[str]:
    """The kinds of second factors somebody has."""
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
