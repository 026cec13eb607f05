"""What the server really has, read from its database and its disk instead of being asked for."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Taken:
    """One upload: its state, why it was refused, and its original once there is one."""

    token: str
    state: str
    problem_code: str
    bytes: int
    sha256: str
    duration_ms: int
    media_type: str
    testimonial: str
    key: str


class Ledger:
    """The books of the server over `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "data"

    def all(self, testimonial: str) -> list[Taken]:
        """Every upload of a draft, oldest first."""
        return [taken for taken in self._rows() if taken.testimonial == testimonial]

    def of(self, token: str) -> Taken:
        """One upload."""
        return next(taken for taken in self._rows() if taken.token == token)

    def settled(self, token: str) -> Taken:
        """The same, once it was looked at and accepted or refused."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (taken := self.of(token)).state not in {"accepted", "refused"}:
            assert time.monotonic() < deadline, taken
            time.sleep(0.1)
        return taken

    def original(self, token: str) -> Path:
        """Where the bytes of a take that was looked at are kept."""
        return self.folder / "private" / self.of(token).key

    def part(self, token: str) -> Path:
        """Where a take that is still growing lies."""
        return self.folder / "uploads" / f"{token}.part"

    def growing(self, token: str) -> int:
        """How many bytes of it are there."""
        path = self.part(token)
        return path.stat().st_size if path.exists() else 0

    def stories(self) -> list[str]:
        """The tokens of the stories that were sent."""
        return [
            row[0] for row in self._ask("SELECT token FROM testimonials_testimonial WHERE state != 'draft'")
        ]

    def _rows(self) -> list[Taken]:
        rows = self._ask(
            "SELECT u.token, u.state, u.problem_code, coalesce(a.bytes, 0), coalesce(a.sha256, ''),"
            " coalesce(a.duration_ms, 0), u.media_type, t.token, coalesce(a.key, '') FROM testimonials_upload u"
            " JOIN testimonials_testimonial t ON t.id = u.testimonial_id"
            " LEFT JOIN testimonials_asset a ON a.upload_id = u.id ORDER BY u.id"
        )
        return [Taken(*row) for row in rows]

    def _ask(self, sql: str) -> list[tuple]:  # type: ignore[type-arg]
        path = next(self.folder.glob("*.sqlite3"))
        books = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)
        try:
            return books.execute(sql).fetchall()
        finally:
            books.close()
