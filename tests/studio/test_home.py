"""Home: what waits comes first, figures stand beside those of the time before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from testimonials import consenting, moderating
from testimonials.models import Cut, Testimonial
from testimonials.views import figures
from tests.cast import Cast, give
from tests.studio.test_studio import signed_in

ADDRESS = "/studio/halden/home"


def test_home_says_how_many_wait(cast: Cast) -> None:
    cast.dana_writes()
    cast.dana_writes()
    page = signed_in(cast.alice).get(ADDRESS)
    assert page.context["waiting"] == 2
    assert "2 people are waiting." in page.content.decode()


def test_home_counts_this_month_beside_the_one_before(cast: Cast) -> None:
    old = cast.dana_writes()
    cast.dana_writes()
    Testimonial.objects.filter(pk=old.pk).update(submitted_at=timezone.now() - timedelta(days=40))
    context = signed_in(cast.alice).get(ADDRESS).context
    assert (context["now"].count, context["before"].count) == (1, 1)


def test_home_tells_of_failed_stories(cast: Cast) -> None:
    cast.dana_writes()
    Cut.objects.update(state="failed")
    assert signed_in(cast.alice).get(ADDRESS).context["failed"] == 1


def test_a_new_brand_is_led_to_a_live_wall(cast: Cast) -> None:
    client = signed_in(cast.alice)
    assert [step.is_done for step in client.get(ADDRESS).context["steps"]] == [True, False, False, False]
    moderating.approve(cast.dana_writes(), by=cast.alice)
    assert [step.is_done for step in client.get(ADDRESS).context["steps"]] == [True, True, True, False]


def test_the_queries_of_home_do_not_grow_with_stories(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    client = signed_in(cast.alice)
    for _number in range(12):
        cast.dana_writes()
    with django_assert_max_num_queries(45):  # type: ignore[operator]  # a fixture of pytest-django
        client.get(ADDRESS)


def test_charlie_sees_nothing(cast: Cast) -> None:
    assert signed_in(cast.charlie).get(ADDRESS).status_code == 404


@pytest.mark.parametrize(
    ("counts", "lines"), [([], [0, 1, 2]), ([1], [0, 1, 2]), ([7], [0, 4, 8]), ([83, 2], [0, 45, 90])]
)
def test_the_scale_begins_at_zero_and_holds_the_highest(counts: list[int], lines: list[int]) -> None:
    assert [line.value for line in figures.scale(counts)] == lines


@pytest.mark.parametrize(("marks", "score"), [([], None), ([10, 9], 100), ([0, 6], -100), ([10, 8, 3, 7], 0)])
def test_nps_is_promoters_less_detractors(marks: list[int], score: int | None) -> None:
    assert figures.nps(marks) == score


def test_home_counts_consents_that_end_soon_and_not_those_that_were_renewed(cast: Cast) -> None:
    soon = timezone.now() + timedelta(days=9)
    for is_renewed in (False, True):
        story = cast.approved()
        seen = consenting.wording_hash(consenting.wording(cast.brand, story.language))
        consenting.give(story, {"website": True, "name": True}, seen_hash=seen, until=soon)
        if is_renewed:
            give(story)
    assert signed_in(cast.alice).get(ADDRESS).context["ending"] == 1
