"""`make test-services`: start a real PostgreSQL, Redis and S3-compatible store, run what needs them, stop them.

With arguments (`python -m tests.services.on_real_engines tests/services/test_redis.py -k frozen`) only those
tests run, on the same engines.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

from tests.services.all_engines import ENGINES, Engines, running
from tests.services.engines import install

# What runs on every back end alike, and what needs the engines themselves.
ON_POSTGRES = [
    f"tests/{step}"
    for step in (
        "models", "moderating", "recording", "publishing", "studio", "speaking", "withdrawing", "notifying",
    )
]  # fmt: skip
ON_ENGINES = ["tests/stores", "tests/services", "tests/serving"]
OPTIONS = ["-q", "-m", "not browser", "-p", "no:cacheprovider", "--durations=12"]


def main(arguments: Sequence[str] = ()) -> int:
    """Return 0 when all of it passed; 1 where an engine is missing and CI says it must be there."""
    if missing := install():
        print(f"! The service tests are left out: {', '.join(missing)} cannot be installed here.")
        return 1 if os.environ.get("CI") == "true" else 0
    with running() as engines:
        on_postgres = 0 if arguments else _on_postgres(engines)
        return max(on_postgres, _on_engines(engines, arguments or ON_ENGINES))


class Handles:
    """Hands the running engines to the tests."""

    def __init__(self, engines: Engines) -> None:
        self.engines = engines

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[ENGINES] = self.engines


def _on_postgres(engines: Engines) -> int:
    """Nothing but the database is upgraded, in a process that has not read its settings yet."""
    environment = os.environ | {"DATABASE_URL": engines.postgres.url}
    command = [sys.executable, "-m", "pytest", *ON_POSTGRES, *OPTIONS]
    return subprocess.run(command, env=environment, check=False).returncode


def _on_engines(engines: Engines, arguments: Sequence[str]) -> int:
    """In this process, so that a test can hold the very engines it stops."""
    marks = {f"SAYSO_TEST_{name}": value for name, value in engines.environment.items()}
    os.environ.update(engines.environment | marks)
    return int(pytest.main([*arguments, *OPTIONS], plugins=[Handles(engines)]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
