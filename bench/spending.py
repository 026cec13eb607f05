"""What a command costs: CPU seconds, user and system, of it and of everything it starts.

Not wall time, which says more about who else is on the machine.
"""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

import imageio_ffmpeg

from tests.services import processes

T = TypeVar("T")
TIMEOUT_SECONDS = 60 * 60


class BenchFailed(RuntimeError):
    """A command that is to be measured did not work; its number would mean nothing."""


@cache
def tool() -> str:
    """Return the ffmpeg that every path is measured with, ours included."""
    return str(imageio_ffmpeg.get_ffmpeg_exe())


def spent(action: Callable[[], T]) -> tuple[T, float]:
    """Do it; return its answer and the CPU seconds of this process and all its reaped children."""
    before = _so_far()
    answer = action()
    return answer, _so_far() - before


def run(argv: Sequence[str]) -> float:
    """Run one trusted command, bare, and return its CPU seconds. Raises `BenchFailed`."""
    return spent(lambda: _checked(argv))[1]


def run_all(commands: Sequence[Sequence[str]]) -> float:
    """Run commands one after the other; return the sum of their CPU seconds."""
    return sum(run(argv) for argv in commands)


def of_process(pid: int) -> float:
    """Return the CPU seconds so far of a process that runs and of all below it that still do. Linux only."""
    return sum(_of_one(one) for one in (pid, *(process.pid for process in processes.below(pid))))


def _of_one(pid: int) -> float:
    # The name in brackets may hold spaces; user and system ticks are the 12th and 13th field behind it.
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _checked(argv: Sequence[str]) -> None:
    done = subprocess.run(argv, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
    if done.returncode:
        raise BenchFailed(f"{' '.join(argv)}\n{done.stderr[-2000:]}")


def _so_far() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)
