"""`make test-services`: start a real PostgreSQL, Redis and S3-compatible store, run what needs them, stop them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.services.engines import ACCESS_KEY, SECRET_KEY, Gateway, Postgres, Redis, install

# What runs on every back end alike, and what needs the engines themselves.
ON_POSTGRES = ["tests/models", "tests/moderating", "tests/recording", "tests/publishing", "tests/studio"]
ON_ENGINES = ["tests/services"]


def main() -> int:
    """Return 0 when all of it passed; 1 where an engine is missing and CI says it must be there."""
    if missing := install():
        print(f"! The service tests are left out: {', '.join(missing)} cannot be installed here.")
        return 1 if os.environ.get("CI") == "true" else 0
    folder = Path(tempfile.mkdtemp(prefix="sayso-services-"))
    folder.chmod(0o755)
    engines = [Redis(folder), Postgres(folder), Gateway(folder)]
    try:
        for engine in engines:
            print(f"· Starting {type(engine).__name__}", flush=True)
            engine.start()
        return _run(*engines)
    finally:
        for engine in reversed(engines):
            engine.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _run(redis: Redis, postgres: Postgres, gateway: Gateway) -> int:
    services = {
        "DATABASE_URL": postgres.url,
        "REDIS_URL": redis.url,
        "S3_BUCKET": "sayso",
        "S3_ENDPOINT_URL": gateway.url,
        "S3_REGION": "us-east-1",
        "S3_ACCESS_KEY": ACCESS_KEY,
        "S3_SECRET_KEY": SECRET_KEY,
    }
    only_database = {"DATABASE_URL": postgres.url}
    engines = services | {f"SAYSO_TEST_{name}": value for name, value in services.items()}
    outcomes = [_pytest(ON_POSTGRES, only_database), _pytest(ON_ENGINES, engines)]
    return max(outcomes)


def _pytest(paths: list[str], environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", "-q", *paths, "-m", "not browser", "-p", "no:cacheprovider"]
    return subprocess.run(command, env=os.environ | environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
