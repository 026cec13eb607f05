"""What can be wrong with an installation, found at start and not at three in the morning."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from testimonials import cdn
from testimonials.processing import jail


@register()
def check_sandbox(**kwargs: Any) -> list[CheckMessage]:
    """Strangers' media is only opened in a jail, unless somebody said otherwise in writing."""
    level = jail.level()
    if level == "none" and settings.SANDBOX != "none":
        return [
            Error(
                "No sandbox can be built here, so strangers' videos will not be opened.",
                hint="Install bubblewrap (or util-linux for setpriv and prlimit), or set SANDBOX=none.",
                id="sayso.E001",
            )
        ]
    if level == "partial":
        return [
            Warning(
                "The sandbox is partial: limits, but no walls around the file system and the network.",
                hint="Install bubblewrap and allow user namespaces; `manage.py doctor` says what it got.",
                id="sayso.W001",
            )
        ]
    return []


@register()
def check_one_process(**kwargs: Any) -> list[CheckMessage]:
    """The in-process worker and its memory broker belong to exactly one process."""
    if settings.IS_EMBEDDED and int(os.environ.get("WEB_PROCESSES", "1")) > 1:
        return [
            Error(
                "The embedded mode runs in one web process.",
                hint="Set REDIS_URL and start `celery -A config worker`, or leave WEB_PROCESSES at 1.",
                id="sayso.E002",
            )
        ]
    return []


@register()
def check_cdn(**kwargs: Any) -> list[CheckMessage]:
    """Whoever names a CDN relies on its forgetting."""
    if settings.CDN and not cdn.is_complete():
        return [
            Error(
                "CDN_PURGE_URL does not say whom to tell, so no CDN would forget what is taken down.",
                hint="cloudflare://TOKEN@ZONE, fastly://TOKEN, bunny://KEY, or https://TOKEN@your.host/path.",
                id="sayso.E003",
            )
        ]
    return []
