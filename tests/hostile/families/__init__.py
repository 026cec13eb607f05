"""The kinds of attack, one module each."""

from __future__ import annotations

from tests.hostile.families import (
    bitstreams,
    carriers,
    corrupt,
    crowds,
    ebml,
    exotic,
    impostors,
    pixels,
    playlists,
    references,
    songs,
    sounds,
    structures,
    times,
    truncated,
)
from tests.hostile.specimens import Family

FAMILIES: tuple[Family, ...] = tuple(
    module.family
    for module in (
        playlists, impostors, references, exotic, pixels, times, crowds, truncated, corrupt, structures, ebml, carriers,
        bitstreams, sounds, songs,
    )
)  # fmt: skip
