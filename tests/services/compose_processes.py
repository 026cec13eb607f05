"""The commands of docker-compose.yml, started natively against real engines."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError

import yaml

from tests.server import ROOT, free_port
from tests.services import processes
from tests.services.engines import wait_for
from tests.services.processes import Process

VENV = Path(sys.executable).parent
SETUP = "setup"
RESTART_SECONDS = 0.5


class Fleet:
    """Every service of compose that runs our image, each with the command that compose gives it.

    `disk` is where takes grow and where videos are worked on. As under compose, a service that ends
    by itself is started again (`restart: unless-stopped`); one that a test killed waits for `start`.
    """

    def __init__(self, folder: Path, engines: Mapping[str, str], *, disk: Path) -> None:
        self.folder, self.scratch = folder, disk / "scratch"
        self.scratch.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
        self.commands: dict[str, list[str]] = {
            name: service["command"]
            for name, service in compose["services"].items()
            if service.get("image") == "sayso"
        }
        self.names = [name for name in self.commands if name != SETUP]
        self.environment = os.environ | {
            **engines,
            "SITE_URL": self.url,
            "PORT": str(self.port),
            "SECRET_KEY": "of a test",
            "DATA_DIR": str(folder / "data"),
            "UPLOADS_DIR": str(disk / "uploads"),
            "SCRATCH_DIR": str(self.scratch),
            "TMPDIR": str(self.scratch),
            "SWEEP_SECONDS": "2",
            "BEGIN_RATE": "100000/hour",
            "LOG_LEVEL": "WARNING",
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts: Counter[str] = Counter()
        self.lock, self.is_over = threading.Lock(), threading.Event()
        self.keeper = threading.Thread(target=self._keep, name="restart-unless-stopped", daemon=True)
        self.access: dict[str, str] = {}

    @property
    def workers(self) -> list[str]:
        """The names of the services that take jobs, whatever queues they listen to."""
        return [name for name in self.names if "worker" in self.commands[name]]

    def prepare(self) -> None:
        """Run compose's setup, then make the demo's owner and link; `access` says how to get in."""
        self.finish(self.commands[SETUP])
        self.finish(["python", "manage.py", "collectstatic", "--noinput", "--verbosity", "0"])
        self.finish(
            ["python", "manage.py", "shell", "-c", "from testimonials import demonstrating as d; d.prepare()"]
        )
        self.access = json.loads((self.folder / "data" / "demo.json").read_text(encoding="utf-8"))

    def start(self, *names: str) -> None:
        """Start those of the named services that do not run, all without a name; wait until /healthz says 200."""
        with self.lock:
            for name in names or self.names:
                if name not in self.processes:
                    self.processes[name] = self._spawn(name)
        if not self.keeper.is_alive():
            self.keeper.start()
        wait_for(self.is_well, "the fleet")

    def kill(self, *names: str) -> None:
        """kill -9 of the named services, all without a name, with everything they started."""
        with self.lock:
            for name in names or tuple(self.processes):
                if (process := self.processes.pop(name, None)) is not None:
                    with suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGKILL)
                    process.wait()

    def strike(self, name: str) -> None:
        """kill -9 of a service and everything it started, as an accident: it is started again at once."""
        with self.lock, suppress(KeyError, ProcessLookupError):
            os.killpg(self.processes[name].pid, signal.SIGKILL)

    def stop(self) -> None:
        """The end of all of it."""
        self.is_over.set()
        self.kill()

    def _keep(self) -> None:
        while not self.is_over.wait(RESTART_SECONDS):
            with self.lock:
                for name, process in self.processes.items():
                    if process.poll() is not None:
                        self.restarts[name] += 1
                        self.processes[name] = self._spawn(name)

    def below(self, name: str) -> list[Process]:
        """Every process that a service has started; empty where it does not run."""
        process = self.processes.get(name)
        return processes.below(process.pid) if process else []

    def encoders(self) -> list[Process]:
        """Every ffmpeg at work for this fleet, whoever its parent is by now."""
        return [found for found in processes.mentioning(str(self.scratch)) if found.name.startswith("ffmpeg")]

    def renders(self) -> list[Process]:
        """Those that write what a cut waits for; AV1, which follows later, is not among them."""
        return [found for found in self.encoders() if "libx264" in found.argv]

    def orphans(self) -> list[Process]:
        """What was started for this fleet's videos and has outlived its worker."""
        owned = {found.pid for name in self.names for found in self.below(name)}
        return [found for found in processes.mentioning(str(self.scratch)) if found.pid not in owned]

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

    def finish(self, command: list[str]) -> str:
        """Run one command of the installation to its end; return what it printed."""
        done = subprocess.run(
            self._native(command), cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _spawn(self, name: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                self._native(self.commands[name]), cwd=ROOT, env=self.environment,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def _native(self, command: list[str]) -> list[str]:
        """A container's /tmp is its own; here it is this fleet's folder."""
        own = [part.replace("/tmp/", f"{self.folder}/") for part in command[1:]]  # noqa: S108
        return [str(VENV / command[0]), *own]


@contextmanager
def installed(engines: Mapping[str, str], store: str) -> Iterator[Fleet]:
    """A fleet in a folder of its own; this process reads the same rows and stores."""
    folder = Path(tempfile.mkdtemp(prefix="sayso-fleet-"))
    chosen = {name: value for name, value in engines.items() if store == "s3" or not name.startswith("S3_")}
    fleet = Fleet(folder, chosen, disk=folder)
    os.environ.update(fleet.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"})
    import django

    django.setup()
    try:
        fleet.prepare()
        fleet.start()
        yield fleet
    finally:
        fleet.stop()
        shutil.rmtree(folder, ignore_errors=True)
