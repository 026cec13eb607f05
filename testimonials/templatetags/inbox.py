"""What the inbox's templates need to say: how long ago, how long it takes, which tags."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django import template
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from testimonials import writing
from testimonials.models import Brand, Decision, Tag, Testimonial
from testimonials.views.inbox_query import Asked

register = template.Library()
KeyGroup = tuple[str | Promise, list[tuple[list[str], str | Promise]]]
MINUTE, HOUR, DAY = 60, 3600, 86_400
MOST_KNOWN = 200
KEYS: list[KeyGroup] = [
    (
        gettext_lazy("Go through the list"),
        [
            (["J", "↓"], gettext_lazy("Next story")),
            (["K", "↑"], gettext_lazy("Story before")),
            (["Enter", "O"], gettext_lazy("Open it")),
            (["Space"], gettext_lazy("Play or pause")),
            (["/", "F"], gettext_lazy("Search")),
        ],
    ),
    (
        gettext_lazy("Decide"),
        [
            (["A"], gettext_lazy("Approve, and go on")),
            (["X"], gettext_lazy("Do not show; then the number of the reason")),
            (["Z", "U"], gettext_lazy("Undo, or back to the inbox")),
            (["E"], gettext_lazy("Edit tags")),
        ],
    ),
    (
        gettext_lazy("Choose several"),
        [
            (["S"], gettext_lazy("Choose this story, or no longer")),
            (["⇧", "J"], gettext_lazy("Choose on to the next")),
            (["⇧", "K"], gettext_lazy("Choose back to the one before")),
            (["⇧", "S"], gettext_lazy("Choose all shown, or none")),
            (["Esc"], gettext_lazy("Close, choose none")),
        ],
    ),
    (
        gettext_lazy("Go to"),
        [
            (["G", "H"], gettext_lazy("Home")),
            (["G", "I"], gettext_lazy("Inbox")),
            (["G", "L"], gettext_lazy("Links")),
            (["G", "W"], gettext_lazy("Widgets")),
            (["?"], gettext_lazy("This list")),
        ],
    ),
]


@register.filter
def ago(value: datetime) -> str:
    """Write how long ago a moment was, in as few letters as a line has room for: 3 h, yesterday, 2 days."""
    seconds = max(0, (timezone.now() - value).total_seconds())
    days = int(seconds // DAY)
    if seconds < MINUTE:
        return _("just now")
    if seconds < HOUR:
        return writing.digits(_("%d min") % (seconds // MINUTE))
    if seconds < DAY:
        return writing.digits(_("%d h") % (seconds // HOUR))
    if days == 1:
        return _("yesterday")
    if days < 7:
        return writing.digits(ngettext("%d day", "%d days", days) % days)
    return _day(value)


@register.filter
def about(milliseconds: int) -> str:
    """Write roughly how long something takes: about 12 min, about 3 h."""
    minutes = max(1, round(milliseconds / 60_000))
    if minutes < 100:
        return writing.digits(_("about %d min") % minutes)
    return writing.digits(_("about %d h") % round(minutes / 60))


@register.filter
def capped(number: int, most: int = 1000) -> str:
    """Write a count that was not counted to its end."""
    return writing.digits(f"{most - 1}+" if number >= most else str(number))


@register.simple_tag
def stars(rating: int) -> str:
    """The same as `_stars.html`, made once for each number and language."""
    return _stars(rating, get_language() or "")


@register.simple_tag
def badge(state: str) -> str:
    """The same as `_badge.html`, made once for each state and language."""
    return _badge(state, get_language() or "")


@lru_cache(maxsize=64)
def _badge(state: str, language: str) -> SafeString:
    return render_to_string("studio/_badge.html", {"state": state})


@lru_cache(maxsize=64)
def _stars(rating: int, language: str) -> SafeString:
    return render_to_string("studio/_stars.html", {"rating": rating})


@register.filter
def on_shelf(asked: Asked, shelf: str) -> str:
    """The query, with its question mark, of the same on another shelf."""
    query = asked.on(shelf).query
    return f"?{query}" if query else ""


@register.simple_tag
def reasons() -> list[tuple[str, Promise]]:
    """Why a story may be kept from being shown."""
    return [(reason.value, reason.label) for reason in Decision.Reason]


@register.simple_tag
def key_groups() -> list[KeyGroup]:
    """Every key of the inbox, by what it is for."""
    return KEYS


@register.simple_tag
def tags_of(testimonial: Testimonial) -> list[str]:
    """The names of a story's tags."""
    return list(testimonial.taggings.values_list("tag__name", flat=True))


@register.simple_tag
def known_tags(brand: Brand) -> QuerySet[Tag, str]:
    """The names of a brand's tags, to choose from while typing."""
    return brand.tags.values_list("name", flat=True)[:MOST_KNOWN]


def _day(value: datetime) -> str:
    local = timezone.localtime(value)
    this_year = local.year == timezone.localtime().year
    if writing.digits("0") != "0":
        return writing.day(local.date())
    return date_format(local, "MONTH_DAY_FORMAT" if this_year else "YEAR_MONTH_FORMAT")
