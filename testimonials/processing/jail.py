"""The only starter of programs: strangers' media is never opened outside of it.

Promises: a program gets a session of its own, no standard input, next to no environment, hard
limits, and dies with the thread that started it; whatever happens, its whole process group is
killed (SIGKILL: ffmpeg ignores the polite signal for minutes) and reaped within two seconds of
the reason. At the level "full" it also sees no network, no file but what it was given, and
nobody else's processes. What it writes belongs to the caller.

It does not judge what the program did: a `Completed` with any return code is a result.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Literal

from testimonials.processing import walls
from testimonials.processing.errors import JailUnavailable, ProcessingError
from testimonials.processing.inmate import Completed, Inmate, OnLine
from testimonials.processing.walls import Limits

__all__ = ["Completed", "Level", "Limits", "OnLine", "level", "run"]

Level = Literal["full", "partial", "none"]
TRIAL = Limits(wall_seconds=10, cpu_seconds=5)


def run(
    argv: Sequence[str],
    *,
    reads: Sequence[Path],
    writes: Path | None,
    limits: Limits,
    on_line: OnLine | None = None,
) -> Completed:
    """Run `argv` in the jail until it ends, and return what it left.

    `reads` are what it may read, `writes` the one folder it may write in; all are absolute
    and visible at their own paths. `on_line` is called in this thread with each line of
    standard output; what it raises ends the program and goes on up, so a caller may give up.

    Raises `JailUnavailable`, `JailBroken`, `TooComplex` at the wall-clock limit or when it
    prints too much, `Stalled` when `on_line` saw no headway for `limits.stall_seconds`.
    """
    _require_absolute([Path(argv[0]), *reads, *([writes] if writes else [])])
    return _finish(_walled(argv, reads, writes, limits), limits, on_line)


def level() -> Level:
    """Return how strong a jail can be built on this machine. Tried once, for real."""
    return _tried()[0]


def _require_absolute(paths: Sequence[Path]) -> None:
    # A relative path may begin with a dash, and means another file in there.
    if relative := [str(path) for path in paths if not path.is_absolute()]:
        raise ValueError(f"not absolute: {', '.join(relative)}")


def _walled(argv: Sequence[str], reads: Sequence[Path], writes: Path | None, limits: Limits) -> list[str]:
    strength, is_modern = _tried()
    if strength == "full":
        return walls.full(argv, reads=reads, writes=writes, limits=limits, is_modern=is_modern)
    if strength == "partial":
        return walls.partial(argv, limits=limits)
    if _may_go_without():
        return walls.waiting(argv)
    raise JailUnavailable(detail="neither bwrap nor setpriv with prlimit works here, and SANDBOX is not none")


def _may_go_without() -> bool:
    """Tell whether the owner said in writing that no jail is fine."""
    from django.conf import settings

    return getattr(settings, "SANDBOX", "") == "none"


def _finish(argv: Sequence[str], limits: Limits, on_line: OnLine | None) -> Completed:
    inmate = Inmate(argv, limits, on_line)
    try:
        inmate.watch()
    finally:
        inmate.end()
    return inmate.completed()


@cache
def _tried() -> tuple[Level, bool]:
    """The best level that really works here, and whether bwrap is a modern one."""
    if walls.has_tools("bwrap", "prlimit", "nice"):
        for is_modern in (True, False):
            if _works(partial(walls.full, reads=(), writes=None, limits=TRIAL, is_modern=is_modern)):
                return "full", is_modern
    if walls.has_tools("setpriv", "prlimit", "nice") and _works(partial(walls.partial, limits=TRIAL)):
        return "partial", False
    return "none", False


def _works(enclose: Callable[[Sequence[str]], list[str]]) -> bool:
    true = shutil.which("true", path=walls.SEARCH_PATH)
    try:
        return true is not None and _finish(enclose([true]), TRIAL, None).returncode == 0
    except ProcessingError:
        return False
