"""The commands of docker-compose.yml, started natively against real engines."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.error import URLError

import yaml

from tests.server import ROOT, free_port
from tests.services.engines import wait_for

VENV = Path(sys.executable).parent
ENGINE_VARIABLES = [
    "DATABASE_URL", "REDIS_URL", "S3_BUCKET", "S3_ENDPOINT_URL", "S3_REGION", "S3_ACCESS_KEY", "S3_SECRET_KEY",
]  # fmt: skip


class Fleet:
    """setup, web, worker and beat, each with the command that compose gives it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
        self.commands: dict[str, list[str]] = {
            name: service["command"]
            for name, service in compose["services"].items()
            if service.get("image") == "sayso"
        }
        self.environment = os.environ | {
            **{name: os.environ[f"SAYSO_TEST_{name}"] for name in ENGINE_VARIABLES},
            "SITE_URL": self.url,
            "PORT": str(self.port),
            "SECRET_KEY": "of a test",
            "DATA_DIR": str(folder / "data"),
            "SWEEP_SECONDS": "2",
            "LOG_LEVEL": "WARNING",
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.access: dict[str, str] = {}

    def prepare(self) -> dict[str, str]:
        """Run compose's setup, then make the demo's owner and link; return how to get in."""
        self._finish(self.commands["setup"])
        self._finish(["python", "manage.py", "collectstatic", "--noinput", "--verbosity", "0"])
        script = "from testimonials import demonstrating as d; d.prepare()"
        self._finish(["python", "manage.py", "shell", "-c", script])
        found: dict[str, str] = json.loads((self.folder / "data" / "demo.json").read_text(encoding="utf-8"))
        return found

    def start(self, *names: str) -> None:
        """Start the named services, all three without a name, and wait until /healthz says 200."""
        for name in names or ("web", "worker", "beat"):
            with (self.folder / f"{name}.log").open("ab") as log:
                self.processes[name] = subprocess.Popen(
                    self._native(self.commands[name]), cwd=ROOT, env=self.environment,
                    stdout=log, stderr=log, start_new_session=True,
                )  # fmt: skip
        wait_for(self.is_well, "the fleet")

    def kill(self, *names: str) -> None:
        """kill -9 of the named services, all without a name, with everything they started."""
        for name in names or tuple(self.processes):
            if (process := self.processes.pop(name, None)) is not None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def is_well(self) -> bool:
        """Whether /healthz answers 200."""
        return self.status("/healthz") == 200

    def status(self, path: str) -> int:
        """The status of a GET; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:  # noqa: S310  our own
                return int(answer.status)
        except URLError as error:
            return int(getattr(error, "code", 0))
        except OSError:
            return 0

    def _finish(self, command: list[str]) -> None:
        done = subprocess.run(
            self._native(command), cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def _native(self, command: list[str]) -> list[str]:
        return [str(VENV / command[0]), *command[1:]]
