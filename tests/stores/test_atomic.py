"""Whoever reads while somebody writes sees the old bytes whole or the new bytes whole."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from testimonials.stores import DiskStore, Store, StoreFull
from tests.services.small_disk import Disk, can_mount

pytestmark = pytest.mark.slow
VERSIONS = [bytes([letter]) * 700_000 for letter in b"abcdef"]
ROUNDS = 8


@contextmanager
def rewriting(store: Store, name: str) -> Iterator[threading.Event]:
    """Go on replacing an object; the event is set when every version was there several times."""
    is_over = threading.Event()

    def write() -> None:
        for _round in range(ROUNDS):
            for version in VERSIONS:
                store.put(name, version, media_type="text/plain")
        is_over.set()

    store.put(name, VERSIONS[0], media_type="text/plain")
    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield is_over
    finally:
        writer.join()


def read(store: Store, target: Path) -> bytes:
    return b"".join(store.read("x"))


def fetch(store: Store, target: Path) -> bytes:
    store.fetch("x", target)
    return target.read_bytes()


@pytest.mark.parametrize("look", [read, fetch])
def test_a_reader_never_sees_half_of_a_replacement(
    store: Store, tmp_path: Path, look: Callable[[Store, Path], bytes]
) -> None:
    whole = set(VERSIONS)
    torn: list[int] = []

    def watch(number: int) -> None:
        while not is_over.is_set():
            if (found := look(store, tmp_path / f"out-{number}")) not in whole:
                torn.append(len(found))

    with rewriting(store, "x") as is_over:
        readers = [threading.Thread(target=watch, args=(number,)) for number in range(3)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    assert torn == []


def test_nobody_finds_a_half_written_object_in_a_list(tmp_path: Path) -> None:
    store = DiskStore(location=tmp_path / "store")
    store.make()
    seen: set[str] = set()
    with rewriting(store, "folder/x") as is_over:
        while not is_over.is_set():
            seen |= set(store.list("folder/"))
    assert seen == {"folder/x"}


def test_no_two_versions_bear_the_same_second(tmp_path: Path) -> None:
    store = DiskStore(location=tmp_path)
    seconds = set()
    for version in (b"one", b"two", b"six"):
        store.put("x", version, media_type="text/plain")
        seconds.add(int((tmp_path / "x").stat().st_mtime))
    assert len(seconds) == 3


@pytest.mark.skipif(not can_mount(), reason="a disk that can be full needs root to mount it")
def test_a_full_disk_says_so_and_keeps_what_was_there(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "disk")
    try:
        store = DiskStore(location=disk.folder / "store")
        store.make()
        store.put("a/x", b"old", media_type="text/plain")
        disk.leave(100_000)
        for source in (b"n" * 1_000_000, _file(tmp_path, 1_000_000)):
            with pytest.raises(StoreFull):
                store.put("a/x", source, media_type="text/plain")
            assert b"".join(store.read("a/x")) == b"old"
            assert list(store.list("")) == ["a/x"]
            assert [path.name for path in disk.folder.rglob("*") if path.is_file()] == ["x"]
        disk.grow()
        store.put("a/x", b"n" * 1_000_000, media_type="text/plain")
        assert store.size("a/x") == 1_000_000
    finally:
        disk.remove()


@pytest.fixture
def swept() -> Iterator[None]:
    """boto3 leaves the socket of a download that failed to the collector: not in the middle of another test."""
    yield
    gc.collect()


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.usefixtures("swept")
@pytest.mark.skipif(not can_mount(), reason="a disk that can be full needs root to mount it")
def test_fetching_onto_a_full_disk_says_so(store: Store, tmp_path: Path) -> None:
    store.put("x", b"n" * 1_000_000, media_type="text/plain")
    disk = Disk(tmp_path / "disk")
    try:
        disk.leave(100_000)
        with pytest.raises(StoreFull):
            store.fetch("x", disk.folder / "out")
    finally:
        disk.remove()


def _file(folder: Path, size: int) -> Path:
    path = folder / "source"
    path.write_bytes(b"f" * size)
    return path
