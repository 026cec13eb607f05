"""What a brand pastes into its own website.

A pasted snippet can never be changed again. So it names no layout, no version and no media
address, reserves the height the wall will take, and holds a link that works without any script.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

if TYPE_CHECKING:
    from embeds.models import Widget

DEFAULT_HEIGHT = 860


def snippet(widget: Widget, site_url: str) -> str:
    """Return the two lines of HTML; `settings["height"]` is what they reserve, in pixels."""
    with override(widget.settings.get("language") or widget.brand.language):
        link = widget.title or _("Customer stories")
    return format_html(
        '<script type="module" async src="{site}/w/{wid}.js"></script>\n'
        '<sayso-widget wid="{wid}" style="display:block;min-height:{height}px">'
        '<a href="{site}/wall/{slug}">{link}</a></sayso-widget>',
        site=site_url,
        wid=widget.token,
        slug=widget.slug,
        height=int(widget.settings.get("height", DEFAULT_HEIGHT)),
        link=link,
    )
