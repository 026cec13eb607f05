"""Days as people write them."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone

from testimonials import writing

register = template.Library()


@register.filter
def day(value: datetime | None) -> str:
    """Write a moment as a day, in the language and the zone in force; nothing is empty."""
    return writing.day(_local(value).date()) if value else ""


@register.filter
def month(value: datetime | None) -> str:
    """Write a moment as a month and a year; nothing is empty."""
    return writing.month(_local(value).date()) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """Write a moment to the minute; nothing is empty."""
    return writing.moment(_local(value)) if value else ""


def _local(value: datetime) -> datetime:
    # What went through Django's `timezone` filter is where it should be, and says so.
    return value if getattr(value, "convert_to_local_time", True) is False else timezone.localtime(value)
