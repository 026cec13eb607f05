"""A program in the jail cannot stay, cannot look around, and cannot take more than its share."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from testimonials.processing import jail
from testimonials.processing.errors import JailBroken, JailUnavailable, Stalled, TooComplex
from tests.processing.jailed import QUICK, alive, marker, python, seconds_until_gone, wait_for

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
STUBBORN = """
import os, signal, sys, time
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
os.fork()
print("running", flush=True)
time.sleep(60)
"""


@pytest.fixture(params=["full", "partial"])
def strength(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both jails, where the machine can build the better one."""
    best = jail.level()
    if best == "none" or (request.param == "full" and best != "full"):
        pytest.skip(f"this machine only builds a jail of level {best}")
    if request.param == "partial":
        monkeypatch.setattr(jail, "_tried", lambda: ("partial", False))
    return str(request.param)


@pytest.fixture
def walls() -> None:
    """Only where there are walls."""
    if jail.level() != "full":
        pytest.skip(f"this machine only builds a jail of level {jail.level()}")


def run(code: str, *args: str, reads: list[Path] | None = None, writes: Path | None = None) -> jail.Completed:
    return jail.run(python(code, *args), reads=reads or [], writes=writes, limits=QUICK)


def test_it_returns_what_the_program_left(strength: str) -> None:
    completed = run("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)")

    assert (completed.returncode, completed.stdout, completed.stderr_tail) == (3, "out\n", "err\n")
    assert 0 < completed.cpu_seconds < 5
    assert completed.signal == 0


def test_it_counts_the_cpu_time_of_what_it_ran(strength: str) -> None:
    completed = run("import time\nwhile time.process_time() < 0.15: pass")

    assert completed.cpu_seconds > 0.15


def test_it_kills_who_ignores_sigterm_within_two_seconds_and_leaves_nobody(strength: str) -> None:
    mark = marker()
    started = time.monotonic()

    with pytest.raises(TooComplex):
        jail.run(python(STUBBORN, mark), reads=[], writes=None, limits=replace(QUICK, wall_seconds=0.5))

    assert time.monotonic() - started < 2.5
    assert seconds_until_gone(mark) < 0.5


@pytest.mark.parametrize("after_seconds", [0, 0.1])
def test_it_dies_with_the_process_that_started_it(strength: str, after_seconds: float) -> None:
    """At once, too: there is a moment in which nobody has yet asked to die with anybody."""
    mark = marker()
    code = f"""
import sys
from testimonials.processing import jail
if {strength!r} == "partial":
    jail._tried = lambda: ("partial", False)
jail.run([sys.executable, "-I", "-c", "import time; time.sleep(60)", {mark!r}], reads=[], writes=None,
         limits=jail.Limits(wall_seconds=60, cpu_seconds=5))
"""
    worker = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    wait_for(f"sleep(60) {mark}")
    time.sleep(after_seconds)
    worker.send_signal(signal.SIGKILL)
    worker.wait()

    assert seconds_until_gone(mark) < 2


def test_it_kills_the_program_when_its_reader_gives_up(strength: str) -> None:
    mark = marker()

    def give_up(line: str) -> bool:
        raise LookupError(line)

    with pytest.raises(LookupError, match="running"):
        jail.run(python(STUBBORN, mark), reads=[], writes=None, limits=QUICK, on_line=give_up)

    assert seconds_until_gone(mark) < 2


def test_it_kills_what_the_program_left_behind(strength: str) -> None:
    mark = marker()
    code = "import os, sys, time\nif os.fork() == 0: time.sleep(60)\nprint('done')"

    completed = jail.run(python(code, mark), reads=[], writes=None, limits=QUICK)

    assert completed.stdout == "done\n"
    assert not alive(mark)


def test_lines_without_headway_are_a_stall() -> None:
    code = "import time\nwhile True:\n print('frame=1', flush=True)\n time.sleep(0.05)"
    limits = replace(QUICK, stall_seconds=0.3)

    with pytest.raises(Stalled):
        jail.run(python(code), reads=[], writes=None, limits=limits, on_line=lambda line: False)


def test_lines_come_whole_and_in_order() -> None:
    lines: list[str] = []

    def keep(line: str) -> bool:
        lines.append(line)
        return True

    code = "for n in range(3000): print(f'line {n}')\nprint('no end', end='')"
    jail.run(python(code), reads=[], writes=None, limits=QUICK, on_line=keep)

    assert lines == [*(f"line {n}" for n in range(3000)), "no end"]


def test_it_ends_who_prints_without_end() -> None:
    with pytest.raises(TooComplex):
        jail.run(python("while True: print('x' * 1000)"), reads=[], writes=None, limits=QUICK)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("bytearray(3 << 30)", "MemoryError"),
        ("open('big', 'wb').write(bytes(2 << 20))", "File too large"),
        ("fds = [open('/dev/null') for _ in range(1000)]", "Too many open files"),
    ],
)
def test_it_limits_memory_files_and_descriptors(strength: str, tmp_path: Path, code: str, said: str) -> None:
    limits = replace(QUICK, memory_bytes=512 << 20, file_bytes=1 << 20)
    code = f"import os, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); os.chdir({str(tmp_path)!r})\n{code}"

    completed = jail.run(python(code), reads=[], writes=tmp_path, limits=limits)

    assert completed.returncode == 1
    assert said in completed.stderr_tail


def test_it_limits_cpu_time() -> None:
    completed = jail.run(
        python("while True: pass"), reads=[], writes=None, limits=replace(QUICK, cpu_seconds=1)
    )

    assert completed.signal == signal.SIGKILL
    assert completed.cpu_seconds < 2


@pytest.mark.skipif(os.geteuid() == 0, reason="the kernel limits nobody's processes who is root")
def test_it_limits_processes(walls: None) -> None:
    completed = run("import os\nfor n in range(200): os.fork() or os._exit(0)")

    assert "Resource temporarily unavailable" in completed.stderr_tail


def test_a_crash_is_told_from_an_exit_code(strength: str) -> None:
    assert run("import ctypes; ctypes.string_at(0)").signal == signal.SIGSEGV
    assert run("raise SystemExit(183)").returncode == 183


def test_it_inherits_nothing(strength: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "canary")

    completed = run("import os, sys; print(*os.environ, repr(sys.stdin.read()))")

    *names, stdin = completed.stdout.split()
    assert set(names) <= {"HOME", "LANG", "MALLOC_ARENA_MAX", "PATH", "PWD"}
    assert stdin == "''"


def test_it_has_no_network(walls: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = f"import socket; socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 2)"
        completed = run(code)

    assert "Connection refused" in completed.stderr_tail


def test_it_sees_the_file_it_was_given_and_not_the_one_beside_it(walls: None, tmp_path: Path) -> None:
    given, neighbour = tmp_path / "given", tmp_path / "neighbour"
    given.write_text("mine")
    neighbour.write_text("canary")
    code = f"import os; print(open({str(given)!r}).read(), os.listdir({str(tmp_path)!r})); open({str(neighbour)!r})"

    completed = run(code, reads=[given])

    assert completed.stdout == "mine ['given']\n"
    assert "No such file" in completed.stderr_tail


def test_it_sees_nobody_elses_processes_and_none_of_our_code(walls: None) -> None:
    completed = run(f"import os; print(os.getpid(), os.path.exists('/proc/1'), os.listdir({str(ROOT)!r}))")

    assert completed.stdout == "1 False ['.venv']\n" or "No such file" in completed.stderr_tail


def test_it_writes_where_it_may_and_what_it_writes_is_ours(strength: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir(mode=0o700)

    run(f"open({str(out / 'file')!r}, 'w').write('')", writes=out)

    assert (out / "file").stat().st_uid == os.geteuid()
    (out / "file").read_bytes()


@pytest.mark.parametrize("where", ["given", "/etc/passwd", "/usr/bin/x", "/new"])
def test_it_writes_nowhere_else(walls: None, tmp_path: Path, where: str) -> None:
    given = tmp_path / "given"
    given.write_text("mine")

    completed = run(f"open({str(tmp_path / where)!r}, 'w')", reads=[given], writes=tmp_path)

    assert completed.returncode == 1
    assert given.read_text() == "mine"


@pytest.mark.parametrize("name", ["-i", "relative", "../up"])
def test_it_refuses_a_path_that_is_not_absolute(name: str) -> None:
    with pytest.raises(ValueError, match="not absolute"):
        jail.run(python("pass"), reads=[Path(name)], writes=None, limits=QUICK)


def test_a_program_that_is_not_there_is_not_a_result(strength: str) -> None:
    if strength == "full":
        with pytest.raises(JailBroken):
            jail.run(["/no/such/program"], reads=[], writes=None, limits=QUICK)
    else:
        assert jail.run(["/no/such/program"], reads=[], writes=None, limits=QUICK).returncode == 127


def test_without_any_jail_it_refuses_until_the_owner_says_so(
    monkeypatch: pytest.MonkeyPatch, settings: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(jail, "_tried", lambda: ("none", False))
    settings.SANDBOX = ""  # type: ignore[attr-defined]
    with pytest.raises(JailUnavailable):
        run("print('hello')")

    settings.SANDBOX = "none"  # type: ignore[attr-defined]
    assert run("print('hello')").stdout == "hello\n"
