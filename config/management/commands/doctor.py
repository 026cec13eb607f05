"""`manage.py doctor`: explain this installation, and what to do about what is wrong."""

from __future__ import annotations

import subprocess
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.health import CHECKS
from testimonials.models import Purge
from testimonials.processing import ffmpeg, jail

SANDBOX_MEANING = {
    "full": "bubblewrap: no network, no neighbours, hard limits",
    "partial": "setpriv and prlimit: hard limits, but no walls; install bubblewrap",
    "none": "no walls and no limits; install bubblewrap",
}


class Command(BaseCommand):
    help = "Explain the installation: mode, ffmpeg, sandbox, stores, worker, https, mail, CDN."

    def handle(self, *args: Any, **options: Any) -> None:
        self._say(
            "mode",
            "embedded (one process, SQLite, local files)" if settings.IS_EMBEDDED else "several processes",
        )
        self._say("address", settings.SITE_URL + self._camera_hint())
        self._say("database", settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[-1])
        self._say("ffmpeg", _ffmpeg_version())
        level = jail.level()
        self._say("sandbox", f"{level} ({SANDBOX_MEANING[level]})")
        self._say("mail", settings.EMAIL_BACKEND.rsplit(".", 2)[-2] + self._mail_hint())
        self._say("cdn", _cdn())
        problems = [name for name in CHECKS if not self._check(name)]
        if problems:
            raise CommandError(f"Not well: {', '.join(problems)}.")

    def _check(self, name: str) -> bool:
        if name == "worker" and settings.IS_EMBEDDED:
            self._say(name, "lives in the web process; /healthz says how it is")
            return True
        try:
            CHECKS[name]()
        except Exception as error:
            self._say(name, f"{type(error).__name__}: {error}")
            return False
        self._say(name, "ok")
        return True

    def _say(self, name: str, what: str) -> None:
        self.stdout.write(f"{name:>14}  {what}")

    def _camera_hint(self) -> str:
        is_local = any(host in settings.SITE_URL for host in settings.LOOPBACK_HOSTS)
        return "" if settings.IS_HTTPS or is_local else "  (a camera needs https: set SITE_URL=https://…)"

    def _mail_hint(self) -> str:
        return f" (written to {settings.EMAIL_FILE_PATH})" if "filebased" in settings.EMAIL_BACKEND else ""


def _ffmpeg_version() -> str:
    binary = ffmpeg.binary()
    first = subprocess.run([binary, "-version"], capture_output=True, text=True, timeout=10, check=True)
    return f"{first.stdout.split(' Copyright')[0]} at {binary}"


def _cdn() -> str:
    if not settings.CDN:
        return "nobody is told when a public file changes; behind a CDN, set CDN_PURGE_URL"
    kind, to = settings.CDN["kind"], settings.CDN["to"]
    who = urlsplit(to).hostname if kind == "address" else kind
    return f"{who} is told when a public file changes; {Purge.objects.count()} waiting or given up"
