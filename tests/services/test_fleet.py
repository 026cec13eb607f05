"""compose's own commands on real engines: the same flow, and what must happen when a part dies."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest
import redis
import requests

from tests.flow import CLIP, from_link_to_wall_and_back, tell
from tests.services.fleet import Fleet
from tests.speaker import Speaker


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    made = Fleet(tmp_path_factory.mktemp("fleet"))
    made.access = made.prepare()
    try:
        made.start()
        yield made
    finally:
        made.kill()


def test_the_same_flow_passes(fleet: Fleet) -> None:
    from_link_to_wall_and_back(fleet.url, fleet.access)


def test_a_killed_worker_loses_nothing(fleet: Fleet) -> None:
    dana = Speaker(fleet.url, fleet.access["link"])
    dana.answer(CLIP)
    dana.send()
    time.sleep(0.7)
    fleet.kill("worker")
    fleet.start("worker")
    assert dana.wait_until_done(seconds=150) == "ready"


def test_an_emptied_redis_loses_nothing(fleet: Fleet) -> None:
    fleet.kill("worker")
    dana = Speaker(fleet.url, fleet.access["link"])
    dana.answer(CLIP)
    dana.send()
    redis.Redis.from_url(os.environ["SAYSO_TEST_REDIS_URL"]).flushall()
    fleet.start("worker")
    assert dana.wait_until_done() == "ready"


def test_health_says_what_is_wrong(fleet: Fleet) -> None:
    fleet.kill("worker")
    answer = requests.get(f"{fleet.url}/healthz", timeout=20)
    assert answer.status_code == 503
    assert "worker" in answer.json()
    assert answer.json()["worker"] != "ok"
    assert answer.json()["database"] == "ok"
    fleet.start("worker")
    tell(fleet.url, fleet.access["link"])
