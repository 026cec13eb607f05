"""The corpus itself: enough of it, no name twice, and the same bytes for the same seed."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tests.hostile import canaries, corpus, good, mutations
from tests.hostile.families import FAMILIES
from tests.hostile.families.playlists import AIMS
from tests.hostile.specimens import Ground

GROUND = Ground(Path("/arena/neighbour.mp4"), Path("/arena/data/story.mp4"), 4711)


def test_there_is_enough_of_it() -> None:
    assert len(FAMILIES) >= 12
    assert sum(len(family.specimens) for family in FAMILIES) >= 240
    assert len(good.family.specimens) >= 40


def test_no_name_is_given_twice() -> None:
    labels = [specimen.label for specimen in corpus.everything(1, 50)]

    assert len(labels) == len(set(labels))


def test_a_few_of_every_kind_are_in_the_subset() -> None:
    kinds = {specimen.family for specimen in corpus.subset()}

    assert kinds >= {family.name for family in FAMILIES} | {"good", "mutations"}


def test_playlists_aim_at_the_neighbour_and_at_the_listener() -> None:
    aimed = [aim(GROUND) for aim in AIMS.values()]

    assert sum("neighbour.mp4" in aim for aim in aimed) >= 8
    assert sum("4711" in aim for aim in aimed) >= 8


def test_a_mutation_is_drawn_from_its_seed() -> None:
    first, again, other = mutations.mutated(7, 3), mutations.mutated(7, 3), mutations.mutated(8, 3)

    assert first == again != other


def test_no_test_picture_looks_like_the_neighbour() -> None:
    assert not canaries.shows_neighbour(Image.effect_mandelbrot((64, 48), (-2, -1, 1, 1), 50))
    assert not canaries.shows_neighbour(Image.radial_gradient("L"))
    assert not canaries.shows_neighbour(Image.effect_noise((64, 48), 90))
