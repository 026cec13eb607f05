"""Which files are sent: all of them, or a few of each kind."""

from __future__ import annotations

from tests.hostile import good, mutations
from tests.hostile.families import FAMILIES
from tests.hostile.specimens import Family, Specimen

OF_EACH = 4
MUTATIONS = 6
# What once came through, or was refused wrongly.
HARMFUL = {"captions.mp4", "in-stbl.mov", "udta-of-8-megabytes.mp4"}
GOOD = {
    "chromium-vp8-opus.webm", "webkitgtk-mp4-avc1-aac.mp4", "hlg.mov", "turned-90.mov", "uneven.webm", "av1.mp4",
    "edited.mov", "no-sound.mp4", "latin-1-title.mov", "words-first.mkv", "talk.mp3",
}  # fmt: skip


def everything(seed: int, count: int) -> list[Specimen]:
    """Every hostile file, every good one, and `count` mutations drawn from `seed`."""
    families = (*FAMILIES, good.family, good.sounds)
    listed = [specimen for family in families for specimen in family.specimens]
    return [*listed, *mutations.specimens(seed, count)]


def subset() -> list[Specimen]:
    """A few of each kind, always the same."""
    hostile = [specimen for family in FAMILIES for specimen in few(family)]
    kept = [one for one in (*good.family.specimens, *good.sounds.specimens) if one.name in GOOD]
    return [*hostile, *kept, *mutations.specimens(1, MUTATIONS)]


def few(family: Family) -> list[Specimen]:
    """Some files of a family, as far apart as they stand in it, and those that have done harm."""
    step = max(1, len(family.specimens) // OF_EACH)
    spread = family.specimens[::step][:OF_EACH]
    return [*spread, *(one for one in family.specimens if one.name in HARMFUL and one not in spread)]
