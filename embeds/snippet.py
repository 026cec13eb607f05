"""What a brand pastes into its own website, for every kind of site.

A pasted snippet can never be changed again. So it names no layout, no version and no media
address, reserves the height the widget will take, and holds a link that works without any script.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from embeds.design import read

if TYPE_CHECKING:
    from embeds.models import Widget


@dataclass(frozen=True)
class Snippet:
    """One way to put a widget on a site."""

    label: str
    code: str
    help: str = ""


@dataclass(frozen=True)
class _Parts:
    site: str
    wid: str
    slug: str
    height: int
    link: str

    @property
    def wall(self) -> str:
        return format_html('<a href="{}/wall/{}">{}</a>', self.site, self.slug, self.link)


def script(site_url: str, wid: str, *, nonce: str = "") -> str:
    """Return the tag that brings a widget.

    A browser asks for a module as early as for what draws the page, also where it is `async`: hence
    the priority.
    """
    allowed = format_html(' nonce="{}"', nonce) if nonce else ""
    return format_html(
        '<script{} type="module" async fetchpriority="low" src="{}/w/{}.js"></script>', allowed, site_url, wid
    )


def snippet(widget: Widget, site_url: str) -> str:
    """Return the two lines of HTML that are right for most sites."""
    parts = _parts(widget, site_url)
    return format_html(
        '{}\n<sayso-widget wid="{}" style="display:block;min-height:{}px">{}</sayso-widget>',
        script(parts.site, parts.wid),
        parts.wid,
        parts.height,
        parts.wall,
    )


def snippets(widget: Widget, site_url: str) -> list[Snippet]:
    """Return every way to put a widget on a site, the usual one first, in the language in force."""
    parts = _parts(widget, site_url)
    return [
        Snippet(
            _("HTML"),
            snippet(widget, site_url),
            _("Also for WordPress (“Custom HTML”), Shopify (“Custom Liquid”), Webflow and Framer (“Embed”)."),
        ),
        Snippet(
            _("Strict Content-Security-Policy"),
            _strict(parts),
            _("Put your page’s nonce for NONCE; allow this site in img-src, media-src and connect-src."),
        ),
        Snippet(
            _("One script tag"),
            _classic(parts),
            _("For editors that take away elements they do not know. Where it stands, the stories are."),
        ),
        Snippet(
            _("Frame"),
            _frame(parts),
            _("For sites that allow no script of others. Say in the builder which sites may show it."),
        ),
        Snippet(_("React, Next"), _react(parts)),
        Snippet(_("Vue"), _vue(parts)),
        Snippet(
            _("Server-side include"),
            f"{parts.site}/w/{parts.wid}.html",
            _("Let your server fetch this address and print it: readable without any script."),
        ),
    ]


def _parts(widget: Widget, site_url: str) -> _Parts:
    told = read(widget.settings)
    with override(told.language or widget.brand.language):
        link = widget.title or _("Customer stories")
    return _Parts(site_url, widget.token, widget.slug, told.height, link)


def _strict(parts: _Parts) -> str:
    return format_html(
        '<style nonce="NONCE">sayso-widget{{display:block;min-height:{}px}}</style>\n'
        '{}\n<sayso-widget wid="{}">{}</sayso-widget>',
        parts.height,
        script(parts.site, parts.wid, nonce="NONCE"),
        parts.wid,
        parts.wall,
    )


def _classic(parts: _Parts) -> str:
    return format_html(
        '<script async src="{}/w/embed.js" data-widget="{}" data-height="{}"></script>',
        parts.site,
        parts.wid,
        parts.height,
    )


def _frame(parts: _Parts) -> str:
    return format_html(
        '<iframe src="{}/frame/{}" title="{}" loading="lazy" width="100%" height="{}" '
        'style="border:0"></iframe>',
        parts.site,
        parts.wid,
        parts.link,
        parts.height,
    )


def _react(parts: _Parts) -> str:
    return (
        "// Once, for example in the layout:\n"
        f'<script type="module" async fetchPriority="low" src="{parts.site}/w/{parts.wid}.js" />\n'
        "// Where the stories should be:\n"
        f'<sayso-widget wid="{parts.wid}" style={{{{ display: "block", minHeight: {parts.height} }}}}>\n'
        f'  <a href="{parts.site}/wall/{parts.slug}">{parts.link}</a>\n'
        "</sayso-widget>"
    )


def _vue(parts: _Parts) -> str:
    style = f"display:block;min-height:{parts.height}px"
    return (
        "// vite.config: vue({ template: { compilerOptions:\n"
        "//   { isCustomElement: (tag) => tag === 'sayso-widget' } } })\n"
        f"{script(parts.site, parts.wid)}\n"
        f'<sayso-widget wid="{parts.wid}" style="{style}">{parts.wall}</sayso-widget>'
    )
