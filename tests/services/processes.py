"""What runs on this machine, read from /proc: whose child it is and what it was started with."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

GONE = (FileNotFoundError, ProcessLookupError, PermissionError)


@dataclass(frozen=True)
class Process:
    """One process that was there a moment ago."""

    pid: int
    parent: int
    argv: tuple[str, ...]

    @property
    def name(self) -> str:
        """The program's own name, without its folder."""
        return Path(self.argv[0]).name

    def kill(self) -> None:
        """kill -9; one that has ended by itself is fine."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


def everything() -> dict[int, Process]:
    """Every process that was started with a command line and is not a zombie."""
    found = (_read(int(path.name)) for path in Path("/proc").iterdir() if path.name.isdigit())
    return {process.pid: process for process in found if process is not None}


def mentioning(text: str) -> list[Process]:
    """Those with `text` somewhere in their command line."""
    return [process for process in everything().values() if any(text in word for word in process.argv)]


def below(pid: int) -> list[Process]:
    """The children of a process, their children, and so on; parents first."""
    known = everything()
    return list(_descend(pid, known))


def ancestry(pid: int) -> list[Process]:
    """A process, its parent, and so on up to the first of all."""
    known = everything()
    line = []
    while (process := known.get(pid)) is not None:
        line.append(process)
        pid = process.parent
    return line


def _descend(pid: int, known: dict[int, Process]) -> Iterator[Process]:
    for process in known.values():
        if process.parent == pid:
            yield process
            yield from _descend(process.pid, known)


def _read(pid: int) -> Process | None:
    try:
        argv = Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").decode(errors="replace").split("\0")
        # The name in brackets may hold spaces; the parent is the second field behind it.
        parent = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
    except GONE:
        return None
    return Process(pid, int(parent.split()[1]), tuple(argv)) if argv[0] else None
