"""What stands in a link's form: read from a stored link or a pack, and rearranged without a script.

All of it is one `QueryDict`, the way a browser sends it: the link's own fields by name, questions
as `q0-text`, `q1-text`, …, extra fields as `f0-label`, …. Nothing is checked here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.http import QueryDict
from django.utils import timezone, translation

from testimonials.models import Brand, CollectionLink, Question
from testimonials.packs import Pack
from testimonials.views.link_form import MEBIBYTE
from testimonials.views.link_inputs import LOCAL

Row = dict[str, str]
PLAIN = (
    "name", "campaign", "title", "intro", "thanks", "share_url", "incentive", "language", "max_submissions",
)  # fmt: skip


def of_pack(brand: Brand, pack: Pack | None) -> QueryDict:
    """A new link: the pack's questions in the brand's language, or one empty question."""
    typed = _of_link(CollectionLink(brand=brand, language=brand.language, sites=brand.sites))
    with translation.override(brand.language):
        asked = [(str(text), str(tip)) for text, tip in pack.questions] if pack else [("", "")]
        if pack:
            typed |= {"name": str(pack.label), "title": str(pack.title), "intro": str(pack.intro)}
    rows = [{"kind": "open", "text": text, "tip": tip} for text, tip in asked]
    return _query(typed, rows, [])


def of_link(link: CollectionLink) -> QueryDict:
    """A stored link, with its current questions."""
    fields = [
        {"key": f["key"], "label": f["label"]} | ({"is_required": "on"} if f.get("is_required") else {})
        for f in link.fields
    ]
    return _query(_of_link(link), [_of_question(question) for question in link.questions.current()], fields)


def rows_in(typed: QueryDict, letter: str) -> list[Row]:
    """The rows `letter`0, `letter`1, … as they were typed."""
    named = re.compile(rf"{letter}(\d{{1,3}})-([\w-]+)")
    rows: dict[int, Row] = {}
    for name in typed:
        if found := named.fullmatch(name):
            rows.setdefault(int(found[1]), {})[found[2]] = str(typed[name])
    return [rows[number] for number in sorted(rows)]


def with_rows(typed: QueryDict, letter: str, rows: list[Row]) -> QueryDict:
    """The same with other rows, numbered anew."""
    kept = QueryDict(mutable=True)
    for name, values in typed.lists():
        if not re.match(rf"{letter}\d+-", name):
            kept.setlist(name, values)
    for number, row in enumerate(rows):
        for part, value in row.items():
            kept[f"{letter}{number}-{part}"] = value
    return kept


def rearranged(typed: QueryDict, wish: str) -> tuple[QueryDict, str]:
    """Do what a button asked for (`up:q2`, `remove:f0`, `add:q`, …); return it with the row to go to."""
    move, _colon, target = wish.partition(":")
    letter, number = target[:1], int(target[1:]) if target[1:].isdecimal() else 0
    if letter not in {"q", "f"} or move not in MOVES:
        return typed, ""
    rows = rows_in(typed, letter)
    if move != "add" and number >= len(rows):
        return typed, ""
    place = MOVES[move](rows, number)
    return with_rows(typed, letter, rows), f"{letter}{place}" if rows else ""


def _add(rows: list[Row], number: int) -> int:
    rows.append({"kind": "open"})
    return len(rows) - 1


def _remove(rows: list[Row], number: int) -> int:
    del rows[number]
    return max(0, number - 1)


def _up(rows: list[Row], number: int) -> int:
    place = max(0, number - 1)
    rows.insert(place, rows.pop(number))
    return place


def _down(rows: list[Row], number: int) -> int:
    rows.insert(number + 1, rows.pop(number))
    return min(number + 1, len(rows) - 1)


MOVES: dict[str, Callable[[list[Row], int], int]] = {
    "add": _add, "remove": _remove, "up": _up, "down": _down,
}  # fmt: skip


def _of_link(link: CollectionLink) -> dict[str, Any]:
    typed: dict[str, Any] = {name: getattr(link, name) for name in PLAIN}
    minutes, seconds = divmod(link.max_seconds, 60)
    typed |= {"minutes": minutes, "seconds": seconds, "megabytes": max(1, link.max_bytes // MEBIBYTE)}
    typed |= {"languages": link.languages, "sites": "\n".join(link.sites)}
    typed["welcome"] = link.welcome.token if link.welcome else ""
    for name in ("opens_at", "expires_at"):
        if when := getattr(link, name):
            typed[name] = timezone.localtime(when, link.brand.zone).strftime(LOCAL)
    for name in ("opens_daily", "closes_daily"):
        if clock := getattr(link, name):
            typed[name] = clock.strftime("%H:%M")
    for name in ("asks_rating", "asks_nps"):
        if getattr(link, name):
            typed[name] = "on"
    for code, said in link.translations.items():
        typed |= {f"{part}_{code}": value for part, value in said.items()}
    return typed


def _of_question(question: Question) -> Row:
    row = {
        "key": str(question.key),
        "kind": question.kind,
        "text": question.text,
        "tip": question.tip,
        "options": "\n".join(question.options),
    }
    for code, said in question.translations.items():
        row |= {f"{part}_{code}": said.get(part, "") for part in ("text", "tip")}
        row[f"options_{code}"] = "\n".join(said.get("options", []))
    return row


def _query(typed: dict[str, Any], questions: list[Row], fields: list[Row]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in typed.items():
        query.setlist(name, value if isinstance(value, list) else ["" if value is None else str(value)])
    return with_rows(with_rows(query, "q", questions), "f", fields)
