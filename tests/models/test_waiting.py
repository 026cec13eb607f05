"""Since when a speaker waits for an answer, whoever writes, answers or erases."""

from __future__ import annotations

import pytest

from testimonials import replying
from testimonials.models import Message, Reply, Testimonial
from tests.cast import Cast


def since(story: Testimonial) -> object:
    return Testimonial.objects.get(pk=story.pk).waiting_since


def rated(cast: Cast, stars: int | None) -> Testimonial:
    story = cast.dana_writes()
    Testimonial.objects.filter(pk=story.pk).update(rating=stars)
    story.rating = stars
    story.reckon_waiting()
    return story


def test_nobody_waits_who_is_happy_and_has_not_written(cast: Cast) -> None:
    assert since(cast.dana_writes()) is None


def test_she_waits_from_her_first_unanswered_message_until_somebody_writes(cast: Cast) -> None:
    story = cast.dana_writes()
    first = replying.write_as_speaker(story, "When will it come?")
    replying.write_as_speaker(story, "Hello?")
    assert since(story) == first.sent_at
    assert list(Testimonial.objects.waiting()) == [story]

    replying.write_as_brand(story, "Tomorrow.", by=cast.bob)
    assert since(story) is None


@pytest.mark.parametrize(("stars", "waits"), [(None, False), (1, True), (3, True), (4, False)])
def test_three_stars_or_fewer_ask_for_an_answer(cast: Cast, stars: int | None, waits: bool) -> None:
    story = rated(cast, stars)
    assert since(story) == (story.submitted_at if waits else None)


def test_a_public_reply_is_an_answer_until_it_is_taken_back(cast: Cast) -> None:
    story = rated(cast, 2)
    Reply.objects.create(brand=story.brand, testimonial=story, by=cast.bob, text="You are right.")
    assert since(story) is None

    Reply.objects.filter(testimonial=story).delete()
    assert since(story) == story.submitted_at


def test_a_message_is_an_answer_to_a_low_rating_too(cast: Cast) -> None:
    story = rated(cast, 1)
    Message.objects.create(brand=story.brand, testimonial=story, by=cast.bob, text="Tell us more?")
    assert since(story) is None


def test_a_withdrawn_story_waits_for_nothing(cast: Cast) -> None:
    story = rated(cast, 1)
    Testimonial.objects.filter(pk=story.pk).update(state="withdrawn")
    assert not Testimonial.objects.waiting().exists()


def test_a_story_is_deleted_with_all_it_has(cast: Cast) -> None:
    story = cast.dana_writes()
    replying.write_as_speaker(story, "Hello?")
    Message.objects.all().delete()
    assert since(story) is None
