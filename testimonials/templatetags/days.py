"""Days as people write them."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format

register = template.Library()


@register.filter
def day(value: datetime) -> str:
    """Write a moment as a day, in the language and the zone in force; nothing is empty."""
    return date_format(timezone.localtime(value), "DATE_FORMAT") if value else ""
