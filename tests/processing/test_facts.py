"""Facts go into a row and come back, and what they say of a picture is what a person sees."""

from __future__ import annotations

import json
from typing import Any

import pytest

from testimonials.processing.errors import NotReadable
from testimonials.processing.facts import Facts
from tests.processing.made import facts


def test_they_survive_a_row() -> None:
    before = facts(sar=(16, 15), tags=("location",), fps=29.97)

    assert Facts.from_json(json.loads(json.dumps(before.to_json()))) == before


@pytest.mark.parametrize(
    "damage",
    [
        {"duration_ms": "long"}, {"duration_ms": True}, {"duration_ms": 1.5}, {"fps": float("inf")}, {"sar": [0, 1]},
        {"sar": [1]}, {"tags": [1]}, {"tags": "x"}, {"container": "avi"}, {"container": ["mp4"]},
        {"is_full_range": 1}, {"video_codec": None},
    ],
)  # fmt: skip
def test_a_lie_about_a_type_is_not_read(damage: dict[str, Any]) -> None:
    with pytest.raises(NotReadable):
        Facts.from_json(facts().to_json() | damage)


def test_a_missing_fact_is_not_read() -> None:
    data = facts().to_json()
    del data["fps"]

    with pytest.raises(NotReadable):
        Facts.from_json(data)


@pytest.mark.parametrize(
    ("rotation", "sar", "shape"),
    [
        (0, (1, 1), (1280, 720)),
        (90, (1, 1), (720, 1280)),
        (270, (1, 1), (720, 1280)),
        (180, (4, 3), (1707, 720)),
    ],
)
def test_the_shape_is_upright_and_in_square_pixels(
    rotation: int, sar: tuple[int, int], shape: tuple[int, int]
) -> None:
    assert facts(rotation=rotation, sar=sar).shape == shape


@pytest.mark.parametrize(
    ("declared", "measured", "is_truncated"),
    [(0, 3000, False), (130, 8000, False), (3040, 1680, True), (3040, 2600, False), (60_000, 59_000, False)],
)
def test_less_than_the_header_claims_is_truncated(declared: int, measured: int, is_truncated: bool) -> None:
    assert facts(declared_ms=declared, duration_ms=measured).is_truncated is is_truncated


@pytest.mark.parametrize(
    ("differences", "luma"),
    [
        ({"matrix": "bt470bg"}, "bt470bg"),
        ({"matrix": ""}, "bt709"),
        ({"matrix": "", "width": 640, "height": 480}, "smpte170m"),
        ({"matrix": "bt2020nc", "transfer": "smpte2084"}, "bt709"),
    ],
)
def test_colours_are_as_tagged_or_as_players_guess(differences: dict[str, Any], luma: str) -> None:
    assert facts(**differences).luma == luma
