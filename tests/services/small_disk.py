"""A small real file system of its own, which a test can fill up in a moment."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

ROOMY = 2 * 1024**3  # memory is only taken for what is written


class Disk:
    """A tmpfs whose size may change while it is in use. Needs root; elsewhere it is a plain folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.is_real = _mount(folder, f"size={ROOMY}")

    def leave(self, free: int) -> None:
        """Shrink it until just about `free` bytes are left, to the whole page."""
        self._resize(max(4096, shutil.disk_usage(self.folder).used + free))

    def grow(self) -> None:
        """Make room again."""
        self._resize(ROOMY)

    def remove(self) -> None:
        """Unmount it; what is on it is gone."""
        if self.is_real:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=True)
            self.is_real = False

    def _resize(self, size: int) -> None:
        assert self.is_real, "only a file system of its own can be full"
        assert _mount(self.folder, f"remount,size={size}")


@cache
def can_mount() -> bool:
    """Whether a tmpfs may be had here at all. Tried once, for real: root in a container often may not."""
    with tempfile.TemporaryDirectory(prefix="sayso-mount-") as folder:
        if not _mount(Path(folder), "size=4096"):
            return False
        subprocess.run(["umount", folder], check=True)
    return True


def _mount(folder: Path, options: str) -> bool:
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    command = ["mount", "-t", "tmpfs", "-o", options, "sayso-test", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
