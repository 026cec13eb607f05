"""What a widget is set to, read from its `settings`: nothing unknown gets through, and a rating is not there.

{"theme": "host", "tokens": {"radius": "18px"}, "order": "newest", "chosen": ["<testimonial>", …],
"rules": {"tags": […], "languages": […], "products": […], "kinds": […], "is_featured": false},
"most": 24, "height": 860, "language": "", "is_counted": true}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

THEMES = ("host", "auto", "light", "dark")
ORDERS = ("newest", "featured", "chosen")
KINDS = ("video", "audio", "text", "photo")
# Custom properties a brand may set, and the shape of what may stand there: never `url(`, never a `;`.
LENGTH = re.compile(r"\d{1,3}(\.\d{1,3})?(px|rem|em|%)")
COLOUR = re.compile(r"#[0-9a-f]{3,8}|(oklch|rgb|hsl)\([0-9.%\s,/deg-]{3,60}\)")
FAMILY = re.compile(r"[\w\s\",'-]{1,120}")
TOKENS: dict[str, re.Pattern[str]] = {
    "surface": COLOUR, "ink": COLOUR, "muted": COLOUR, "line": COLOUR, "star": COLOUR,
    "radius": LENGTH, "gap": LENGTH, "card": LENGTH,
    "ui": FAMILY, "voice": FAMILY,
}  # fmt: skip
MOST, MAX_CHOSEN, MAX_RULES = 200, 200, 50
MIN_HEIGHT, MAX_HEIGHT, DEFAULT_HEIGHT = 40, 4000, 860


@dataclass(frozen=True)
class Rules:
    """Which stories, where they are not chosen one by one; empty is all of them."""

    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    is_featured: bool = False


@dataclass(frozen=True)
class Design:
    """A widget's settings, whole and valid."""

    theme: str = "host"
    tokens: Mapping[str, str] = field(default_factory=dict)
    order: str = "newest"
    chosen: tuple[str, ...] = ()
    rules: Rules = Rules()
    most: int = 24
    height: int = DEFAULT_HEIGHT
    language: str = ""
    is_counted: bool = True

    def stored(self) -> dict[str, Any]:
        """Return it the way `Widget.settings` keeps it."""
        return asdict(self)

    def asking_for(self, old: str, new: str) -> Design:
        """The same, where a tag has another name: a tag is one in any case of letters."""
        tags = tuple(new if tag.casefold() == old.casefold() else tag for tag in self.rules.tags)
        return replace(self, rules=replace(self.rules, tags=tags))


def read(settings: Mapping[str, Any]) -> Design:
    """Return what `settings` say; what is missing or not valid is as it is by default."""
    told = Design()
    given = settings.get("rules")
    rules: Mapping[str, Any] = given if isinstance(given, dict) else {}
    return Design(
        theme=_one_of(settings.get("theme"), THEMES, told.theme),
        tokens=_tokens(settings.get("tokens")),
        order=_one_of(settings.get("order"), ORDERS, told.order),
        chosen=_words(settings.get("chosen"), MAX_CHOSEN),
        rules=Rules(
            tags=_words(rules.get("tags"), MAX_RULES),
            languages=_words(rules.get("languages"), MAX_RULES),
            products=_words(rules.get("products"), MAX_RULES),
            kinds=tuple(kind for kind in _words(rules.get("kinds"), MAX_RULES) if kind in KINDS),
            is_featured=rules.get("is_featured") is True,
        ),
        most=_number(settings.get("most"), 1, MOST, told.most),
        height=_number(settings.get("height"), MIN_HEIGHT, MAX_HEIGHT, told.height),
        language=str(settings.get("language") or ""),
        is_counted=settings.get("is_counted", told.is_counted) is True,
    )


def _tokens(given: object) -> dict[str, str]:
    if not isinstance(given, dict):
        return {}
    said = {name: str(given[name]).strip().lower() for name in TOKENS if given.get(name)}
    return {name: value for name, value in said.items() if TOKENS[name].fullmatch(value)}


def _words(given: object, most: int) -> tuple[str, ...]:
    if not isinstance(given, list | tuple):
        return ()
    return tuple(dict.fromkeys(word for word in given if isinstance(word, str) and word))[:most]


def _one_of(given: object, known: tuple[str, ...], otherwise: str) -> str:
    return given if isinstance(given, str) and given in known else otherwise


def _number(given: object, lowest: int, highest: int, otherwise: int) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        return otherwise
    return max(lowest, min(highest, given))
