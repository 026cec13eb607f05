"""What proves beside a password that it is you: an app's codes, passkeys, recovery codes.

The secrets behind the codes are stored encrypted with the installation's key: a copy of the
database alone is no second factor. One that cannot be read any more (another key) matches no
code; the passkeys of its owner go on working.
"""

from __future__ import annotations

import secrets
from base64 import b32encode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

import segno
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from testimonials.devices import device
from testimonials.models import User

SECRET_BYTES = 20


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth's second factors, in our words, with our QR code and our key."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This did not match. Try once more, with a fresh code."),
        "unverified_email": _(
            "Confirm your e-mail address first: a second factor on a wrong one locks you out."
        ),
    }

    def build_totp_svg(self, url: str) -> SafeString:
        """Draw the QR code as SVG to stand in the page: the content policy asks for nothing."""
        drawn = segno.make_qr(url, error="m").svg_inline(scale=4, border=3, light="#fff", svgclass="qr")
        return mark_safe(drawn)  # noqa: S308  segno draws squares; the address is not in the text

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        """Call a passkey after the device it is made on."""
        return device(context.request.headers.get("User-Agent", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Tell the browser whose passkeys these are."""
        return {"id": context.request.get_host().partition(":")[0], "name": "Sayso"}

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _box() -> MultiFernet:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    return urlsafe_b64encode(sha256(b"sayso.second-factor:" + key.encode()).digest())
