"""The inbox's filters as they are shown: what can be chosen, and what was chosen."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testimonials.models import Answer, Brand, ConsentPurpose
from testimonials.views.inbox_query import FILTERS, SWITCHES, Asked

MOST_CHOICES = 200
KINDS = {
    Answer.Kind.VIDEO: _("Video"),
    Answer.Kind.AUDIO: _("Audio"),
    Answer.Kind.TEXT: _("Text"),
    Answer.Kind.PHOTO: _("Photo"),
    Answer.Kind.CHOICE: _("Choice"),
}
Choices = list[tuple[str, str | Promise]]


@dataclass(frozen=True)
class Select:
    """A filter to choose: its name in the address, its label, its choices, what is chosen."""

    name: str
    label: str | Promise
    choices: Choices
    chosen: str

    @property
    def is_switch(self) -> bool:
        return self.name in SWITCHES


@dataclass(frozen=True)
class Chip:
    """A filter that was chosen: what it says, and the query without it."""

    name: str
    label: str | Promise
    value: str | Promise
    rest: str

    @property
    def is_switch(self) -> bool:
        return self.name in SWITCHES


def narrowing(brand: Brand, asked: Asked) -> tuple[list[Select], list[Chip]]:
    """Return every filter that has anything to choose from, and those that were chosen."""
    choices = _choices(brand)
    selects = [
        Select(name, label, choices.get(name, []), asked.filters.get(name, ""))
        for name, label in FILTERS.items()
        if name in SWITCHES or choices.get(name)
    ]
    chips = [
        Chip(name, FILTERS[name], dict(choices.get(name, [])).get(value, value), asked.without(name).query)
        for name, value in asked.filters.items()
    ]
    return selects, chips


def _choices(brand: Brand) -> dict[str, Choices]:
    """What each filter may be set to. Languages are written as those who read them do."""
    links = list(brand.links.order_by("-pk").values_list("token", "name", "campaign")[:MOST_CHOICES])
    campaigns = sorted({campaign for _token, _name, campaign in links if campaign})
    tags = brand.tags.values_list("name", flat=True)[:MOST_CHOICES]
    return {
        "link": [(token, name) for token, name, _campaign in links],
        "campaign": [(campaign, campaign) for campaign in campaigns],
        "tag": [(name, name) for name in tags],
        "language": [(code, name) for code, name in settings.LANGUAGES],
        "kind": [(kind.value, label) for kind, label in KINDS.items()],
        "purpose": [(purpose.value, purpose.label) for purpose in ConsentPurpose],
    }
