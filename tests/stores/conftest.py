"""Both stores under one name. The bucket is a real one, where `make test-services` has started it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from testimonials.stores import DiskStore, S3Store, Store

NEEDS_BUCKET = [
    pytest.mark.services,
    pytest.mark.skipif(
        "SAYSO_TEST_S3_ENDPOINT_URL" not in os.environ, reason="needs a real bucket: make test-services"
    ),
]
Bucket = Callable[..., S3Store]


def _bucket(**changes: Any) -> S3Store:
    endpoint = os.environ["SAYSO_TEST_S3_ENDPOINT_URL"]
    options = {
        "bucket_name": f"test-{uuid4().hex[:12]}",
        "endpoint_url": endpoint,
        "browser_endpoint_url": endpoint,
        "region_name": "us-east-1",
        "access_key": os.environ["SAYSO_TEST_S3_ACCESS_KEY"],
        "secret_key": os.environ["SAYSO_TEST_S3_SECRET_KEY"],
        "addressing_style": "path",
    }
    return S3Store(**options | changes)


@pytest.fixture
def bucket() -> Bucket:
    """Makes buckets, or descriptions of some that are not there."""
    return _bucket


@pytest.fixture(params=["folder", pytest.param("bucket", marks=NEEDS_BUCKET)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store."""
    made: Store = DiskStore(location=tmp_path / "store") if request.param == "folder" else _bucket()
    made.make()
    return made


@pytest.fixture(params=["folder", pytest.param("bucket", marks=NEEDS_BUCKET)])
def unreachable(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store that is configured and not there."""
    if request.param == "bucket":
        return _bucket(endpoint_url="http://127.0.0.1:9")
    (tmp_path / "file").write_bytes(b"where the disk used to be mounted")
    return DiskStore(location=tmp_path / "file" / "store")
