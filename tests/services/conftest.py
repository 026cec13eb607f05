"""The service tests talk to the engines that `make test-services` has started."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here, and leave it out where nobody started the engines."""
    has_engines = "SAYSO_TEST_REDIS_URL" in os.environ
    for item in items:
        if HERE in Path(item.fspath).parents:
            item.add_marker(pytest.mark.services)
            if not has_engines:
                item.add_marker(pytest.mark.skip(reason="needs real engines: make test-services"))
