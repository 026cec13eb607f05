"""What templates need to say and Django cannot."""

from django import template

register = template.Library()


@register.filter
def clock(milliseconds: int | None) -> str:
    """Write a length as people read it on a player: 98000 is "1:38"; nothing is empty."""
    if not milliseconds:
        return ""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    return f"{minutes}:{seconds:02}"
