"""How loud a cut is, and the one gain that brings it to -16 LUFS. Arithmetic only."""

from __future__ import annotations

import re
from dataclasses import dataclass

TARGET_LUFS = -16.0
# Quieter than this, nobody spoke; and more gain than this makes a story of a room's hum.
SILENCE_LUFS = -60.0
MAX_GAIN_DB = 24.0
# The last line of this form: whatever a stranger's tags made ffmpeg print stands before it.
INTEGRATED = re.compile(r"^\s+I:\s+(\S+) LUFS\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness by EBU R128, None in silence, and a linear gain in dB, 0 in silence."""

    lufs: float | None
    gain_db: float

    @property
    def is_silent(self) -> bool:
        return self.lufs is None


SILENT = Loudness(None, 0.0)


def from_summary(text: str) -> Loudness | None:
    """Read what ffmpeg's ebur128 filter prints at its end; None when it is not there."""
    found = INTEGRATED.findall(text)
    return for_lufs(float(found[-1])) if found else None


def for_lufs(lufs: float) -> Loudness:
    """Return the gain for a measured loudness; "not a number" is silence too."""
    if not lufs > SILENCE_LUFS:
        return SILENT
    return Loudness(lufs, max(-MAX_GAIN_DB, min(MAX_GAIN_DB, TARGET_LUFS - lufs)))
