"""What people type into a search finds what others typed into a form."""

from __future__ import annotations

import pytest

from testimonials.models import Testimonial
from testimonials.models.words import fold
from tests.cast import Cast


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("ÜNAL", "unal"),
        ("Straße", "strasse"),
        ("كتاب‌ي", "کتاب ی"),
        ("۱۲ and ١٢", "12 AND 12"),
        ("ｆｕｌｌ  width", "full width"),
        ("آب", "اب"),
    ],
)
def test_words_that_look_the_same_to_people_are_the_same(typed: str, same: str) -> None:
    assert fold(typed) == fold(same)


def test_a_story_is_found_by_name_and_words_and_tag(cast: Cast) -> None:
    story = cast.dana_writes("I arrive awake, by the river.")
    found = Testimonial.objects.of(cast.brand)
    assert found.saying("dana RIVER").get() == story
    assert found.saying("st. mary").get() == story
    assert not found.saying("dana desert").exists()


def test_chinese_words_are_found_without_spaces(cast: Cast) -> None:
    story = cast.dana_writes("电池换了一次，之后再没有出过问题。")
    assert Testimonial.objects.saying("问题").get() == story


def test_a_percent_sign_finds_only_a_percent_sign(cast: Cast) -> None:
    cast.dana_writes("Nothing special.")
    story = cast.dana_writes("100 % better")
    assert Testimonial.objects.saying("%").get() == story
