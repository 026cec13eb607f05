"""A CDN that listens, and one that is named in the settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.purging.edge import Edge, edge


@pytest.fixture
def listening() -> Iterator[Edge]:
    with edge() as served:
        yield served


@pytest.fixture
def told(listening: Edge, settings: Any) -> Edge:
    """An address of one's own that hears what changes, as `CDN_PURGE_URL=http://secret@…` says."""
    settings.SITE_URL = "https://say.example.com"
    settings.CDN = {"kind": "address", "token": "secret", "to": f"{listening.url}/purge"}
    return listening
