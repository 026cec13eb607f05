"""An outage of ours is said as one, in the form the caller reads, and never as "done"."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client

from config import health
from testimonials.stores import DiskStore, StoreUnavailable
from tests.cast import Cast


def away(*args: object, **kwargs: object) -> None:
    raise StoreUnavailable("no route to the store")


def database_away(*args: object, **kwargs: object) -> None:
    raise OperationalError("no route to the database")


@pytest.fixture(autouse=True)
def _nothing_seen_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_last", None)


def test_healthz_names_the_worker_that_does_not_run(db: None, client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "not running" in answer.json()["worker"]
    assert answer.json()["database"] == "ok"


def test_healthz_names_the_store_that_is_away_and_logs_its_words(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(DiskStore, "put", away)
    with caplog.at_level("WARNING", logger="config.health"):
        answer = client.get("/healthz")
    assert answer.json()["private_store"].startswith("StoreUnavailable")
    assert b"no route" not in answer.content
    assert "no route to the store" in caplog.text


def test_healthz_asked_again_at_once_does_not_look_again(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []
    monkeypatch.setitem(health.CHECKS, "database", lambda: looks.append("database"))
    for _ in range(5):
        client.get("/healthz")
    assert looks == ["database"]


def test_healthz_is_200_when_all_is_well(db: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.embedded_worker.check_alive", lambda: None)
    answer = client.get("/healthz")
    assert (answer.status_code, set(answer.json().values())) == (200, {"ok"})


@pytest.mark.parametrize("path", ["/c/{link}", "/api/links/{link}/testimonials"])
def test_a_database_that_is_away_is_a_503_that_says_when_to_come_back(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    client = Client(raise_request_exception=False)
    address = path.format(link=cast.link.token)
    monkeypatch.setattr("django.db.models.query.QuerySet.get", database_away)
    method: Any = client.post if path.startswith("/api") else client.get
    answer = method(address, headers={"Content-Type": "application/json"})
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert b"othing is lost" in answer.content


def test_every_page_has_a_strict_policy(cast: Cast, client: Client) -> None:
    policy = client.get(f"/c/{cast.link.token}")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy


def test_the_doctor_explains_the_installation(db: None) -> None:
    out = StringIO()
    call_command("doctor", stdout=out)
    told = out.getvalue()
    for what in ("embedded", "sqlite3", "ffmpeg version", "sandbox", "mail"):
        assert what in told
