"""A real Sayso in processes of its own, on free ports, in a data folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 240
DATABASE = "sayso.sqlite3"
LOCK = ROOT / "requirements.txt"  # other apps' migrations


def free_port() -> int:
    """Return a port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`manage.py serve`, started, killed and started again over one data folder."""

    def __init__(
        self, folder: Path, *, has_demo: bool = False, environment: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        self.has_demo = has_demo
        self.port, self.host_port = free_port(), free_port()
        self.url = f"http://localhost:{self.port}"
        self.host_url = f"http://localhost:{self.host_port}"
        self.environment = os.environ | {
            "DATA_DIR": str(folder / "data"),
            "PORT": str(self.port),
            "HOST_PORT": str(self.host_port),
            "SITE_URL": self.url,
            "LOG_LEVEL": "WARNING",
            **(environment or {}),
        }
        self.environment.pop("SECRET_KEY", None)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        """Everything the server has said so far."""
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def manage(self, *arguments: str) -> str:
        """Run one management command over the same data."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=START_SECONDS, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> Server:
        """Start it and wait until it says it is well."""
        self._migrate_by_copy()
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", *(["--demo"] if self.has_demo else [])],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while not self.is_well():
            assert self.process.poll() is None, self.log[-4000:]
            assert time.monotonic() < deadline, self.log[-4000:]
            time.sleep(0.1)
        return self

    def _migrate_by_copy(self) -> None:
        """Begin with the tables of a server before: to migrate takes eight seconds, and each module has one.

        The demo's server migrates by itself, as a user's does; so does whoever brings a database along.
        """
        database = self.folder / "data" / DATABASE
        if self.has_demo or "DATABASE_URL" in self.environment or database.exists():
            return
        # The database's own rules stand in the models.
        sources = sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/models/*.py"), LOCK])
        state = sha256(b"".join(path.read_bytes() for path in sources))
        ready = ROOT / "build" / "migrated" / f"{state.hexdigest()[:16]}.sqlite3"
        if not ready.exists():
            ready.parent.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(dir=ready.parent) as folder:
                Server(Path(folder)).manage("migrate", "--verbosity", "0")
                (Path(folder) / "data" / DATABASE).replace(ready)  # at once: others may be at it, too
        database.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ready, database)

    def is_well(self) -> bool:
        """Whether /healthz answers 200."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:  # noqa: S310  our own
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def kill(self) -> None:
        """kill -9 of every process of it, at once."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        """Ask it to stop, as Ctrl+C does."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()

    def access(self) -> dict[str, str]:
        """How to get into its demo brand, which is made (without speakers) if it is not there."""
        path = self.folder / "data" / "demo.json"
        if not path.exists():
            self.manage("shell", "-c", "from testimonials import demonstrating as d; d.prepare()")
        found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        return found


@contextmanager
def running(
    folder: Path, *, has_demo: bool = False, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A started server that is stopped at the end."""
    server = Server(folder, has_demo=has_demo, environment=environment)
    try:
        yield server.start()
    finally:
        server.stop()
