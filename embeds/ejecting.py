"""Pack a widget so that it works without any server of ours: a page, its films, and what to mind.

Promises: only what is placed and public at this moment, as its consent allows it; a story whose
film is taken down before its turn is left out whole; whatever its size, only a piece of a file is
in memory. It is as long as the widget: `design.MOST` stories, one film of each in up to two codecs.
What is taken down later stays in the copy: README.txt says so, and the log says who has one.
"""

from __future__ import annotations

import io
from collections.abc import Generator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from embeds import payload, rendering, runtime
from embeds.contract import Item, Payload, Source, Told
from embeds.models import Widget
from embeds.selecting import today
from testimonials import stores
from testimonials.models import AuditEvent, User
from testimonials.writing import day

READABLE = 0o644 << 16  # as Unix keeps it in a zip
# Films gain nothing, but deflate says itself where it ends: what is stored in a stream, where sizes come
# last, macOS and other readers from front to back cannot take apart.
NO_GAIN = 0


@dataclass
class _Story:
    """An item with its files: their names in the zip, and in the public store by those."""

    name: str
    item: dict[str, Any]
    poster: str = ""
    sources: list[Source] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)


class _Sink(io.RawIOBase):
    """Where a zip is written to, until somebody takes it. It cannot be sought in."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        whole = b"".join(self.pieces)
        self.pieces.clear()
        return whole


def eject(widget: Widget, *, by: User) -> Generator[bytes]:
    """Return a zip in pieces. Rows are read at once; a store that is away raises at a later piece."""
    AuditEvent.record(widget.brand, by, "widget_ejected", kind="widget", token=widget.token)
    placements = widget.placements.select_related("cut", "testimonial__brand", "testimonial__speaker")
    content = payload.build(widget, today(placements), site_url=settings.SITE_URL)
    title = content["title"] or content["brand"]["name"]
    packed_on = day(timezone.localdate(timezone=widget.brand.zone))
    readme = render_to_string("ejected/README.txt", {"title": title, "day": packed_on})
    return _zip(content, title, readme)


def _zip(content: Payload, title: str, readme: str) -> Generator[bytes]:
    sink = _Sink()
    packed = []
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        for number, item in enumerate(content["items"], 1):
            story = _story(f"story-{number:03}", item, content["words"])
            try:
                yield from _put_films(archive, sink, story)
            except FileNotFoundError:
                continue
            packed.append(story)
        texts = {
            "style.css": _style(content),
            "index.html": _page(content, title, packed),
            "README.txt": readme,
        }
        for name, text in texts.items():
            archive.writestr(_entry(name), text)
    yield sink.taken()


def _put_films(archive: ZipFile, sink: _Sink, story: _Story) -> Generator[bytes]:
    """Pack the story's files once all of them are open: from there on none is found missing."""
    with ExitStack() as stack:
        opened = [
            (name, stack.enter_context(closing(stores.public().read(key))))
            for name, key in story.files.items()
        ]
        firsts = [next(pieces, b"") for _name, pieces in opened]
        for (name, pieces), first in zip(opened, firsts, strict=True):
            with archive.open(_entry(name), "w") as entry:
                for piece in chain([first], pieces):
                    entry.write(piece)
                    if ready := sink.taken():  # to a proxy, nothing would be the end
                        yield ready


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, timezone.localtime().timetuple()[:6])
    entry.external_attr = READABLE
    entry.compress_type = ZIP_DEFLATED
    entry._compresslevel = NO_GAIN  # type: ignore[attr-defined]  # `compress_level` from Python 3.13 on
    return entry


def _story(name: str, item: Item, words: dict[str, str]) -> _Story:
    story = _Story(name, rendering.named(item, words))
    story.item["told"] = [_told(story, answer, number) for number, answer in enumerate(item["told"], 1)]
    if "still" not in item:
        return story
    older, folder = item["still"]["older"], f"m/{item['id']}"
    story.poster = _packed(story, name, f"{folder}/{older}")
    for source in _one_a_codec(item["film"]["sources"] if "film" in item else []):
        file = f"{name}{'-av1' if 'codecs' in source['type'] else ''}"
        story.sources.append({**source, "file": _packed(story, file, f"{folder}/{source['file']}")})
    return story


def _told(story: _Story, answer: Told, number: int) -> Told:
    """The answer, with its photo where the zip has it."""
    if "photo" not in answer:
        return answer
    photo = answer["photo"]
    file = _packed(story, f"{story.name}-{number}", f"m/{photo['file']}")
    return {**answer, "photo": {**photo, "file": file}}


def _packed(story: _Story, name: str, key: str) -> str:
    """Have the public store's `key` packed under that name; return where it will be."""
    file = f"media/{name}.{key.rpartition('.')[2]}"
    story.files[file] = key
    return file


def _one_a_codec(sources: list[Source]) -> list[Source]:
    """Return the largest of each kind: AV1, if there is one, and what every browser plays."""
    first: dict[bool, Source] = {}
    for source in sources:
        first.setdefault("codecs" in source["type"], source)
    return list(first.values())


def _page(content: Payload, title: str, stories: list[_Story]) -> str:
    with override(content["lang"]):
        return render_to_string("ejected/index.html", {"widget": content, "title": title, "stories": stories})


def _style(content: Payload) -> str:
    look = runtime.look(content).replace(":host", ":root", 1)
    return runtime.style_sheet("wall.css", "served.css", "ejected.css") + look
