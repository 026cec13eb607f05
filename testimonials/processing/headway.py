"""How far ffmpeg is, by the `key=value` lines of its `-progress`."""

from __future__ import annotations

from collections.abc import Callable

# Takes a percentage, 0 to 100, twice a second. What it raises ends ffmpeg and goes on up.
OnProgress = Callable[[int], None]

SIGNS = {"frame", "out_time_us", "total_size"}


def share(report: OnProgress | None, first: int, last: int) -> OnProgress | None:
    """Report a part of the work as the percentages from `first` to `last` of the whole."""
    return (lambda percent: report(first + percent * (last - first) // 100)) if report else None


class Headway:
    """Compares the lines, which go on coming when nothing moves any more."""

    def __init__(self, duration_ms: int, on_progress: OnProgress | None) -> None:
        self.total_us = max(1, duration_ms * 1000)
        self.report = on_progress
        self.seen: dict[str, str] = {}
        self.percent = 0

    def see(self, line: str) -> bool:
        """Take one line; tell whether it shows more than was there before."""
        key, _, value = line.partition("=")
        if key == "out_time_us" and value.isdecimal():
            self.percent = max(self.percent, min(100, int(value) * 100 // self.total_us))
        if key == "progress" and self.report:
            self.report(self.percent)
        if key not in SIGNS or self.seen.get(key) == value:
            return False
        self.seen[key] = value
        return True
