"""One running program: watched from the thread that started it, ended for certain.

No helper threads and no `preexec_fn`: one loop waits for its output, its end and its limits.
The command line is one of `walls`: it says a word when it stands, and waits for an answer.
"""

from __future__ import annotations

import os
import select
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from testimonials.processing.errors import JailBroken, Stalled, TooComplex
from testimonials.processing.walls import ENVIRONMENT, Limits

# Takes one line of standard output and tells whether it shows headway.
OnLine = Callable[[str], bool]

REAP_SECONDS = 2.0
CHUNK_BYTES = 65_536
STDERR_BYTES = 8_192
LINE_BYTES = 65_536
# bwrap says "killed by signal n" as 128 + n. ffmpeg's own codes above 128 are none of these.
FATAL_SIGNALS = frozenset({4, 6, 7, 8, 9, 11, 24, 25, 31})


@dataclass(frozen=True)
class Completed:
    """What a program left: its code, what it printed, and what it cost.

    `returncode` is negative when a signal ended it, also behind walls. `stdout` is empty when
    the lines went to `on_line`. CPU seconds are user and system, of all its threads;
    `hit_its_limit` tells a program that used them up from one that somebody killed.
    """

    returncode: int
    stdout: str
    stderr_tail: str
    cpu_seconds: float
    wall_seconds: float
    hit_its_limit: bool = False

    @property
    def signal(self) -> int:
        """The number of the signal that ended it, or 0."""
        return max(0, -self.returncode)


class Inmate:
    """Start `argv`; then `watch()` once, `end()` always, `completed()` last."""

    def __init__(self, argv: Sequence[str], limits: Limits, on_line: OnLine | None) -> None:
        self.limits = limits
        self.on_line = on_line
        self.started = self.moved = time.monotonic()
        self.stdout = bytearray()
        self.stderr = bytearray()
        self.status: int | None = None
        self.has_begun = False
        self.cpu_seconds = self.wall_seconds = 0.0
        try:
            self.process = subprocess.Popen(
                argv,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=ENVIRONMENT,
                cwd="/",
                start_new_session=True,
            )
        except OSError as error:
            raise JailBroken(detail=str(error)) from error
        self.pidfd = os.pidfd_open(self.process.pid)

    def watch(self) -> None:
        """Return when the program has ended. Raises `TooComplex`, `Stalled`, or what `on_line` raises."""
        with selectors.DefaultSelector() as selector:
            self._register(selector)
            while not _is_over(self.pidfd):
                self._pump(selector, self._patience())
            # Whoever stayed behind holds our pipes open, and would be waited for.
            self._kill()
            deadline = time.monotonic() + REAP_SECONDS
            while selector.get_map() and time.monotonic() < deadline:
                self._pump(selector, deadline - time.monotonic())
        if self.on_line and self.stdout:
            self._tell(bytes(self.stdout))

    def end(self) -> None:
        """Kill what is left of the group and reap it. Harmless when it has ended by itself."""
        self._kill()
        if _is_over(self.pidfd, REAP_SECONDS):
            _, status, usage = os.wait4(self.process.pid, 0)
            self.status = self.process.returncode = os.waitstatus_to_exitcode(status)
            self.cpu_seconds = usage.ru_utime + usage.ru_stime
        self.wall_seconds = time.monotonic() - self.started
        self._hang_up()
        os.close(self.pidfd)

    def completed(self) -> Completed:
        """Return what the program left. Raises `JailBroken` if it never began, or would not end."""
        if self.status is None:
            raise JailBroken(detail=f"process {self.process.pid} did not die within {REAP_SECONDS} s")
        if not self.has_begun:
            raise JailBroken(detail=f"exit {self.status}: {self.stderr.decode(errors='replace')}")
        code = self.status - 128
        return Completed(
            returncode=-code if code in FATAL_SIGNALS else self.status,
            stdout="" if self.on_line else self.stdout.decode(errors="replace"),
            stderr_tail=self.stderr.decode(errors="replace"),
            cpu_seconds=self.cpu_seconds,
            wall_seconds=self.wall_seconds,
            hit_its_limit=self.cpu_seconds >= self.limits.cpu_seconds - 1,
        )

    def _register(self, selector: selectors.BaseSelector) -> None:
        takers = {self.process.stdout: self._take_stdout, self.process.stderr: self._take_stderr}
        for pipe, take in takers.items():
            if pipe is not None:
                selector.register(pipe, selectors.EVENT_READ, take)
        selector.register(self.pidfd, selectors.EVENT_READ)

    def _pump(self, selector: selectors.BaseSelector, patience: float) -> None:
        for key, _ in selector.select(max(0.0, patience)):
            chunk = os.read(key.fd, CHUNK_BYTES) if key.data else b""
            if chunk:
                key.data(chunk)
            else:
                selector.unregister(key.fileobj)

    def _patience(self) -> float:
        """Seconds until the nearest limit. Raises when one has passed."""
        now = time.monotonic()
        wall = self.started + self.limits.wall_seconds - now
        if wall <= 0:
            raise TooComplex(detail=f"not done after {self.limits.wall_seconds:.0f} s")
        if self.limits.stall_seconds is None or self.on_line is None:
            return wall
        stall = self.moved + self.limits.stall_seconds - now
        if stall <= 0:
            raise Stalled(detail=f"no headway for {self.limits.stall_seconds:.0f} s")
        return min(wall, stall)

    def _take_stdout(self, chunk: bytes) -> None:
        if not self.has_begun:
            chunk = chunk.removeprefix(b"\n")
            self._let_begin()
        self.stdout += chunk
        if self.on_line is not None:
            *lines, rest = self.stdout.split(b"\n")
            self.stdout = rest[-LINE_BYTES:]
            for line in lines:
                self._tell(bytes(line))
        elif len(self.stdout) > self.limits.stdout_bytes:
            raise TooComplex(detail=f"printed more than {self.limits.stdout_bytes} bytes")

    def _let_begin(self) -> None:
        self.has_begun = True
        if self.process.stdin is not None:
            with suppress(BrokenPipeError), self.process.stdin as stdin:
                stdin.write(b"go\n")

    def _take_stderr(self, chunk: bytes) -> None:
        self.stderr = (self.stderr + chunk)[-STDERR_BYTES:]

    def _tell(self, line: bytes) -> None:
        if self.on_line is not None and self.on_line(line.decode(errors="replace").rstrip("\r")):
            self.moved = time.monotonic()

    def _kill(self) -> None:
        # The leader is not reaped yet, so the number cannot mean another group.
        if self.status is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def _hang_up(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()


def _is_over(pidfd: int, patience: float = 0.0) -> bool:
    """Tell whether the process has ended, waiting at most `patience` seconds."""
    return bool(select.select([pidfd], [], [], patience)[0])
