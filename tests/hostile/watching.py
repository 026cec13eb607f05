"""What the server's processes use while they look at files, read from /proc a few times a second.

A jailed program's file is known by its size: the folder it reads holds a copy of the take.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

EVERY_SECONDS = 0.15
# How long a program may outlive the folder that it worked in.
GRACE_SECONDS = 2.0
TAKE = re.compile(r"(?:take-\d+|original)\.(?:mp4|webm|mp3|wav|ogg)$")
GONE = (FileNotFoundError, ProcessLookupError, PermissionError, NotADirectoryError)


@dataclass(frozen=True)
class Process:
    """One process that was there a moment ago; `peak` is its largest memory so far, in MB."""

    pid: int
    parent: int
    argv: tuple[str, ...]
    peak: int
    now: int


@dataclass
class Usage:
    """The worst that was seen. Memory in MB, of one process; disk in bytes, of temporary files."""

    peaks: dict[str, int] = field(default_factory=dict)
    server: int = 0
    jailed: int = 0
    together: int = 0
    disk: int = 0
    orphans: list[str] = field(default_factory=list)


class Watcher:
    """Looks at the tree below one process, and at everybody who works in its temporary folders."""

    def __init__(
        self, server: Callable[[], int], temporary: Sequence[Path], tick: Callable[[], None]
    ) -> None:
        self.server, self.temporary, self.tick = server, temporary, tick
        self.homes = re.compile("|".join(rf"{re.escape(str(folder))}/[^/\s]+" for folder in temporary))
        self.usage = Usage()
        self.flights: set[str] = set()
        self.sizes: dict[str, int] = {}
        self.homeless: dict[int, float] = {}
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def close(self) -> None:
        """Stop looking."""
        self.is_over.set()
        self.thread.join()

    def suspects(self) -> str:
        """The files on their way right now."""
        return ", ".join(sorted(self.flights)) or "nothing"

    def left_behind(self) -> list[str]:
        """Jailed programs that are there right now."""
        return [" ".join(one.argv)[:200] for one in processes() if self._is_jailed(one)]

    def _watch(self) -> None:
        while not self.is_over.wait(EVERY_SECONDS):
            with suppress(*GONE):
                self._look()
            self.tick()

    def _look(self) -> None:
        known = {one.pid: one for one in processes()}
        jailed = [one for one in known.values() if self._is_jailed(one)]
        own = [one for one in below(self.server(), known) if one not in jailed]
        self.usage.server = max([self.usage.server, *(one.now for one in own)])
        self.usage.jailed = max([self.usage.jailed, *(one.peak for one in jailed)])
        self.usage.together = max(self.usage.together, sum(one.now for one in [*own, *jailed]))
        self.usage.disk = max(self.usage.disk, sum(map(size_of, self.temporary)))
        for one in jailed:
            self._attribute(one)
            self._check_home(one)

    def _is_jailed(self, process: Process) -> bool:
        return any(self.homes.search(word) for word in process.argv)

    def _attribute(self, process: Process) -> None:
        for word in process.argv:
            if TAKE.search(word):
                with suppress(*GONE):
                    size = Path(word.removeprefix("file:")).stat().st_size
                    for label in [label for label, expected in self.sizes.items() if expected == size]:
                        self.usage.peaks[label] = max(self.usage.peaks.get(label, 0), process.peak)

    def _check_home(self, process: Process) -> None:
        """A program whose folder is gone has nothing to do any more, and has to be gone too."""
        homes = {found for word in process.argv for found in self.homes.findall(word)}
        if any(Path(home).exists() for home in homes):
            self.homeless.pop(process.pid, None)
            return
        since = self.homeless.setdefault(process.pid, time.monotonic())
        if time.monotonic() - since > GRACE_SECONDS:
            self.homeless[process.pid] = float("inf")
            self.usage.orphans.append(
                f"orphan: {process.argv[0]} outlived its folder: {' '.join(process.argv)[-200:]}"
            )


def processes() -> Iterator[Process]:
    """Every process that was started with a command line."""
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(*GONE):
            argv = (path / "cmdline").read_bytes().rstrip(b"\0").decode(errors="replace").split("\0")
            if argv[0]:
                status = (path / "status").read_text(encoding="utf-8", errors="replace")
                yield Process(
                    int(path.name), _number(status, "PPid"), tuple(argv),
                    _number(status, "VmHWM") // 1024, _number(status, "VmRSS") // 1024,
                )  # fmt: skip


def below(pid: int, known: dict[int, Process]) -> Iterator[Process]:
    """A process and everybody below it."""
    if pid in known:
        yield known[pid]
    for process in known.values():
        if process.parent == pid:
            yield from below(process.pid, known)


def size_of(folder: Path) -> int:
    """How many bytes lie in a folder and below."""
    total = 0
    for path in folder.rglob("*"):
        with suppress(*GONE):
            total += path.lstat().st_size
    return total


def _number(status: str, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+)", status, re.MULTILINE)
    return int(found[1]) if found else 0
