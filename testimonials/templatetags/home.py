"""What home needs to say of numbers and days."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from testimonials import writing

register = template.Library()
DAY_HOURS = 48


@register.filter
def coordinate(value: float) -> str:
    """Write a number for a drawing, in no language: 12.5."""
    return f"{value:g}"


@register.filter
def short_day(value: date) -> str:
    """Write a day without its year: 24 November, ۳ آذر."""
    if writing.digits("0") != "0":
        return writing.day(value).rpartition(" ")[0]
    return date_format(value, "MONTH_DAY_FORMAT")


@register.filter
def hours(value: float) -> str:
    """Write a length given in hours as people say it: 40 min, 5 h, 3 days."""
    if value < 1:
        return writing.digits(_("%d min") % max(1, round(value * 60)))
    if value < DAY_HOURS:
        return writing.digits(_("%d h") % round(value))
    return writing.digits(_("%d days") % round(value / 24))


@register.filter
def signed(value: int) -> str:
    """Write a score with its sign: +42, −7."""
    return writing.digits(f"+{value}" if value > 0 else str(value).replace("-", "−"))


@register.filter
def first_name(name: str) -> str:
    """The name by which somebody is greeted."""
    return name.split(maxsplit=1)[0] if name.split() else ""
