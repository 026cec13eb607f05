"""How numbers and days are written: in Persian with its own digits and in its own calendar.

Django and Babel know neither the digits nor the Jalali calendar.
"""

from __future__ import annotations

from datetime import date, datetime

import jdatetime
from django.utils.formats import date_format
from django.utils.translation import get_language

COMMAS = {"fa": "، ", "zh": " "}
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def digits(text: str, lang: str = "") -> str:
    """Return the text with the digits its language writes; the language in force where none is named."""
    return text.translate(_PERSIAN_DIGITS) if _is_persian(lang) else text


def day(value: date) -> str:
    """Return a day in the language in force: 24 November 2026, ۳ آذر ۱۴۰۵."""
    return digits(_jalali(value, "%-d %B %Y")) if _is_persian() else date_format(value, "DATE_FORMAT")


def month(value: date) -> str:
    """Return a day's month and year in the language in force."""
    return digits(_jalali(value, "%B %Y")) if _is_persian() else date_format(value, "YEAR_MONTH_FORMAT")


def moment(value: datetime) -> str:
    """Return a moment to the minute, in its own zone: 24 November 2026, 15:32; ۳ آذر ۱۴۰۵، ۱۵:۳۲."""
    between = COMMAS.get((get_language() or "").partition("-")[0], ", ")
    return f"{day(value.date())}{between}{digits(f'{value:%H:%M}')}"


def _is_persian(lang: str = "") -> bool:
    return (lang or get_language() or "").partition("-")[0] == "fa"


def _jalali(value: date, pattern: str) -> str:
    return str(jdatetime.date.fromgregorian(date=value, locale="fa_IR").strftime(pattern))
