"""A running server with everything around it that an attacker could want, and eyes on all of it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.hostile import canaries
from tests.hostile.courier import PATIENCE_SECONDS, Courier, Story
from tests.hostile.ledger import Ledger
from tests.hostile.listening import Doorkeeper, Listener
from tests.hostile.specimens import Ground, Specimen
from tests.hostile.watching import GRACE_SECONDS, Watcher
from tests.moderator import Moderator
from tests.server import Server

# An empty name is the wheel's own.
ENGINES = {"wheel": "", "debian": "/usr/bin/ffmpeg"}
AT_ONCE = 4
IDLE_SECONDS = 300
PUBLIC_SECONDS = 90
A_WALL = 20  # stories; a new wall shows 24 at most

# What the upload itself says no with, from headers alone.
EARLY = {"not_a_video", "format_not_supported", "empty_take"}

# Memory in MB. A jailed program has 4 GB of address space; what it really fills is another matter.
JAILED_MB = 1_600
SERVER_MB = 700
TEMPORARY_BYTES = 1_500_000_000
DERIVED_BYTES = 64_000_000


@dataclass
class Result:
    """How one file ended, what it cost, and what happened that must not."""

    label: str
    family: str
    end: str
    code: str
    message: str
    seconds: float
    megabytes: int
    size: int
    token: str = ""
    complaints: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


class Arena:
    """A server on one build of ffmpeg, a neighbour's video, a listener, and somebody who decides."""

    def __init__(self, folder: Path, engine: str = "wheel") -> None:
        self.folder = folder
        self.temporary = (folder / "tmp", folder / "scratch")
        self.ledger = Ledger(folder / "data")
        self.server = Server(folder, environment=self._environment(engine))

    def __enter__(self) -> Arena:
        shutil.rmtree(self.folder, ignore_errors=True)
        for temporary in self.temporary:
            temporary.mkdir(parents=True)
        neighbour, stored = self._settle_neighbour()
        self.server.manage("prepare")
        access = self.server.access()
        self.server.start()
        self.doorkeeper = Doorkeeper([neighbour, stored])
        self.visited: list[str] = []
        self.watcher = Watcher(self._pid, self.temporary, self._count_visits)
        self.listener = Listener(self.watcher.suspects)
        self.ground = Ground(neighbour, stored, self.listener.port)
        self.courier = Courier(self.server.url, access["link"])
        who = {name: access[name] for name in ("email", "password", "brand")}
        self.alice = Moderator(self.server.url, **who)
        self.wall = self.alice.wall()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.watcher.close()
        self.listener.close()
        self.doorkeeper.close()
        self.server.stop()

    def judge(self, specimens: Sequence[Specimen]) -> list[Result]:
        """Send all of them, a few at once; then look at everything that came of it."""
        self.watcher.sizes.clear()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            results = list(pool.map(self._send, specimens))
        idle = self.ledger.wait_until_idle(IDLE_SECONDS)
        for specimen, result in zip(specimens, results, strict=True):
            result.megabytes = self.watcher.usage.peaks.get(specimen.label, 0)
            result.complaints += _complaints(specimen, result)
            result.complaints += self._leaks(result)
            if not idle:
                result.complaints.append(f"limit: still at work after {IDLE_SECONDS} s")
        self._publish(results)
        return results

    def complaints(self) -> list[str]:
        """What happened so far that no single file can be blamed for. Waits for whoever is late."""
        time.sleep(GRACE_SECONDS)
        usage = self.watcher.usage
        found = [*self.listener.heard, *self.visited, *usage.orphans]
        found += [f"orphan: left behind: {line}" for line in self.watcher.left_behind()]
        found += [f"limit: left behind: {path}" for folder in self.temporary for path in folder.glob("[!.]*")]
        if usage.jailed > JAILED_MB or usage.server > SERVER_MB:
            found.append(f"limit: {usage.jailed} MB in a jail, {usage.server} MB in the server")
        if usage.disk > TEMPORARY_BYTES:
            found.append(f"limit: {usage.disk // 1_000_000} MB of temporary files")
        if not self.server.is_well():
            found.append("fault: the server is not well")
        found += [f"fault: {line}" for line in _tracebacks(self.server.log)]
        return found

    def _environment(self, engine: str) -> dict[str, str]:
        return {
            "IMAGEIO_FFMPEG_EXE": ENGINES[engine],
            "TMPDIR": str(self.temporary[0]),
            "SCRATCH_DIR": str(self.temporary[1]),
            "BEGIN_RATE": "1000000/hour",
            "SWEEP_SECONDS": "1",
        }

    def _settle_neighbour(self) -> tuple[Path, Path]:
        """Put another tenant's video where an attacker would guess it, and where it really lies."""
        guessed = self.folder / "neighbour.mp4"
        stored = self.folder / "data" / "private" / "originals" / "neighbour" / "story.mp4"
        for path in (guessed, stored):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(canaries.neighbour())
        return guessed, stored

    def _pid(self) -> int:
        return self.server.process.pid if self.server.process is not None else 0

    def _count_visits(self) -> None:
        if visits := self.doorkeeper.visits():
            self.visited.append(
                f"leak: the neighbour's video was opened {visits} times by {self.watcher.suspects()}"
            )

    def _send(self, specimen: Specimen) -> Result:
        data = specimen.recipe(self.ground)
        self.watcher.flights.add(specimen.label)
        self.watcher.sizes[specimen.label] = len(data)
        try:
            return self._result(specimen, self.courier.send(specimen.name, data), len(data))
        finally:
            self.watcher.flights.discard(specimen.label)

    def _result(self, specimen: Specimen, story: Story, size: int) -> Result:
        if story.outcome == "failed":
            story.outcome = "refused"
            code, message = self.ledger.problem(story.token)
            story.code, story.message = code or story.code, message or story.message
        return Result(
            label=specimen.label, family=specimen.family, end=story.outcome, code=story.code,
            message=story.message, seconds=round(story.seconds, 2), megabytes=0, size=size, token=story.token,
            complaints=story.faults,
        )  # fmt: skip

    def _leaks(self, result: Result) -> list[str]:
        derived = self.ledger.derived(result.token)
        found = canaries.leaks(one.path for one in derived)
        if (total := sum(one.size for one in derived)) > DERIVED_BYTES:
            found.append(f"limit: {total // 1_000_000} MB came out of it")
        return found

    def _publish(self, results: Sequence[Result]) -> None:
        """Approve what is ready, as many as a wall shows; look at everything public, and take it back."""
        ready = [result for result in results if result.end == "ready"]
        for at in range(0, len(ready), A_WALL):
            self._publish_some(ready[at : at + A_WALL])

    def _publish_some(self, ready: Sequence[Result]) -> None:
        for result in ready:
            self.alice.decide(result.token, "approved")
        late = self.ledger.wait_until_public([result.token for result in ready], PUBLIC_SECONDS)
        for result in ready:
            if result.token in late:
                result.complaints.append(f"end: not public after {PUBLIC_SECONDS} s")
            result.complaints += self._public_leaks(result)
        # A file that is just being written is whole, and public, only under its own name.
        for path in (self.ledger.public / "w").glob("[!.]*"):
            if any(form in path.read_bytes() for form in canaries.FORMS):
                ready[0].complaints.append(f"leak: public/w/{path.name} holds a speaker's secret")
        for result in ready:
            self.alice.decide(result.token, "reopened")

    def _public_leaks(self, result: Result) -> list[str]:
        public = [
            self.ledger.public / one.public_key for one in self.ledger.derived(result.token) if one.is_exposed
        ]
        return [f"{leak}, in public" for leak in canaries.leaks(path for path in public if path.exists())]


def _complaints(specimen: Specimen, result: Result) -> list[str]:
    """What is wrong with the way a file ended."""
    if result.end not in {"ready", "refused"}:
        return [f"end: it was {result.end} after {result.seconds:.0f} of {PATIENCE_SECONDS} s"]
    found = []
    if result.end == "refused" and not (result.code and is_a_sentence(result.message)):
        found.append(f"end: refused without a reason: {result.code!r} {result.message!r}")
    if specimen.end not in {"either", result.end}:
        found.append(f"end: it should be {specimen.end} and was {result.end}: {result.message}")
    if specimen.is_early and result.end == "refused" and result.code not in EARLY:
        found.append(f"end: only a jail refused it: {result.code}")
    return found


def _tracebacks(log: str) -> list[str]:
    """The last line of every traceback in a log."""
    found, is_inside = [], False
    for line in log.splitlines():
        if line.startswith("Traceback"):
            is_inside = True
        elif is_inside and line and not line.startswith(" "):
            found.append(line[:300])
            is_inside = False
    return found


def is_a_sentence(text: str) -> bool:
    """Whether a person can read it: words, and a full stop."""
    return " " in text and text.rstrip().endswith(".") and "Traceback" not in text
