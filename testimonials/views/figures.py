"""Numbers that people compare, drawn: bars and lines as plain SVG coordinates, zero at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

WIDTH, HEIGHT = 600, 176
SPARK_WIDTH, SPARK_HEIGHT = 96, 32
ROOM = 0.62  # of a bar's place that it fills


@dataclass(frozen=True)
class Bar:
    """One day: `whole` as high as it is counted, `part` of it filled."""

    day: date
    whole: int
    part: int
    x: float
    width: float
    y: float
    height: float
    part_y: float
    part_height: float


@dataclass(frozen=True)
class Line:
    """A horizontal line of the scale, and what it stands for."""

    y: float
    value: int


def bars(days: Sequence[date], whole: Sequence[int], part: Sequence[int]) -> list[Bar]:
    """Return a bar for each day on a field of WIDTH × HEIGHT, the highest as high as the scale."""
    top = scale(whole)[-1].value
    place = WIDTH / max(1, len(days))

    def height(count: int) -> float:
        return round(HEIGHT * count / top, 1)

    return [
        Bar(
            day=day,
            whole=all_of_it,
            part=some,
            x=round(place * (number + (1 - ROOM) / 2), 1),
            width=round(place * ROOM, 1),
            y=HEIGHT - height(all_of_it),
            height=height(all_of_it),
            part_y=HEIGHT - height(some),
            part_height=height(some),
        )
        for number, (day, all_of_it, some) in enumerate(zip(days, whole, part, strict=True))
    ]


def scale(counts: Sequence[int]) -> list[Line]:
    """Return the lines at zero, the middle and the top, the top even and never under the highest count."""
    top = max(2, 2 * ceil(max(counts, default=0) / 2))
    if top > 20:
        top = 10 * ceil(top / 10)
    return [Line(HEIGHT - HEIGHT * value / top, value) for value in (0, top // 2, top)]


def spark(values: Sequence[float]) -> str:
    """Return the points of a small line over SPARK_WIDTH × SPARK_HEIGHT with zero at its foot."""
    top = max([*values, 1])
    step = SPARK_WIDTH / max(1, len(values) - 1)
    points = ((number * step, SPARK_HEIGHT * (1 - value / top)) for number, value in enumerate(values))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def nps(marks: Sequence[int]) -> int | None:
    """Return the Net Promoter Score (−100 to 100) of marks from 0 to 10, None without any."""
    if not marks:
        return None
    promoters, detractors = sum(mark >= 9 for mark in marks), sum(mark <= 6 for mark in marks)
    return round(100 * (promoters - detractors) / len(marks))
