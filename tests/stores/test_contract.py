"""One contract, both stores: a folder, and a real S3-compatible bucket."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from testimonials.stores import Store, StoreUnavailable

UNUSUAL = [
    "spaces and more/a b.mp4",
    "plus+percent%20/100%.mp4",
    "query?and#hash/x=1&y=2;z.mp4",
    "quotes'\"/`$(x)`.mp4",
    "سلام/你好/ünï.mp4",
    "a/.hidden/.begins-with-a-dot",
    "~tilde/@at/:colon/*star,[brackets]{braces}",
    f"long/{'x' * 195}",
]


def whole(store: Store, name: str) -> bytes:
    return b"".join(store.read(name))


def test_what_was_put_is_read_back(store: Store) -> None:
    store.put("a/b.txt", b"hello", media_type="text/plain")
    assert whole(store, "a/b.txt") == b"hello"
    assert store.size("a/b.txt") == 5


def test_a_file_is_put_and_fetched(store: Store, tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "out"
    source.write_bytes(os.urandom(3_000_000))
    store.put("big", source, media_type="video/mp4")
    store.fetch("big", target)
    assert target.read_bytes() == source.read_bytes()


def test_a_file_of_several_parts_is_put_and_read_whole(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.write_bytes(os.urandom(20_000_000))
    store.put("bigger", source, media_type="video/mp4")
    assert whole(store, "bigger") == source.read_bytes()


def test_nothing_at_all_can_be_put(store: Store) -> None:
    store.put("empty", b"", media_type="text/plain")
    assert (store.size("empty"), whole(store, "empty")) == (0, b"")


def test_putting_again_replaces(store: Store) -> None:
    store.put("x", b"a long one", media_type="text/plain")
    store.put("x", b"two!", media_type="text/plain")
    assert whole(store, "x") == b"two!"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (range(100, 103), bytes([100, 101, 102])),
        (range(0, 1), b"\x00"),
        (range(255, 256), b"\xff"),
        (range(256), bytes(range(256))),
        (range(7, 7), b""),
    ],
)
def test_a_range_can_be_read(store: Store, wanted: range, found: bytes) -> None:
    store.put("x", bytes(range(256)), media_type="video/mp4")
    assert b"".join(store.read("x", wanted)) == found


def test_reading_may_stop_in_the_middle(store: Store) -> None:
    store.put("x", os.urandom(2_000_000), media_type="video/mp4")
    for _time in range(30):
        pieces = store.read("x")
        next(pieces)
        pieces.close()
    assert store.size("x") == 2_000_000


def test_removing_twice_is_fine(store: Store) -> None:
    store.put("x", b"one", media_type="text/plain")
    store.remove("x")
    store.remove("x")
    with pytest.raises(FileNotFoundError):
        whole(store, "x")


def test_making_it_twice_keeps_what_is_there(store: Store) -> None:
    store.put("x", b"one", media_type="text/plain")
    store.make()
    assert whole(store, "x") == b"one"


@pytest.mark.parametrize("name", UNUSUAL)
def test_an_unusual_name_names_one_object(store: Store, name: str) -> None:
    store.put(name, name.encode(), media_type="video/mp4")
    assert whole(store, name) == name.encode()
    assert list(store.list(f"{name.split('/', maxsplit=1)[0]}/")) == [name]
    store.remove(name)
    assert list(store.list("")) == []


def test_a_prefix_lists_what_is_below_it_and_nothing_beside_it(store: Store) -> None:
    for name in ("a/1", "a/b/2", "a/b/c/3", "ab/4", "5"):
        store.put(name, b"x", media_type="text/plain")
    assert sorted(store.list("a/")) == ["a/1", "a/b/2", "a/b/c/3"]
    assert sorted(store.list("a/b/")) == ["a/b/2", "a/b/c/3"]
    assert list(store.list("nothing/")) == []


def test_a_list_goes_on_after_the_first_thousand(store: Store) -> None:
    with ThreadPoolExecutor(16) as pool:
        names = (f"many/{number}" for number in range(1005))
        list(pool.map(lambda name: store.put(name, b"", media_type="text/plain"), names))
    assert len(set(store.list("many/"))) == 1005


MISSING: dict[str, Callable[[Store, Path], object]] = {
    "fetch": lambda store, target: store.fetch("nothing", target),
    "size": lambda store, target: store.size("nothing"),
    "read": lambda store, target: whole(store, "nothing"),
    "range": lambda store, target: b"".join(store.read("nothing", range(3))),
}


@pytest.mark.parametrize("deed", MISSING)
def test_what_is_missing_says_so(store: Store, tmp_path: Path, deed: str) -> None:
    with pytest.raises(FileNotFoundError):
        MISSING[deed](store, tmp_path / "out")


AWAY: dict[str, Callable[[Store, Path], object]] = {
    **MISSING,
    "make": lambda store, target: store.make(),
    "put bytes": lambda store, target: store.put("x", b"one", media_type="text/plain"),
    "put a file": lambda store, target: store.put("x", Path(__file__), media_type="text/plain"),
    "remove": lambda store, target: store.remove("x"),
    "list": lambda store, target: list(store.list("x/")),
}


@pytest.mark.parametrize("deed", AWAY)
def test_a_store_that_is_away_says_so(unreachable: Store, tmp_path: Path, deed: str) -> None:
    with pytest.raises(StoreUnavailable):
        AWAY[deed](unreachable, tmp_path / "out")
