"""What templates need to say and Django cannot."""

from django import template
from django.utils.translation import gettext as _

from testimonials import writing

register = template.Library()


@register.filter
def digits(value: object) -> str:
    """Write a number with the digits of the language in force."""
    return writing.digits(str(value))


@register.filter
def isolated(value: object) -> str:
    """Keep a foreign name or sum in one piece inside a sentence that may run the other way."""
    return f"\u2068{value}\u2069"


@register.filter
def clock(milliseconds: int | None) -> str:
    """Write a length as people read it on a player: 98000 is "1:38"; nothing is empty."""
    if not milliseconds:
        return ""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    return writing.digits(f"{minutes}:{seconds:02}")


@register.filter
def time_left(seconds: int | None) -> str:
    """Say how long something still takes, as exactly as it is known: 95 is "about 2 min left"."""
    if seconds is None:
        return ""
    if seconds < 90:
        return writing.digits(_("about %d s left") % max(5, round(seconds / 5) * 5))
    return writing.digits(_("about %d min left") % round(seconds / 60))
