"""The log in words: what happened in a brand, each line in the reader's language, a page at a time.

The rows hold ids and codes; names are looked up now. Whatever is gone by then has no name any more.
A code that has no words here is shown as it is, so that nothing is ever left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testimonials.models import AuditEvent, Brand, Decision, Membership, Testimonial, User
from testimonials.views.history import CODES, VERDICTS

PAGE_SIZE = 50
DECISIONS = "decisions"
# What one may look for, and the kinds of things that are meant by it.
SUBJECTS: dict[str, tuple[Promise, tuple[str, ...]]] = {
    DECISIONS: (gettext_lazy("Decisions"), ()),
    "stories": (gettext_lazy("Stories"), ("testimonial",)),
    "team": (gettext_lazy("Team"), ("member", "invitation")),
    "links": (gettext_lazy("Links"), ("link",)),
    "widgets": (gettext_lazy("Widgets"), ("widget",)),
    "settings": (gettext_lazy("Settings"), ("brand",)),
}
SENTENCES: dict[str, Promise] = CODES | {
    "brand_founded": gettext_lazy("Founded the brand"),
    "brand_closed": gettext_lazy("Deleted the brand"),
    "brand_kept": gettext_lazy("Took the brand back"),
    "settings_changed": gettext_lazy("Changed the settings"),
    "invitation_sent": gettext_lazy("Invited %(object)s: %(role)s"),
    "invitation_sent_again": gettext_lazy("Invited %(object)s once more: %(role)s"),
    "invitation_revoked": gettext_lazy("Took the invitation of %(object)s back"),
    "invitation_accepted": gettext_lazy("Came in: %(role)s"),
    "role_changed": gettext_lazy("%(object)s: %(after)s, before that %(before)s"),
    "member_removed": gettext_lazy("Removed %(object)s: %(role)s"),
    "member_left": gettext_lazy("Left the team: %(role)s"),
    "link_created": gettext_lazy("Made the link %(object)s"),
    "link_changed": gettext_lazy("Changed the link %(object)s"),
    "link_open": gettext_lazy("Opened the link %(object)s again"),
    "link_paused": gettext_lazy("Paused the link %(object)s"),
    "link_closed": gettext_lazy("Closed the link %(object)s"),
    "link_revoked": gettext_lazy("Revoked the link %(object)s"),
    "widget_created": gettext_lazy("Made the widget %(object)s"),
    "widget_changed": gettext_lazy("Changed the widget %(object)s"),
    "widget_published": gettext_lazy("Published the widget %(object)s"),
    "widget_unpublished": gettext_lazy("Took the widget %(object)s down"),
    "widget_ejected": gettext_lazy("Downloaded the stories of the widget %(object)s"),
    "widget_deleted": gettext_lazy("Deleted a widget"),
}
ROLES = dict(Membership.Role.choices)
# What the settings are called where they are changed.
FIELDS: dict[str, Promise] = {
    "name": gettext_lazy("Name"),
    "website": gettext_lazy("Website"),
    "language": gettext_lazy("Language"),
    "time_zone": gettext_lazy("Time zone"),
    "logo_key": gettext_lazy("Logo"),
    "sites": gettext_lazy("Sites"),
    "consent_note": gettext_lazy("Note on the consent"),
    "retention_months": gettext_lazy("How long stories are kept"),
    **dict.fromkeys(("brand_l", "brand_c", "brand_h", "on_brand"), gettext_lazy("Colour")),
}


@dataclass(frozen=True)
class Line:
    """Who did what, when. Without `who` it happened by itself. `icon` says to what."""

    at: datetime
    what: str
    who: str
    icon: str
    more: str = ""
    address: str = ""
    cursor: str = ""


ICONS = {"testimonial": "message", "link": "link", "widget": "widgets", "brand": "settings"}


def lines(brand: Brand, *, about: str = "", before: str = "") -> tuple[list[Line], str]:
    """Return one page, the newest first, and the cursor of the page after it ("" where there is none)."""
    decisions = _before(brand.decisions.all(), "decided_at", 0, before)
    events = _before(brand.audit_events.all(), "at", 1, before)
    wants_decisions, wants_events = about in {"", DECISIONS}, about != DECISIONS
    if about in SUBJECTS and wants_events:
        events = events.filter(object_kind__in=SUBJECTS[about][1])
    found: list[tuple[datetime, int, int, Any]] = []
    if wants_decisions:
        found += [
            (row.decided_at, 0, row.pk, row)
            for row in _top(decisions.select_related("by", "testimonial"), "decided_at")
        ]
    if wants_events:
        found += [(row.at, 1, row.pk, row) for row in _top(events.select_related("by"), "at")]
    found.sort(key=lambda one: one[:3], reverse=True)
    page = found[:PAGE_SIZE]
    names = _Names(brand, [row for *_key, row in page if isinstance(row, AuditEvent)])
    shown = [_decided(brand, row) if isinstance(row, Decision) else names.line(row) for *_key, row in page]
    following = _cursor(*page[-1][:3]) if len(found) > PAGE_SIZE else ""
    return shown, following


def _top(rows: QuerySet[Any], field: str) -> Iterable[Any]:
    return rows.order_by(f"-{field}", "-pk")[: PAGE_SIZE + 1]


def _cursor(at: datetime, source: int, pk: int) -> str:
    return f"{at.timestamp():.6f}-{source}-{pk}"


def _before(rows: QuerySet[Any], field: str, source: int, cursor: str) -> QuerySet[Any]:
    """Those after a cursor in reading order. One that makes no sense is the first page."""
    try:
        seconds, at_source, pk = cursor.split("-")
        at = datetime.fromtimestamp(float(seconds), tz=timezone.get_default_timezone())
        last, number = int(at_source), int(pk)
    except (ValueError, OverflowError, OSError):
        return rows
    same_moment = Q(pk__lt=number) if source == last else Q(pk__gt=0) if source < last else Q(pk__lt=0)
    return rows.filter(Q(**{f"{field}__lt": at}) | (Q(**{field: at}) & same_moment))


def _decided(brand: Brand, decision: Decision) -> Line:
    token = decision.testimonial.token
    return Line(
        at=decision.decided_at,
        what=_("A story: %(verdict)s") % {"verdict": VERDICTS[decision.verdict]},
        who=str(decision.by),
        icon="message",
        more=str(decision.get_reason_display()) if decision.reason else "",
        address=reverse("studio:testimonial", args=[brand.slug, token]),
    )


class _Names:
    """The names of what a page of events is about, looked up once for all of them."""

    def __init__(self, brand: Brand, events: list[AuditEvent]) -> None:
        self.brand = brand
        told: dict[str, set[str]] = {}
        for event in events:
            told.setdefault(event.object_kind, set()).add(event.object_token)
        links = brand.links.filter(token__in=told.get("link", ()))
        asked = brand.membership_invitations.filter(token__in=told.get("invitation", ()))
        people = User.objects.filter(pk__in=[int(pk) for pk in told.get("member", ()) if pk.isdecimal()])
        self.widgets = dict(brand.widgets.values_list("token", "name"))
        self.stories = set(
            Testimonial.objects.of(brand)
            .submitted()
            .filter(token__in=told.get("testimonial", ()))
            .values_list("token", flat=True)
        )
        self.names: dict[str, dict[str, str]] = {
            "link": dict(links.values_list("token", "name")),
            "invitation": dict(asked.values_list("token", "email")),
            "member": {str(user.pk): str(user) for user in people},
            "widget": self.widgets,
        }

    def line(self, event: AuditEvent) -> Line:
        """Put one event into words."""
        token, kind = event.object_token, event.object_kind
        name = self.names.get(kind, {}).get(token) or _("one that is gone")
        values = {key: str(ROLES.get(str(value), value)) for key, value in event.details.items()}
        sentence = SENTENCES.get(event.code)
        what = (
            _filled(str(sentence), values | {"object": f"“\u2068{name}\u2069”"}) if sentence else event.code
        )
        return Line(
            at=event.at,
            what=what,
            who=str(event.by or ""),
            icon=ICONS.get(kind, "people"),
            more=self.widgets.get(str(event.details.get("widget", "")), "") or _fields(event),
            address=self._address(kind, token),
        )

    def _address(self, kind: str, token: str) -> str:
        if kind == "testimonial" and token in self.stories:
            return reverse("studio:testimonial", args=[self.brand.slug, token])
        if kind == "link" and token in self.names["link"]:
            return reverse("studio:link", args=[self.brand.slug, token])
        return ""


def _fields(event: AuditEvent) -> str:
    """Name the settings that were changed, each once."""
    changed = str(event.details.get("fields", "")).split(",")
    return ", ".join(dict.fromkeys(str(FIELDS.get(name, name)) for name in changed if name))


def _filled(sentence: str, values: dict[str, str]) -> str:
    """Fill in what is known; an event written by an older version may know less."""
    try:
        return sentence % values
    except KeyError:
        return sentence
