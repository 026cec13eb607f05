"""How results are shown and kept: aligned tables for people, JSON with targets for programs."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from subprocess import run
from typing import Any

from bench.spending import tool

RESULTS = Path(__file__).parent / "results"
SIGNS = {"at most": "≤", "at least": "≥"}
HEADS = ("metric", "value", "target", "")


@dataclass(frozen=True)
class Metric:
    """One measured number and what it is to be: at most the target, or at least, in its unit."""

    name: str
    value: float
    target: float
    unit: str
    bound: str = "at most"

    @property
    def is_ok(self) -> bool:
        """Whether the target is met."""
        return self.value <= self.target if self.bound == "at most" else self.value >= self.target

    def to_json(self) -> dict[str, Any]:
        """The form that results files keep."""
        said = {"value": round(self.value, 4), "target": self.target, "unit": self.unit}
        return {**said, "bound": self.bound, "ok": self.is_ok}


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Align columns: the first to the left, as words are, the others to the right, as numbers are."""
    lines = [heads, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    drawn = [
        "  ".join(
            cell.rjust(width) if column and _is_number(rows, column) else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    return "\n".join([drawn[0], "-" * max(map(len, drawn)), *drawn[1:]])


def targets(metrics: Sequence[Metric]) -> str:
    """The table of targets."""
    rows = [
        (
            metric.name,
            f"{metric.value:.3f}",
            f"{SIGNS[metric.bound]} {metric.target:g} {metric.unit}",
            "ok" if metric.is_ok else "MISSED",
        )
        for metric in metrics
    ]
    return table(HEADS, rows)


def write(name: str, metrics: Sequence[Metric], **more: Any) -> Path:
    """Write `results/<name>.json`: the metrics by name, what else was found, and on which machine."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    kept = {metric.name: metric.to_json() for metric in metrics} | more | {"machine": machine()}
    path.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def machine() -> dict[str, Any]:
    """What the numbers were measured on; nothing that names its owner."""
    version = run([tool(), "-version"], capture_output=True, text=True, check=True).stdout.split()[2]
    return {
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "ffmpeg": version,
        "date": datetime.now(UTC).date().isoformat(),
    }


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return "unknown"
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown"
    )


def _is_number(rows: Sequence[Sequence[str]], column: int) -> bool:
    return all(not row[column] or row[column][0] in "0123456789.+-−–" for row in rows)
