"""A real nginx on loopback, with `deploy/nginx.conf` as it is shipped or with any other configuration."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.server import ROOT, free_port

SHIPPED = ROOT / "deploy" / "nginx.conf"
START_SECONDS = 10
# Everything Debian would write outside of a folder of ours, and the user who may read that folder.
AROUND = """\
{user}
worker_processes 1;
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
{server}
}}
"""


@dataclass(frozen=True)
class Nginx:
    """One that runs: its address, its folder, and the master process."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> str:
        """All that it has complained about."""
        return (self.folder / "error.log").read_text(encoding="utf-8", errors="replace")


def program() -> str | None:
    """Return where nginx is; Debian puts it where only root looks."""
    return os.environ.get("NGINX") or shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


def shipped(port: int, *, public: Path, app_port: int) -> str:
    """Return deploy/nginx.conf with those of its own values that matter here."""
    text = SHIPPED.read_text(encoding="utf-8")
    for theirs, ours, times in (
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{app_port};", 1),
        ("listen 80;", f"listen 127.0.0.1:{port};", 1),
        ("/srv/sayso/data/public", str(public), 3),
    ):
        assert text.count(theirs) == times, theirs
        text = text.replace(theirs, ours)
    return text


@contextmanager
def serving(folder: Path, *, public: Path, app_port: int) -> Iterator[Nginx]:
    """Run the shipped configuration over a public store, before an app; around it gzip is on, as in Debian."""
    port = free_port()
    with running(folder, f"gzip on;\n{shipped(port, public=public, app_port=app_port)}", port) as nginx:
        yield nginx


@contextmanager
def running(folder: Path, server: str, port: int) -> Iterator[Nginx]:
    """Run one worker with what stands inside `http { … }`, until it is left; `port` is what it listens on."""
    folder.mkdir(parents=True, exist_ok=True)
    conf = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    conf.write_text(AROUND.format(folder=folder, server=server, user=user), encoding="utf-8")
    command = [program() or "nginx", "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(conf)]
    process = subprocess.Popen(command)
    try:
        _wait(process, port)
        yield Nginx(port, folder, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, "nginx did not start"
        assert time.monotonic() < deadline, "nginx does not listen"
        time.sleep(0.02)
