"""What the server has written down, read from its database while it runs."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OF_TESTIMONIAL = "JOIN testimonials_testimonial t ON t.id = {0}.testimonial_id WHERE t.token = ?"
WAITING = (
    "SELECT count(*) FROM testimonials_cut WHERE state IN ('waiting', 'rendering')",
    "SELECT count(*) FROM testimonials_upload WHERE state = 'received'",
    "SELECT count(*) FROM testimonials_refinement WHERE state = 'waiting'",
)


@dataclass(frozen=True)
class Derived:
    """One file that was made from a take. `public_key` is "" while it is not public."""

    kind: str
    path: Path
    public_key: str
    is_exposed: bool
    size: int


class Ledger:
    """The SQLite file and the stores of one data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data

    @property
    def public(self) -> Path:
        return self.data / "public"

    def problem(self, testimonial: str) -> tuple[str, str]:
        """Code and sentence of the newest cut; "" where there is none."""
        found = self._rows(
            f"SELECT c.problem_code, c.problem FROM testimonials_cut c {OF_TESTIMONIAL.format('c')} ORDER BY c.number DESC",
            testimonial,
        )
        return (found[0][0], found[0][1]) if found else ("", "")

    def derived(self, testimonial: str) -> list[Derived]:
        """Everything that was rendered or drawn from a story's takes, finished or published."""
        rows = self._rows(
            "SELECT a.kind, a.key, a.public_key, a.exposed_at, a.bytes FROM testimonials_asset a "
            f"{OF_TESTIMONIAL.format('a')} AND a.cut_id IS NOT NULL",
            testimonial,
        )
        return [
            Derived(kind, self.data / "private" / key, public, exposed is not None, size)
            for kind, key, public, exposed, size in rows
        ]

    def has_work(self) -> bool:
        """Whether any job waits or runs."""
        return any(self._rows(query)[0][0] for query in WAITING)

    def wait_until_idle(self, seconds: float) -> bool:
        """Wait until no job waits or runs; tell whether that came about."""
        deadline = time.monotonic() + seconds
        while self.has_work():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.2)
        return True

    def wait_until_public(self, testimonials: Sequence[str], seconds: float) -> list[str]:
        """Wait until everything made of these stories is public; return those it did not come about for."""
        deadline, left = time.monotonic() + seconds, list(testimonials)
        while left and time.monotonic() < deadline:
            time.sleep(0.3)
            left = [token for token in left if not all(one.is_exposed for one in self.derived(token))]
        return left

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        address = f"file:{self.data / 'sayso.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=20)) as connection:
            return connection.execute(query, values).fetchall()
