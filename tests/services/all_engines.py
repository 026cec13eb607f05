"""The three engines together, started and stopped, and the variables that point Sayso at them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.services.engines import Postgres, Redis
from tests.services.gateway import ACCESS_KEY, SECRET_KEY, Gateway


@dataclass(frozen=True)
class Engines:
    """Handles on what runs; a test may stop, freeze and start each."""

    redis: Redis
    postgres: Postgres
    gateway: Gateway

    @property
    def environment(self) -> dict[str, str]:
        """What an installation on these engines sets."""
        return {
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis.url,
            "S3_BUCKET": "sayso",
            "S3_ENDPOINT_URL": self.gateway.url,
            "S3_REGION": "us-east-1",
            "S3_ACCESS_KEY": ACCESS_KEY,
            "S3_SECRET_KEY": SECRET_KEY,
        }

    def mend(self) -> None:
        """Whatever a test did to them: all three run and answer."""
        self.redis.start()
        self.redis.thaw()
        self.postgres.start()
        self.gateway.open()
        self.gateway.thaw()


# Where a run of the tests keeps the engines it has started.
ENGINES = pytest.StashKey[Engines]()


@contextmanager
def running() -> Iterator[Engines]:
    """Start all three in a folder that goes away with them."""
    folder = Path(tempfile.mkdtemp(prefix="sayso-services-"))
    folder.chmod(0o755)  # PostgreSQL runs as somebody else
    engines = Engines(Redis(folder), Postgres(folder), Gateway(folder))
    try:
        for engine in (engines.redis, engines.postgres, engines.gateway):
            print(f"· Starting {type(engine).__name__}", flush=True)
            engine.start()
        yield engines
    finally:
        engines.gateway.stop()
        engines.postgres.stop()
        engines.redis.stop()
        shutil.rmtree(folder, ignore_errors=True)
