"""Real engines on loopback: how they are had, and PostgreSQL and Redis themselves.

Each is started in a folder of its own, on free ports, and stopped with `stop`. They come through
apt where that is allowed. The S3-compatible store is in `gateway`.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.server import free_port

PACKAGES = {
    "redis-server": "redis-server",
    "pg_ctl": "postgresql",
    "radosgw": "radosgw ceph-mon ceph-osd",
}
START_SECONDS = 90


def install() -> list[str]:
    """Install what is missing, where we may; return the names of what still is."""
    missing = _missing()
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"· Installing {', '.join(missing)} for the service tests (once)", flush=True)
        _apt("update")
        _apt("install", "--yes", "--no-install-recommends", *" ".join(missing).split())
    return _missing()


def _missing() -> list[str]:
    return [package for program, package in PACKAGES.items() if not find(program)]


def _apt(*arguments: str) -> None:
    command = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=500", *arguments]
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, stdout=subprocess.DEVNULL, env=environment, check=False)


def find(program: str) -> str | None:
    """Return where a program is; PostgreSQL's are not on Debian's PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)
    return shutil.which(program) or (str(versions[0]) if versions else None)


def wait_for(is_ready: Callable[[], bool], what: str, *, seconds: float = START_SECONDS) -> None:
    """Return once `is_ready`; raise `TimeoutError` after a minute and a half, or after `seconds`."""
    deadline = time.monotonic() + seconds
    while not is_ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not after {seconds:.0f} s")
        time.sleep(0.1)


def listens(port: int) -> bool:
    """Whether somebody accepts connections on a port of loopback."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Redis:
    """A broker that keeps nothing on disk, so that a restart is an empty one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder / "redis", free_port()
        self.folder.mkdir(parents=True)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it where it is not running."""
        if self.process is not None:
            return
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [find("redis-server") or "redis-server", *options], cwd=self.folder, stdout=log, stderr=log
            )
        wait_for(lambda: listens(self.port), "Redis")

    def stop(self) -> None:
        """kill -9."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        """A broker that takes connections and never answers."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on; harmless when it was not frozen."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)


class Postgres:
    """A cluster of its own. It refuses to run as root, so root lends it to `postgres`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder / "postgres", free_port()
        self.folder.mkdir(parents=True)
        self.is_running = False

    @property
    def url(self) -> str:
        return f"postgres://app@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it where it is not running; make the cluster the first time."""
        if self.is_running:
            return
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        data = self.folder / "data"
        if not data.exists():
            self._run("initdb", "-D", str(data), "-U", "app", "-A", "trust", "--no-sync", "-E", "UTF8")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off"
        self._run("pg_ctl", "-D", str(data), "-l", str(self.folder / "log"), "-w", "-o", options, "start")
        self.is_running = True

    def stop(self) -> None:
        """Stop it at once, as a crash does: clients are cut off in the middle of what they do."""
        if self.is_running:
            self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
            self.is_running = False

    def _run(self, program: str, *arguments: str) -> None:
        as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*as_user, find(program) or program, *arguments]
        subprocess.run(command, cwd=self.folder, stdout=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    sys.exit("; ".join(install()) or None)
