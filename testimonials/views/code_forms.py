"""allauth's forms for codes, which take the digits of every keyboard (۱۲۳, １２３), and each code once.

allauth forgets a used code after half a minute; here it is good for a minute and a half, so it is
remembered for as long.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as factors
from allauth.mfa.totp import forms as totp
from django.core.cache import cache

from testimonials.models.tokens import digest


def latin(typed: str) -> str:
    """Return what was typed with every digit as 0 to 9."""
    return "".join(str(unicodedata.digit(sign, sign)) for sign in typed)


class AuthenticateForm(factors.AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    def clean_code(self) -> str:
        self.cleaned_data["code"] = latin(self.cleaned_data["code"])
        return _used_up(self.user, super().clean_code())


class ReauthenticateForm(factors.ReauthenticateForm):  # type: ignore[misc]
    def clean_code(self) -> str:
        self.cleaned_data["code"] = latin(self.cleaned_data["code"])
        return _used_up(self.user, super().clean_code())


class ActivateTOTPForm(totp.ActivateTOTPForm):  # type: ignore[misc]
    def clean_code(self) -> str:
        self.cleaned_data["code"] = latin(self.cleaned_data["code"])
        return str(super().clean_code())


def _used_up(user: Any, code: str) -> str:
    seconds = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    if not cache.add(f"code:{digest(f'{user.pk}:{code}')}", 1, seconds):
        raise get_adapter().validation_error("incorrect_code")
    return code
