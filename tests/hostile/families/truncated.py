"""Films that break off, in every container, anywhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tests.hostile import boxes, making
from tests.hostile.specimens import Family

family = Family("truncated")

WHOLE: dict[str, Callable[[], bytes]] = {
    "early.mp4": making.early,
    "late.mp4": making.late,
    "fragmented.mp4": making.fragmented,
    "live.webm": lambda: making.webm("-live", "1"),
    "plain.webm": making.webm,
    "film.mkv": making.matroska,
}
PERCENT = (5, 30, 60, 90, 99)


def _first(make: Callable[[], bytes], percent: int) -> bytes:
    whole = make()
    return whole[: len(whole) * percent // 100]


def _without_end(make: Callable[[], bytes], count: int) -> bytes:
    return make()[:-count]


def _without_start(make: Callable[[], bytes], count: int) -> bytes:
    return make()[count:]


def _index_without_media() -> bytes:
    film = making.early()
    return film[: film.index(b"mdat") + 4]


def _half_an_index() -> bytes:
    """The index breaks off, and what is there of it is honest about its size."""
    film = making.early()
    moov = boxes.content_of(film, "moov")
    return boxes.FTYP + boxes.box(b"moov", moov[: len(moov) // 2])


for _name, _make in WHOLE.items():
    _stem, _suffix = _name.rsplit(".", 1)
    for _percent in PERCENT:
        family.add_bytes(f"{_stem}-{_percent}.{_suffix}", partial(_first, _make, _percent))
    family.add_bytes(f"{_stem}-minus-a-byte.{_suffix}", partial(_without_end, _make, 1))
    family.add_bytes(
        f"{_stem}-without-its-start.{_suffix}", partial(_without_start, _make, 1000), end="refused"
    )
family.add_bytes("index-without-media.mp4", _index_without_media, end="refused")
family.add_bytes("half-an-index.mp4", _half_an_index, end="refused")
