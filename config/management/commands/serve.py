"""`manage.py serve`: bring the installation up to date and serve it. The one command of the embedded mode."""

from __future__ import annotations

import fcntl
import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from config import catalogues

GUNICORN_CONFIG = "python:config.gunicorn"


# htmx comes in several versions; we use one.
UNUSED = ["htmax*", "htmx-4*", "htmx-2.js", "ext", "account"]


class Command(BaseCommand):
    help = "Migrate, collect the static files, and serve on PORT; --demo adds the demo brand and a host page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="make the demo brand once and show it")

    def handle(self, *args: Any, **options: Any) -> None:
        self._step("Preparing the database and the stores")
        call_command("prepare")
        catalogues.compile_all()
        self._collect_static()
        if options["demo"]:
            call_command("demo")
            os.environ["SAYSO_DEMO"] = "1"
        self._step("Starting")
        sys.stdout.flush()
        gunicorn = Path(sys.executable).with_name("gunicorn")
        os.chdir(settings.BASE_DIR)
        os.execv(gunicorn, [str(gunicorn), "--config", GUNICORN_CONFIG, "config.wsgi:application"])  # noqa: S606

    def _collect_static(self) -> None:
        """Collect and compress, unless the files are those of the last start. One server at a time."""
        root = Path(settings.STATIC_ROOT)
        root.parent.mkdir(parents=True, exist_ok=True)
        with root.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._collect_locked(root / ".stamp")

    def _collect_locked(self, stamp: Path) -> None:
        today = _fingerprint(Path(settings.STATICFILES_DIRS[0]))
        if stamp.exists() and stamp.read_text(encoding="ascii") == today:
            return
        self._step("Collecting the static files")
        call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=UNUSED)
        stamp.write_text(today, encoding="ascii")

    def _step(self, what: str) -> None:
        self.stdout.write(f"· {what}")


def _fingerprint(folder: Path) -> str:
    """Return a hash that changes when any file of ours, or any installed one, does."""
    found = [(str(path), path.stat().st_mtime_ns) for path in sorted(folder.rglob("*")) if path.is_file()]
    lock = settings.BASE_DIR / "requirements.txt"
    return sha256(repr((found, lock.stat().st_mtime_ns)).encode()).hexdigest()
