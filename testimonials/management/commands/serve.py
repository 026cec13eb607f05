"""`manage.py serve`: bring the installation up to date and serve it. The one command of the embedded mode."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

GUNICORN_CONFIG = "python:config.gunicorn"


class Command(BaseCommand):
    help = "Migrate, collect the static files, and serve on PORT; --demo adds the demo brand and a host page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="make the demo brand once and show it")

    def handle(self, *args: Any, **options: Any) -> None:
        self._step("Preparing the database and the stores")
        call_command("prepare")
        self._step("Collecting the static files")
        call_command("collectstatic", interactive=False, verbosity=0)
        if options["demo"]:
            call_command("demo")
            os.environ["SAYSO_DEMO"] = "1"
        self._step("Starting")
        sys.stdout.flush()
        gunicorn = Path(sys.executable).with_name("gunicorn")
        os.chdir(settings.BASE_DIR)
        os.execv(gunicorn, [str(gunicorn), "--config", GUNICORN_CONFIG, "config.wsgi:application"])  # noqa: S606

    def _step(self, what: str) -> None:
        self.stdout.write(f"· {what}")
