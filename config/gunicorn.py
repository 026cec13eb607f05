"""How the web process runs: one process with threads where the worker lives inside it."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from config.discretion import SPEAKERS_PAGE
from config.env import env


class DiscreetLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """The access log, without the addresses that open speakers' pages."""

    def atoms(self, *request: Any) -> dict[str, Any]:
        """What a line is made of."""
        found: dict[str, Any] = super().atoms(*request)
        return {
            name: SPEAKERS_PAGE.sub("/s/…", said) if isinstance(said, str) else said
            for name, said in found.items()
        }


bind = [f"{host}:{env.int('PORT', default=8000)}" for host in env.list("BIND", default=["127.0.0.1"])]
worker_class = "gthread"
workers = env.int("WEB_PROCESSES", default=1)
threads = env.int("WEB_THREADS", default=16)
timeout = 60
keepalive = 30
control_socket_disable = True
logger_class = DiscreetLogger
accesslog = env.str("ACCESS_LOG", default="") or None
errorlog = "-"
loglevel = "warning"
proc_name = "sayso"
forwarded_allow_ips = env.str("FORWARDED_ALLOW_IPS", default="127.0.0.1")


def post_worker_init(worker: Any) -> None:
    """Start the in-process worker in the child that serves requests, and the demo's host page."""
    from django.conf import settings

    from config import embedded_worker

    if settings.IS_EMBEDDED:
        embedded_worker.start()
    if env.bool("SAYSO_DEMO", default=False):
        _show_demo()


def worker_exit(server: Any, worker: Any) -> None:
    """Stop the in-process worker with the process."""
    from config import embedded_worker

    embedded_worker.stop()


def _show_demo() -> None:
    """Serve the host page and say where everything is."""
    from django.conf import settings

    from embeds import host_page
    from testimonials import demonstrating

    host_page.start()
    if (access := demonstrating.access()) is None:
        return
    print(
        f"""
  Sayso is running. Press Ctrl+C to stop it.

    Record a story   {settings.SITE_URL}/c/{access.link}
    The Studio       {settings.SITE_URL}/studio/   {access.email}   {access.password}
    A host page      {host_page.address()}   embeds the wall from another origin
""",
        flush=True,
    )
