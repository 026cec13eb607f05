"""What a command costs: CPU seconds, user and system, of it and of everything it starts.

Not wall time, which says more about who else is on the machine.
"""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeVar

import imageio_ffmpeg

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


def _checked(argv: Sequence[str]) -> None:
    done = subprocess.run(argv, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
    if done.returncode:
        raise BenchFailed(f"{' '.join(argv)}\n{done.stderr[-2000:]}")


def _so_far() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)
