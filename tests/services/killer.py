"""kill -9 by chance, but the same chance for the same seed."""

from __future__ import annotations

import random
import time
from collections import Counter

from tests.services.compose_processes import Fleet
from tests.services.processes import Process

VICTIMS = ("web", "worker", "ffmpeg")
ENCODER_SECONDS = 20


class Killer:
    """Kills the web, a worker or an ffmpeg: a whole service, or one process of it."""

    def __init__(self, fleet: Fleet, seed: int, pause: float) -> None:
        self.fleet, self.pause = fleet, pause
        self.chance = random.Random(seed)
        self.kills: Counter[str] = Counter()

    def strike(self) -> str:
        """Wait a random while, kill somebody, and say whom."""
        time.sleep(self.chance.uniform(0.1, 2 * self.pause))
        victim = self.chance.choice(VICTIMS)
        share = self.chance.random()  # drawn whether needed or not: the next choice must not depend on luck
        name = self.chance.choice(self.fleet.workers) if victim == "worker" else "web"
        is_whole = self.chance.random() < 0.5
        struck = self._ffmpeg(share) if victim == "ffmpeg" else self._service(name, share, is_whole=is_whole)
        self.kills[victim] += 1
        return struck

    def _service(self, name: str, share: float, *, is_whole: bool) -> str:
        children = [
            process
            for process in self.fleet.below(name)
            if process.name.startswith(("python", "gunicorn", "celery"))
        ]
        if is_whole or not children:
            self.fleet.strike(name)
            return f"all of {name}"
        children[int(share * len(children))].kill()
        return f"one process of {name}"

    def _ffmpeg(self, share: float) -> str:
        """A render, or whatever else ffmpeg is used for; there is always one soon."""
        deadline = time.monotonic() + ENCODER_SECONDS
        found: list[Process] = []
        while not found and time.monotonic() < deadline:
            found = self.fleet.encoders()
            time.sleep(0.02)
        if not found:
            return "no ffmpeg, because none was at work"
        found[int(share * len(found))].kill()
        return "ffmpeg"
