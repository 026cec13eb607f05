"""What a file of this suite is: a recipe, what it aims at, and how it may end."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

# "either" may end ready or refused; what counts then is that nothing else happens.
End = Literal["either", "refused", "ready"]

# A sentence nobody says, and a place nobody recorded at: neither may be found in what we publish.
CANARY = "Kanarienvogel 0417"
PLACE = "+12.3456-098.7654/"


@dataclass(frozen=True)
class Ground:
    """What hostile files can aim at: a neighbour's video and somebody who listens.

    `neighbour` lies two folders above every original while it is being looked at, `stored`
    in the private store. Both are absolute.
    """

    neighbour: Path
    stored: Path
    port: int

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.port}/take.ts"


Recipe = Callable[[Ground], bytes]


@dataclass(frozen=True)
class Specimen:
    """One file. `name` carries the extension it is uploaded under.

    `is_early` says that it has to be refused while it arrives, before any media library sees it.
    """

    family: str
    name: str
    recipe: Recipe
    end: End = "either"
    is_early: bool = False

    @property
    def label(self) -> str:
        return f"{self.family}-{self.name}"


@dataclass
class Family:
    """The files of one kind of attack, in order."""

    name: str
    end: End = "either"
    is_early: bool = False
    specimens: list[Specimen] = field(default_factory=list)

    def add(self, name: str, recipe: Recipe, *, end: End | None = None) -> None:
        """Take a file into the family; `end` says how it must end, the family's own way otherwise."""
        ends = end or self.end
        self.specimens.append(Specimen(self.name, name, recipe, ends, self.is_early and ends == "refused"))

    def add_bytes(self, name: str, make: Callable[[], bytes], *, end: End | None = None) -> None:
        """The same for a file that aims at nobody in particular."""
        self.add(name, lambda _ground: make(), end=end)


def noise(seed: str, count: int) -> bytes:
    """Bytes without any order, the same for the same seed."""
    return random.Random(seed).randbytes(count)
