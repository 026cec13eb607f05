"""Tags: the brand's own words, known once, found by the search, and never another brand's."""

from __future__ import annotations

import pytest

from testimonials import tagging
from testimonials.errors import Refusal
from testimonials.models import Tag, Testimonial
from tests.cast import Cast


def names(story: Testimonial) -> list[str]:
    return [one.tag.name for one in story.taggings.select_related("tag")]


def test_a_tag_is_on_the_story_and_found_by_the_search(cast: Cast) -> None:
    story = cast.dana_writes()
    tagging.add(story, "  Battery \n range ", by=cast.bob)

    assert names(story) == ["Battery range"]
    assert list(Testimonial.objects.saying("BATTERY")) == [story]
    assert story.taggings.get().by == cast.bob


def test_a_tag_is_known_once_in_any_case(cast: Cast) -> None:
    one, other = cast.dana_writes(), cast.dana_writes()
    tagging.add(one, "Battery", by=cast.bob)

    assert tagging.add(one, "battery", by=cast.bob) is None
    tagging.add(other, "BATTERY", by=cast.bob)
    assert [tag.name for tag in Tag.objects.all()] == ["Battery"]


def test_taking_the_last_one_off_forgets_the_tag(cast: Cast) -> None:
    story = cast.dana_writes()
    tagging.add(story, "battery", by=cast.bob)

    assert tagging.remove(story, "Battery")
    assert not tagging.remove(story, "Battery")
    assert not Tag.objects.exists()
    assert not Testimonial.objects.saying("battery").exists()


def test_another_name_is_found_on_every_story(cast: Cast) -> None:
    stories = [cast.dana_writes() for _ in range(3)]
    for story in stories:
        tagging.add(story, "batery", by=cast.bob)
    tagging.rename(cast.brand, "batery", "battery")

    assert Testimonial.objects.saying("battery").count() == 3
    assert not Testimonial.objects.saying("batery").exists()


def test_a_name_that_is_taken_is_not_taken_twice(cast: Cast) -> None:
    story = cast.dana_writes()
    tagging.add(story, "battery", by=cast.bob)
    tagging.add(story, "range", by=cast.bob)

    with pytest.raises(tagging.TagTaken):
        tagging.rename(cast.brand, "range", "Battery")
    tagging.rename(cast.brand, "battery", "Battery")
    assert names(story) == ["Battery", "range"]


@pytest.mark.parametrize("name", ["", " \n\u200b", "x" * 41])
def test_it_says_what_to_write_instead(cast: Cast, name: str) -> None:
    with pytest.raises(Refusal) as refusal:
        tagging.add(cast.dana_writes(), name, by=cast.bob)
    assert str(refusal.value.message).endswith(".")


def test_twenty_are_enough(cast: Cast) -> None:
    story = cast.dana_writes()
    for number in range(20):
        tagging.add(story, f"tag {number}", by=cast.bob)
    with pytest.raises(tagging.TooManyTags):
        tagging.add(story, "one more", by=cast.bob)


def test_another_brands_tag_is_not_there(cast: Cast) -> None:
    tagging.add(cast.dana_writes(), "battery", by=cast.bob)

    with pytest.raises(tagging.TagGone):
        tagging.rename(cast.charlies_brand, "battery", "mine")
    assert tagging.find(cast.charlies_brand, "battery") is None
