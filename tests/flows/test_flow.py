"""The flow on the embedded mode: SQLite, local files, the worker inside the web process."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow import from_link_to_wall_and_back
from tests.server import Server


@pytest.mark.slow
def test_from_a_link_to_a_wall_and_back_on_the_embedded_mode(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.manage("prepare")
    access = server.access()
    try:
        server.start()
        from_link_to_wall_and_back(server.url, access)
    finally:
        server.stop()
