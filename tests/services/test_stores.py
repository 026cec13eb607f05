"""One contract, both stores: a folder, and a real S3-compatible bucket."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

from testimonials.stores import DiskStore, S3Store, StoreUnavailable


def bucket(**changes: Any) -> S3Store:
    return S3Store(
        **{
            "bucket_name": f"test-{uuid4().hex[:12]}",
            "endpoint_url": os.environ["SAYSO_TEST_S3_ENDPOINT_URL"],
            "region_name": "us-east-1",
            "access_key": os.environ["SAYSO_TEST_S3_ACCESS_KEY"],
            "secret_key": os.environ["SAYSO_TEST_S3_SECRET_KEY"],
            "addressing_style": "path",
            **changes,
        }
    )


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    made: Any = DiskStore(location=tmp_path / "store") if request.param == "folder" else bucket()
    made.make()
    return made


def test_what_was_put_is_read_back(store: Any) -> None:
    store.put("a/b.txt", b"hello", media_type="text/plain")
    with store.open("a/b.txt") as file:
        assert file.read() == b"hello"
    assert store.exists("a/b.txt")
    assert store.size("a/b.txt") == 5


def test_a_file_is_put_and_fetched(store: Any, tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "out"
    source.write_bytes(os.urandom(3_000_000))
    store.put("big", source, media_type="video/mp4")
    store.fetch("big", target)
    assert target.read_bytes() == source.read_bytes()


def test_putting_again_replaces(store: Any) -> None:
    store.put("x", b"one", media_type="text/plain")
    store.put("x", b"two!", media_type="text/plain")
    with store.open("x") as file:
        assert file.read() == b"two!"


def test_a_range_can_be_read(store: Any) -> None:
    store.put("x", bytes(range(256)), media_type="video/mp4")
    with store.open("x") as file:
        file.seek(100)
        assert file.read(3) == bytes([100, 101, 102])


def test_removing_twice_is_fine(store: Any) -> None:
    store.put("x", b"one", media_type="text/plain")
    store.remove("x")
    store.remove("x")
    assert not store.exists("x")


def test_fetching_what_is_missing_says_so(store: Any, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        store.fetch("nothing", tmp_path / "out")


def test_making_it_twice_is_fine(store: Any) -> None:
    store.put("x", b"one", media_type="text/plain")
    store.make()
    assert store.exists("x")


def test_a_presigned_address_serves_ranges_and_only_until_it_expires() -> None:
    made = bucket()
    made.make()
    made.put("clip.mp4", b"0123456789", media_type="video/mp4")
    address = made.presigned("clip.mp4")
    assert address is not None
    part = requests.get(address, headers={"Range": "bytes=2-4"}, timeout=10)
    assert (part.status_code, part.content) == (206, b"234")
    short = made.url("clip.mp4", expire=1)
    time.sleep(2.5)
    assert requests.get(short, timeout=10).status_code == 403


def test_an_unsigned_address_is_refused() -> None:
    made = bucket()
    made.make()
    made.put("clip.mp4", b"0123456789", media_type="video/mp4")
    assert requests.get(made.presigned("clip.mp4").split("?")[0], timeout=10).status_code == 403


def test_a_download_comes_as_an_attachment() -> None:
    made = bucket()
    made.make()
    made.put("clip.mp4", b"0123456789", media_type="video/mp4")
    answer = requests.get(made.presigned("clip.mp4", filename="original.mp4"), timeout=10)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="original.mp4"'


def test_a_store_that_is_away_says_so(tmp_path: Path) -> None:
    gone = bucket(endpoint_url="http://127.0.0.1:9")
    with pytest.raises(StoreUnavailable):
        gone.put("x", b"one", media_type="text/plain")
