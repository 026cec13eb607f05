"""Days as people write them."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone

from testimonials import writing

register = template.Library()


@register.filter
def day(value: datetime) -> str:
    """Write a moment as a day, in the language and the zone in force; nothing is empty."""
    return writing.day(timezone.localtime(value).date()) if value else ""
