"""What a withdrawal leaves in the files of an installation: database, journal, stores, mail and log."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import requests

from tests.flow import tell
from tests.server import running
from tests.services.engines import wait_for

CANARY = "Dana Zanzibari-Quokka"
ERASED_SECONDS = 60


@pytest.mark.slow
def test_no_file_of_an_installation_names_who_withdrew(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        dana = tell(server.url, server.access()["link"], name=CANARY)
        wait_for(
            lambda: bool(holding(tmp_path)),
            "the name in a file while the story is there",
            seconds=ERASED_SECONDS,
        )

        told = requests.get(f"{server.url}/api/testimonials/{dana.token}", headers=dana.headers, timeout=30)
        withdraw(told.json()["page"])
        deadline = time.monotonic() + ERASED_SECONDS
        while (found := holding(tmp_path)) and time.monotonic() < deadline:
            time.sleep(0.5)
        assert found == []


def holding(folder: Path) -> list[str]:
    """The files that hold the name, in whichever way it is written into them."""
    written = [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.partition(" ")[2].encode()]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(one in path.read_bytes() for one in written)]


def withdraw(page: str) -> None:
    sent = requests.post(f"{page}/withdrawal", timeout=30)
    assert sent.ok, sent.status_code
