"""Ask for a one-time code by e-mail before what cannot be undone: holding a link is not enough for it.

Promises: a code is kept as a keyed digest only; it works once, for fifteen minutes, for one
story; guesses are counted before they are compared, five a code; only the newest code counts,
and there are five an hour. Who gave no address cannot be asked.
"""

from __future__ import annotations

import secrets
import unicodedata
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from testimonials.errors import Refusal
from testimonials.models import Notice, OneTimeCode, Testimonial

DIGITS = 6
SENDS_AN_HOUR = 5


class TooManyCodes(Refusal):
    code = "too_many_codes"
    status = 429
    message = _("We have sent five codes within an hour. Please wait a while, then ask for another.")


class WrongCode(Refusal):
    code = "wrong_code"
    message = _("This is not the code from our last e-mail. Look at it once more.")


class CodeOver(Refusal):
    code = "code_over"
    message = _("This code does not work any more. Ask for a new one.")


def is_needed(testimonial: Testimonial) -> bool:
    """Whether there is an address to send a code to."""
    return bool(testimonial.speaker and testimonial.speaker.email)


@transaction.atomic
def send_code(testimonial: Testimonial) -> Notice | None:
    """Make a code and queue its mail; None where no address is known. Raises `TooManyCodes`."""
    list(Testimonial.objects.select_for_update().filter(pk=testimonial.pk))
    recent = testimonial.codes.filter(created_at__gt=timezone.now() - timedelta(hours=1))
    if recent.count() >= SENDS_AN_HOUR:
        raise TooManyCodes
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    if (notice := Notice.to_speaker(testimonial, Notice.Kind.CODE, code=digits)) is not None:
        OneTimeCode.objects.create(
            brand=testimonial.brand, testimonial=testimonial, digest=_digest(testimonial, digits)
        )
    return notice


def redeem(testimonial: Testimonial, typed: str) -> None:
    """Use up the newest code. Raises `CodeOver` or `WrongCode`, and the guess is counted."""
    newest = testimonial.codes.order_by("-pk").first()
    if newest is None:
        raise CodeOver
    mine = OneTimeCode.objects.usable().filter(pk=newest.pk)
    if not mine.update(tries=F("tries") + 1):
        raise CodeOver
    if not constant_time_compare(newest.digest, _digest(testimonial, _digits_of(typed))):
        raise WrongCode
    if not OneTimeCode.objects.filter(pk=newest.pk, used_at=None).update(used_at=timezone.now()):
        raise CodeOver


def _digest(testimonial: Testimonial, digits: str) -> str:
    """Keyed, because six digits alone are guessed from their hash in a moment."""
    return salted_hmac("sayso.code", f"{testimonial.token}:{digits}", algorithm="sha256").hexdigest()


def _digits_of(typed: str) -> str:
    """What was typed without spaces, and Persian or Arabic digits as ours."""
    return "".join(str(unicodedata.digit(char)) for char in typed if char.isdigit())
