"""What the tests of the jail share: short programs, and who of them is still alive."""

from __future__ import annotations

import sys
import time
import uuid
from pathlib import Path

from testimonials.processing.jail import Limits

QUICK = Limits(wall_seconds=20, cpu_seconds=10)


def python(code: str, *args: str) -> list[str]:
    """The command line of a small Python program."""
    return [sys.executable, "-I", "-B", "-c", code, *args]


def marker() -> str:
    """An argument that only one test's processes carry."""
    return f"sayso-{uuid.uuid4().hex}"


def alive(mark: str) -> list[str]:
    """Command lines, of any process on this machine, that carry the mark."""
    lines = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = process.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        lines += [line] if mark in line else []
    return lines


def seconds_until_gone(mark: str, patience: float = 5.0) -> float:
    """How long it takes until nobody carries the mark; `patience` when somebody stays."""
    started = time.monotonic()
    while alive(mark) and time.monotonic() - started < patience:
        time.sleep(0.02)
    return time.monotonic() - started


def wait_for(mark: str, patience: float = 5.0) -> None:
    """Return when somebody carries the mark."""
    deadline = time.monotonic() + patience
    while not alive(mark):
        assert time.monotonic() < deadline, "it never started"
        time.sleep(0.02)
