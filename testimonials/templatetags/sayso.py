"""What templates need to say and Django cannot."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def clock(milliseconds: int | None) -> str:
    """Write a length as people read it on a player: 98000 is "1:38"; nothing is empty."""
    if not milliseconds:
        return ""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    return f"{minutes}:{seconds:02}"


@register.filter
def time_left(seconds: int | None) -> str:
    """Say how long something still takes, as exactly as it is known: 95 is "about 2 min left"."""
    if seconds is None:
        return ""
    if seconds < 90:
        return _("about %d s left") % max(5, round(seconds / 5) * 5)
    return _("about %d min left") % round(seconds / 60)
