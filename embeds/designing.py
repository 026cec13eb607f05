"""Make a widget, change what it is set to, go back to what it was set to.

Every save is a version. Going back is a save too: nothing is lost, and what is rendered is rendered
under today's decisions and consents.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from embeds.design import Design, read
from embeds.models import Widget, WidgetVersion
from testimonials.errors import Refusal
from testimonials.models import AuditEvent, Brand, User
from testimonials.models.tokens import new_token

MAX_WIDGETS = 100


class WidgetChanged(Refusal):
    code = "widget_changed"
    status = 409
    message = _("Somebody else has changed this widget while you were here.")


class TooManyWidgets(Refusal):
    code = "too_many_widgets"
    message = _("A hundred widgets are there. Delete one that is on no page.")


@transaction.atomic
def create(brand: Brand, *, by: User | None, name: str, layout: str, title: str = "") -> Widget:
    """Make a widget with the settings of its layout; it is published like any other that is stale."""
    if Widget.objects.of(brand).count() >= MAX_WIDGETS:
        raise TooManyWidgets
    design = Design(height=HEIGHTS[layout], most=MOST[layout])
    widget = Widget.objects.create(
        brand=brand,
        slug=_free_slug(brand, name),
        name=name,
        title=title,
        layout=layout,
        settings=design.stored(),
    )
    _keep_version(widget, by)
    AuditEvent.record(brand, by, "widget_created", kind="widget", token=widget.token)
    return widget


@transaction.atomic
def change(
    widget: Widget,
    *,
    by: User | None,
    seen: int,
    name: str,
    title: str,
    layout: str,
    design: Design,
    sites: Sequence[str],
) -> WidgetVersion | None:
    """Store what a widget is set to, as a new version; None where nothing is different.

    `seen` is the revision it was set over. Raises `WidgetChanged` when somebody was faster.
    """
    locked = Widget.objects.select_for_update().get(pk=widget.pk)
    if locked.revision != seen:
        raise WidgetChanged
    now = {"name": name, "title": title, "layout": layout, "settings": design.stored(), "sites": list(sites)}
    before = {field: getattr(locked, field) for field in now} | {"settings": read(locked.settings).stored()}
    if _plain(before) == _plain(now):
        return None
    Widget.objects.filter(pk=widget.pk).mark_stale(revision=seen + 1, **now)
    widget.refresh_from_db()
    AuditEvent.record(widget.brand, by, "widget_changed", kind="widget", token=widget.token, version=seen + 1)
    return _keep_version(widget, by)


def go_back(widget: Widget, number: int, *, by: User, seen: int) -> WidgetVersion | None:
    """Set a widget to what it was set to in version `number`. Raises `WidgetVersion.DoesNotExist`."""
    old = widget.versions.get(number=number)
    return change(
        widget,
        by=by,
        seen=seen,
        name=old.name,
        title=old.title,
        layout=old.layout,
        design=read(old.settings),
        sites=old.sites,
    )


@transaction.atomic
def follow_tag(brand: Brand, old: str, new: str) -> list[Widget]:
    """Have every widget that asks for a tag ask for it by its new name; return them.

    That is a version like any other. Older versions stay what they were.
    """
    asking = []
    for widget in Widget.objects.of(brand).select_for_update():
        design = read(widget.settings)
        renamed = design.asking_for(old, new)
        if renamed != design:
            change(
                widget,
                by=None,
                seen=widget.revision,
                name=widget.name,
                title=widget.title,
                layout=widget.layout,
                design=renamed,
                sites=widget.sites,
            )
            asking.append(widget)
    return asking


@transaction.atomic
def delete(widget: Widget, *, by: User) -> None:
    """Delete a widget. Whoever calls this has taken its files off (`publishing.remove_files`)."""
    AuditEvent.record(widget.brand, by, "widget_deleted", kind="widget", token=widget.token)
    widget.delete()


# What a new widget reserves and shows, by its layout.
HEIGHTS = {
    "wall": 860,
    "grid": 640,
    "carousel": 580,
    "marquee": 440,
    "single": 480,
    "badge": 72,
    "bubble": 40,
}
MOST = {"wall": 24, "grid": 12, "carousel": 12, "marquee": 12, "single": 1, "badge": 200, "bubble": 6}


def _keep_version(widget: Widget, by: User | None) -> WidgetVersion:
    return WidgetVersion.objects.create(
        brand=widget.brand,
        widget=widget,
        number=widget.revision,
        name=widget.name,
        title=widget.title,
        layout=widget.layout,
        settings=widget.settings,
        sites=widget.sites,
        by=by,
    )


def _plain(said: dict[str, Any]) -> dict[str, Any]:
    """The same as JSON has it: a tuple is a list."""
    return {name: list(value) if isinstance(value, tuple) else _deep(value) for name, value in said.items()}


def _deep(value: Any) -> Any:
    if isinstance(value, dict):
        return _plain(value)
    return [_deep(one) for one in value] if isinstance(value, list | tuple) else value


def _free_slug(brand: Brand, name: str) -> str:
    base = slugify(f"{brand.slug}-{name}" if Widget.objects.of(brand).exists() else brand.slug)[:48] or "wall"
    return (
        base
        if not Widget.objects.filter(slug=base).exists()
        else f"{base}-{new_token()[:6].lower().strip('_-')}"
    )
