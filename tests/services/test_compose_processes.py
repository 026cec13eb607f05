"""compose's own commands on real engines: the same flow as everywhere, and an honest /healthz."""

from __future__ import annotations

import requests

from tests.flow import from_link_to_wall_and_back
from tests.services.compose_processes import Fleet
from tests.services.engines import wait_for


def test_the_same_flow_passes(fleet: Fleet) -> None:
    from_link_to_wall_and_back(fleet.url, fleet.access)


def test_health_says_what_is_wrong(fleet: Fleet) -> None:
    fleet.kill(*fleet.workers)
    wait_for(lambda: fleet.status("/healthz") == 503, "bad news", seconds=10)
    answer = requests.get(f"{fleet.url}/healthz", timeout=20)
    assert answer.json()["worker"] != "ok"
    assert answer.json()["database"] == "ok"
