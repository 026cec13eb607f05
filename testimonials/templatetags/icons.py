"""The one tag that every template has: an icon of the sprite."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, look: str = "") -> SafeString:
    """Draw an icon, `look` being "s" or "l" for another size. Made once: a page has dozens of them."""
    return render_to_string("icon.html", {"name": name, "look": look})
