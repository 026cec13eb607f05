"""An address that a bucket serves by itself: signed, for an hour, and for nobody without the signature."""

from __future__ import annotations

import time

import pytest
import requests

from testimonials import stores
from testimonials.stores import S3Store
from tests.stores.conftest import NEEDS_BUCKET, Bucket

pytestmark = NEEDS_BUCKET


@pytest.fixture
def shop(bucket: Bucket) -> S3Store:
    """A bucket with one clip in it."""
    made = bucket()
    made.make()
    made.put("clip.mp4", b"0123456789", media_type="video/mp4", cache_control="max-age=60")
    return made


def address_of(store: S3Store, **options: str) -> str:
    address = store.presigned("clip.mp4", **options)
    assert address is not None
    return address


def test_it_serves_ranges_under_the_media_type_that_was_given(shop: S3Store) -> None:
    part = requests.get(address_of(shop), headers={"Range": "bytes=2-4"}, timeout=10)
    assert (part.status_code, part.content) == (206, b"234")
    assert (part.headers["Content-Type"], part.headers["Cache-Control"]) == ("video/mp4", "max-age=60")


def test_it_expires(shop: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "PRESIGNED_SECONDS", 1)
    address = address_of(shop)
    time.sleep(2.5)
    assert requests.get(address, timeout=10).status_code == 403


def test_without_a_signature_it_is_refused(shop: S3Store) -> None:
    assert requests.get(address_of(shop).split("?")[0], timeout=10).status_code == 403


def test_a_changed_signature_is_refused(shop: S3Store) -> None:
    assert requests.get(address_of(shop)[:-4] + "0000", timeout=10).status_code == 403


def test_a_download_comes_as_an_attachment(shop: S3Store) -> None:
    answer = requests.get(address_of(shop, filename="original.mp4"), timeout=10)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="original.mp4"'


def test_a_bucket_that_browsers_cannot_reach_gives_no_address(bucket: Bucket) -> None:
    assert bucket(browser_endpoint_url=None).presigned("clip.mp4") is None
