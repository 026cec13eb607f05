"""The command line around a jailed program: which walls, and in which order. Starts nothing.

full:    nice → bwrap (walls, dies with us) → waits for us → prlimit (limits) → program
partial: setpriv (dies with us, no privileges) → nice → waits for us → prlimit (limits) → program

It waits because "dies with us" is a request to the kernel, which comes too late if we are
dead when it is made, and bwrap's child makes it milliseconds after its start. So the last
step before the program says a word when the request stands, and goes on only if we answer.
For the same reason there is no setpriv around bwrap: it would kill the parent half of bwrap
while the other half still waits for it, and that one would wait for ever.

Limits are set inside the walls: a limit on processes counts everybody's outside of a user
namespace and only the jail's own inside, and bwrap itself must not run into them. The kernel
never applies that limit to root: a worker that runs as root has only the time limits against
a fork bomb, so run it as somebody else.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

NOBODY = "65534"
TMP = "/tmp"  # noqa: S108  inside the walls it is the jail's own, and empty
MIB = 1024 * 1024
TMP_BYTES = 64 * MIB
OPEN_FILES = 256
# Outside a user namespace the kernel counts all threads of the user, the web server's too.
SHARED_PROCESSES = 4096
SEARCH_PATH = "/usr/local/bin:/usr/bin:/bin"
# Few malloc arenas: each reserves 64 MiB of address space a thread, which the memory limit counts.
ENVIRONMENT = {"PATH": SEARCH_PATH, "LANG": "C.UTF-8", "HOME": TMP, "MALLOC_ARENA_MAX": "2"}
WAIT = 'echo && read -r go && exec "$@" </dev/null'
# Programs and libraries only: all of /usr would show what an image keeps in /usr/src.
SYSTEM_FOLDERS = (
    "/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec", "/usr/local/bin", "/usr/local/lib",
)  # fmt: skip
ROOT_FOLDERS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")
# Debian's ffmpeg finds its linear algebra through /etc/alternatives.
LINKER_FILES = ("/etc/ld.so.cache", "/etc/alternatives")


@dataclass(frozen=True)
class Limits:
    """What a jailed program may use. Seconds and bytes; memory is address space.

    `cpu_seconds` are summed over all threads; `stall_seconds` without headway end it early,
    where somebody reads its lines (see `jail.run`); `file_bytes` bound each file it writes;
    `stdout_bytes` what it may print.
    """

    wall_seconds: float
    cpu_seconds: int
    memory_bytes: int = 1024 * MIB
    file_bytes: int = 0
    processes: int = 64
    stall_seconds: float | None = None
    niceness: int = 10
    stdout_bytes: int = 4 * MIB


def has_tools(*names: str) -> bool:
    """Tell whether all of these programs are installed."""
    return all(shutil.which(name, path=SEARCH_PATH) for name in names)


def full(
    argv: Sequence[str], *, reads: Iterable[Path], writes: Path | None, limits: Limits, is_modern: bool
) -> list[str]:
    """Return the command line that runs `argv` behind all walls. All paths are absolute.

    `is_modern` says that bwrap is 0.8 or newer and can do two things more.
    """
    # As pid 1 the program is reaped by bwrap directly: its CPU time is counted, and whatever
    # it leaves behind dies with it. There is no /proc: nothing here needs it, and containers
    # that allow user namespaces often forbid mounting it. A new session is `jail.run`'s to
    # make: one of bwrap's own would take the program out of the group that we kill.
    walls = [
        _tool("bwrap"), "--unshare-user", "--unshare-all", "--die-with-parent", "--as-pid-1",
        "--uid", NOBODY, "--gid", NOBODY, "--cap-drop", "ALL",
    ]  # fmt: skip
    walls += ["--disable-userns", "--size", str(TMP_BYTES)] if is_modern else []
    # The empty /tmp comes first: this installation, or what is to be read, may itself lie below it.
    walls += ["--tmpfs", TMP, *_system(), "--dev", "/dev"]
    # The writable folder first: what is to be read may lie in it, and stays read-only.
    walls += ["--bind", str(writes.resolve()), str(writes)] if writes else []
    for path in (Path(argv[0]), *reads):
        walls += [] if _is_in_system(path) else ["--ro-bind", str(path.resolve()), str(path)]
    walls += ["--remount-ro", "/", "--chdir", str(writes or "/"), "--"]
    return [*_nice(limits), *walls, *waiting([*_limited(limits, limits.processes), *argv])]


def partial(argv: Sequence[str], *, limits: Limits) -> list[str]:
    """Return the command line that runs `argv` under limits, without walls."""
    keeper = [_tool("setpriv"), "--pdeathsig", "KILL", "--no-new-privs", *_without_capabilities(), "--"]
    limited = _limited(limits, max(limits.processes, SHARED_PROCESSES))
    return [*keeper, *_nice(limits), *waiting([*limited, *argv])]


def waiting(argv: Sequence[str]) -> list[str]:
    """Return the command line that says a word, waits for an answer, and becomes `argv`."""
    return [_tool("sh"), "-c", WAIT, "sh", *argv]


def _without_capabilities() -> list[str]:
    return ["--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []


def _nice(limits: Limits) -> list[str]:
    return [_tool("nice"), "-n", str(limits.niceness)]


def _limited(limits: Limits, processes: int) -> list[str]:
    # Soft and hard limit are one: SIGXCPU could be ignored, SIGKILL cannot.
    return [
        _tool("prlimit"), f"--cpu={limits.cpu_seconds}", f"--as={limits.memory_bytes}",
        f"--fsize={limits.file_bytes}", f"--nproc={processes}", f"--nofile={OPEN_FILES}", "--core=0", "--",
    ]  # fmt: skip


def _tool(name: str) -> str:
    return shutil.which(name, path=SEARCH_PATH) or name


@cache
def _system() -> tuple[str, ...]:
    """The binds that let installed programs and this Python start, all read-only."""
    binds: list[str] = []
    for folder in map(Path, ROOT_FOLDERS):
        if folder.is_symlink():
            binds += ["--symlink", str(folder.readlink()), str(folder)]
        elif folder.is_dir():
            binds += ["--ro-bind", str(folder), str(folder)]
    for path in _programs():
        binds += ["--ro-bind", str(path), str(path)]
    for path in map(Path, LINKER_FILES):
        binds += ["--ro-bind", str(path), str(path)] if path.exists() else []
    return tuple(binds)


@cache
def _programs() -> tuple[Path, ...]:
    """Where installed programs and this Python, with its packages, are."""
    prefixes = {Path(sys.prefix), Path(sys.base_prefix)}
    pythons = [prefix / part for prefix in sorted(prefixes) for part in ("bin", "lib", "lib64", "pyvenv.cfg")]
    candidates = dict.fromkeys([*map(Path, SYSTEM_FOLDERS), *pythons])
    return tuple(path for path in candidates if path.exists())


def _is_in_system(path: Path) -> bool:
    return any(path.is_relative_to(folder) for folder in _programs())
