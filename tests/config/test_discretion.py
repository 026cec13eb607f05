"""A log never holds the key to somebody's page."""

from __future__ import annotations

import logging
import sys

from django.conf import settings

from config.discretion import Discreet
from testimonials.models.tokens import new_token


def test_a_speakers_address_is_not_written_down() -> None:
    secret = new_token()
    told = Discreet("%(message)s").format(
        logging.LogRecord(
            "django.request", logging.WARNING, "", 1, "Not Found: %s", (f"/s/{secret}/link",), None
        )
    )
    assert told == "Not Found: /s/…/link"


def test_nor_in_a_traceback() -> None:
    secret = new_token()
    try:
        raise ValueError(f"/s/{secret}")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "failed", (), sys.exc_info())
    assert secret not in Discreet("%(message)s").format(record)


def test_every_handler_writes_like_that() -> None:
    names = {handler["formatter"] for handler in settings.LOGGING["handlers"].values()}
    assert {settings.LOGGING["formatters"][name]["()"] for name in names} == {"config.discretion.Discreet"}
