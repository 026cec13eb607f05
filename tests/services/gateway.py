"""Ceph's RADOS Gateway on loopback: one monitor, one OSD in a sparse file, one gateway."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from tests.server import free_port
from tests.services.engines import START_SECONDS, listens, wait_for

ACCESS_KEY, SECRET_KEY = "sayso", "sayso-secret"


class Gateway:
    """Real signatures, real expiry, real multipart."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder / "ceph", free_port()
        for name in ("mon", "osd", "rgw"):
            (self.folder / name).mkdir(parents=True)
        self.monitor_ports = (free_port(), free_port())
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start all three; make the cluster the first time."""
        if not (self.folder / "keyring").exists():
            self._make()
            self._daemon("ceph-osd", "-i", "0")
            self._run("ceph", "osd", "crush", "add", "osd.0", "1.0", "host=localhost", "root=default")
        self.open()
        self._make_user()

    def stop(self) -> None:
        """kill -9 of all three."""
        for process in reversed(self.processes.values()):
            process.kill()
            process.wait()
        self.processes.clear()

    def open(self) -> None:
        """Start the gateway where it is not running."""
        if "radosgw" not in self.processes:
            self._daemon("radosgw", "-n", "client.rgw")
            wait_for(lambda: listens(self.port), "the S3 gateway")

    def close(self) -> None:
        """Kill the gateway: a store that refuses connections. What it holds stays."""
        process = self.processes.pop("radosgw")
        process.kill()
        process.wait()

    def freeze(self) -> None:
        """A store that takes connections and never answers."""
        self.processes["radosgw"].send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on; harmless when it was not frozen."""
        self.processes["radosgw"].send_signal(signal.SIGCONT)

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
            self.processes[program] = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
