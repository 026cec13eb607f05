"""Translations: collected from the code, kept in `locale/`, compiled into `build/locale/`, all by Babel.

    python -m config.catalogues collect    bring locale/*.po up to date with the code
    python -m config.catalogues compile    make what Django reads, where it is missing or older

Promises: a message that nobody translated is never compiled (its English stands in); compiling is
atomic, so that two processes at once do no harm.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "locale"
BUILT = ROOT / "build" / "locale"
LANGUAGES = ("fa", "zh_Hans")
FOLDERS = ("config", "embeds", "templates", "testimonials")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]|%%")


def catalogue(language: str) -> Catalog:
    """Return what `locale/<language>.po` holds."""
    path = SOURCE / f"{language}.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def wanted() -> Catalog:
    """Return every message that the code asks for, with where it stands."""
    found = Catalog()
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                for message, context in _messages_in(path):
                    place = (str(path.relative_to(ROOT)), 0)
                    found.add(message, context=context, locations=[place])
    return found


def collect() -> None:
    """Add what is new to every catalogue, without a translation, and drop what nobody asks for any more."""
    SOURCE.mkdir(exist_ok=True)
    asked = wanted()
    for language in LANGUAGES:
        path = SOURCE / f"{language}.po"
        known = catalogue(language) if path.exists() else _empty(language)
        known.update(asked, no_fuzzy_matching=True, update_header_comment=False)
        known.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, known, width=110, sort_output=True, no_location=True, omit_header=False)


def compile_all() -> None:
    """Write `build/locale/<language>/LC_MESSAGES/django.mo` for every catalogue that is newer than it."""
    for language in LANGUAGES:
        path = SOURCE / f"{language}.po"
        target = BUILT / language / "LC_MESSAGES" / "django.mo"
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        compiled = BytesIO()
        write_mo(compiled, catalogue(language))
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{os.getpid()}.mo")
        part.write_bytes(compiled.getvalue())
        part.replace(target)


def problems(language: str) -> list[str]:
    """Return a line for every message that is missing in a language, or loses a placeholder there."""
    known = catalogue(language)
    return [line for message in wanted() if message.id for line in _problems_of(message, known)]


def _empty(language: str) -> Catalog:
    return Catalog(language, project="Sayso", version="0", header_comment="", fuzzy=False)


def _problems_of(message: Message, known: Catalog) -> Iterator[str]:
    single = message.id if isinstance(message.id, str) else message.id[0]
    found = known.get(single, context=message.context)
    if found is None or not found.string or (not isinstance(found.string, str) and not all(found.string)):
        yield f"not translated: {single!r} ({message.locations[0][0]})"
        return
    texts = [found.string] if isinstance(found.string, str) else list(found.string)
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    allowed = {frozenset(PLACEHOLDER.findall(one)) for one in ids}
    for text in texts:
        if frozenset(PLACEHOLDER.findall(text)) not in allowed:
            yield f"other placeholders: {single!r} → {text!r}"


def _messages_in(path: Path) -> Iterator[tuple[Any, str | None]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        text = _as_python(text)
    for _line, name, message, _comments in extract_python(BytesIO(text.encode()), KEYWORDS, (), {}):
        yield from _named(name, message)


def _named(name: Any, message: Any) -> Iterator[tuple[Any, str | None]]:
    parts = [message] if isinstance(message, str) else list(message)
    texts = [part for part in parts if isinstance(part, str) and part]
    if not texts:
        return
    if name.startswith("pgettext"):
        yield texts[1], texts[0]
    elif name.startswith("npgettext"):
        yield (texts[1], texts[2]), texts[0]
    else:
        yield (texts[0], texts[1]) if name.startswith("ngettext") else texts[0], None


def _as_python(template: str) -> str:
    """A Django template as the calls it makes: Django's own way to show one to an extractor."""
    from django.utils.translation.template import templatize

    return "\n".join(re.findall(r"n?p?gettext\(.*\)", templatize(template)))


if __name__ == "__main__":
    {"collect": collect, "compile": compile_all}[sys.argv[1]]()
