"""Real engines on loopback: PostgreSQL, Redis, and Ceph's RADOS Gateway as the S3-compatible store.

Each is started in a folder of its own, on free ports, and stopped with `stop`. They come through
apt where that is allowed. The gateway is one monitor, one OSD in a sparse file, one gateway.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import uuid4

from tests.server import free_port

PACKAGES = {
    "redis-server": "redis-server",
    "pg_ctl": "postgresql",
    "radosgw": "radosgw ceph-mon ceph-osd",
}
START_SECONDS = 90
ACCESS_KEY, SECRET_KEY = "sayso", "sayso-secret"


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


def wait_for(is_ready: Callable[[], bool], what: str) -> None:
    """Return once `is_ready`; raise after a minute and a half."""
    deadline = time.monotonic() + START_SECONDS
    while not is_ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not start")
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
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [find("redis-server") or "redis-server", *options], cwd=self.folder, stdout=log, stderr=log
            )
        wait_for(lambda: listens(self.port), "Redis")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


class Postgres:
    """A cluster of its own. It refuses to run as root, so root lends it to `postgres`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder / "postgres", free_port()
        self.folder.mkdir(parents=True)

    @property
    def url(self) -> str:
        return f"postgres://app@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        data = self.folder / "data"
        if not data.exists():
            self._run("initdb", "-D", str(data), "-U", "app", "-A", "trust", "--no-sync", "-E", "UTF8")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off"
        self._run("pg_ctl", "-D", str(data), "-l", str(self.folder / "log"), "-w", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*as_user, find(program) or program, *arguments]
        subprocess.run(command, cwd=self.folder, stdout=subprocess.DEVNULL, check=True)


class Gateway:
    """Ceph's RADOS Gateway: real signatures, real expiry, real multipart."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder / "ceph", free_port()
        for name in ("mon", "osd", "rgw"):
            (self.folder / name).mkdir(parents=True)
        self.monitor_ports = (free_port(), free_port())
        self.processes: list[subprocess.Popen[bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        if not (self.folder / "keyring").exists():
            self._make()
            self._daemon("ceph-osd", "-i", "0")
            self._run("ceph", "osd", "crush", "add", "osd.0", "1.0", "host=localhost", "root=default")
        else:
            self._daemon("ceph-mon", "-i", "a")
            self._daemon("ceph-osd", "-i", "0")
        self._daemon("radosgw", "-n", "client.rgw")
        wait_for(lambda: listens(self.port), "the S3 gateway")
        self._make_user()

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()
        self.processes.clear()

    def pause(self, *, is_away: bool) -> None:
        """Freeze the gateway, or let it go on: a store that does not answer."""
        self.processes[-1].send_signal(signal.SIGSTOP if is_away else signal.SIGCONT)

    def _make(self) -> None:
        fsid, osd = str(uuid4()), str(uuid4())
        self._write_conf(fsid)
        self._make_keys()
        map_ = str(self.folder / "monmap")
        peers = ",".join(f"v{n}:127.0.0.1:{port}" for n, port in zip((2, 1), self.monitor_ports, strict=True))
        self._run("monmaptool", "--create", "--addv", "a", f"[{peers}]", "--fsid", fsid, map_)
        keyring = str(self.folder / "keyring")
        self._run("ceph-mon", "-i", "a", "--mkfs", "--monmap", map_, "--keyring", keyring)
        self._daemon("ceph-mon", "-i", "a")
        self._run("ceph", "osd", "new", osd)
        self._run("ceph", "auth", "get-or-create", "osd.0")
        self._run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", osd, "--keyring", keyring)

    def _make_keys(self) -> None:
        keyring = str(self.folder / "keyring")
        everything = ["--cap", "mon", "allow *", "--cap", "osd", "allow *", "--cap", "mgr", "allow *"]
        self._run(
            "ceph-authtool", "--create-keyring", keyring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *"
        )
        for name in ("client.admin", "osd.0", "client.rgw"):
            self._run("ceph-authtool", keyring, "--gen-key", "-n", name, *everything)

    def _make_user(self) -> None:
        self._run(
            "radosgw-admin", "-n", "client.rgw", "user", "create", "--uid=app", "--display-name=app",
            f"--access-key={ACCESS_KEY}", f"--secret={SECRET_KEY}",
        )  # fmt: skip

    def _write_conf(self, fsid: str) -> None:
        here, (v2, v1) = self.folder, self.monitor_ports
        (here / "ceph.conf").write_text(
            f"""[global]
fsid = {fsid}
mon host = [v2:127.0.0.1:{v2},v1:127.0.0.1:{v1}]
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
osd_pool_default_size = 1
osd_pool_default_min_size = 1
mon_allow_pool_size_one = true
osd_crush_chooseleaf_type = 0
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
mon_max_pg_per_osd = 1000
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
run_dir = {here}
admin_socket = {here}/$name.asok
log_file = {here}/$name.log
pid_file = {here}/$name.pid
keyring = {here}/keyring
mon_data_avail_warn = 5
[mon]
mon_data = {here}/mon
[osd]
osd_data = {here}/osd
osd_objectstore = bluestore
bluestore_block_size = 10737418240
osd_memory_target = 939524096
[client.rgw]
rgw_data = {here}/rgw
rgw_frontends = beast endpoint=127.0.0.1:{self.port}
""",
            encoding="utf-8",
        )

    def _command(self, program: str, arguments: Sequence[str]) -> list[str]:
        takes_conf = program not in {"ceph-authtool", "monmaptool"}
        return [program, *(["-c", str(self.folder / "ceph.conf")] if takes_conf else []), *arguments]

    def _run(self, program: str, *arguments: str) -> None:
        with (self.folder / "steps.log").open("ab") as log:
            command = self._command(program, arguments)
            subprocess.run(
                command, cwd=self.folder, stdout=log, stderr=log, timeout=START_SECONDS, check=True
            )

    def _daemon(self, program: str, *arguments: str) -> None:
        with (self.folder / f"{program}.log").open("ab") as log:
            command = [*self._command(program, arguments), "-f"]
            self.processes.append(subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log))


if __name__ == "__main__":
    sys.exit("; ".join(install()) or None)
