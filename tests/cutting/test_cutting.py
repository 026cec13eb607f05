"""A new cut renders beside the one that is up; answers are never changed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from embeds import publishing
from embeds.models import Placement, Widget
from testimonials import cutting, moderating
from testimonials.cutting import InvalidCut, NothingToCut, SameCut, Stretch
from testimonials.models import Testimonial, Upload
from tests import clips
from tests.cast import Cast
from tests.taken import cut_of, rendered, story

pytestmark = pytest.mark.slow


@pytest.fixture
def told(cast: Cast) -> Testimonial:
    """Two answers of a second each, not rendered."""
    return story(cast, clips.clip("plain.mp4"), clips.clip("silent.mp4"))


def takes(told: Testimonial) -> list[Upload]:
    return [answer.upload for answer in told.answers.all() if answer.upload]


def test_it_is_the_next_number_and_waits(told: Testimonial) -> None:
    [first, second] = takes(told)
    cut = cutting.cut(told, [Stretch(second.token), Stretch(first.token, 100, 700)], poster_ms=300)

    assert (cut.number, cut.state, cut.poster_ms) == (2, "waiting", 300)
    assert [segment["upload"] for segment in cut.segments] == [second.token, first.token]
    assert told.cuts.get(number=1).segments[0]["upload"] == first.token


@pytest.mark.parametrize(
    ("in_ms", "out_ms"), [(-1, 500), (500, 500), (500, 400), (0, 60_000), (900, None), (0, 100)]
)
def test_a_stretch_lies_inside_its_answer(told: Testimonial, in_ms: int, out_ms: int | None) -> None:
    with pytest.raises(InvalidCut):
        cutting.cut(told, [Stretch(takes(told)[0].token, in_ms, out_ms)])


def test_somebody_elses_take_is_no_part_of_this_story(told: Testimonial, cast: Cast) -> None:
    foreign = story(cast, clips.clip("silent.mp4")).uploads.get()

    with pytest.raises(InvalidCut):
        cutting.cut(told, [Stretch(foreign.token)])


@pytest.mark.parametrize("stretches", [[], ["x"] * 41])
def test_a_cut_has_one_stretch_at_least_and_not_hundreds(told: Testimonial, stretches: list[str]) -> None:
    with pytest.raises(InvalidCut):
        cutting.cut(told, [Stretch(takes(told)[0].token) for _ in stretches])


def test_the_same_again_is_not_rendered_again(told: Testimonial) -> None:
    with pytest.raises(SameCut):
        cutting.cut(told, [Stretch(take.token) for take in takes(told)])


def test_words_are_not_cut(cast: Cast) -> None:
    with pytest.raises(NothingToCut):
        cutting.cut(cast.dana_writes(), [Stretch("x")])


@pytest.mark.slow
def test_what_is_up_stays_up_until_the_new_cut_is_decided_on(told: Testimonial, cast: Cast) -> None:
    wall = Widget.objects.create(brand=cast.brand, name="Wall", slug="wall")
    old = rendered(told)
    moderating.approve(told, by=cast.alice)
    cutting.cut(told, [Stretch(takes(told)[0].token, 0, 500)], poster_ms=100)
    publishing.publish(wall)
    assert Placement.objects.get().cut == old

    new = rendered(told)
    Widget.objects.update(stale_since="2026-01-01T00:00Z")
    publishing.publish(wall)
    assert Placement.objects.get().cut == old

    moderating.approve(told, by=cast.bob, seen=new.token)
    publishing.publish(wall)
    assert Placement.objects.get().cut == new
    assert (new.duration_ms, new.shortened_ms) == (500, 500)


@pytest.mark.slow
def test_the_card_says_how_much_is_left_out(cast: Cast) -> None:
    wall = Widget.objects.create(brand=cast.brand, name="Wall", slug="wall")
    told = story(cast, clips.clip("long.mp4"))
    cutting.cut(told, [Stretch(takes(told)[0].token, 1_000, 2_000)])
    rendered(told)
    moderating.approve(told, by=cast.alice)
    publishing.publish(wall)

    from testimonials import stores

    [item] = json.loads(b"".join(stores.public().read(f"w/{wall.token}.json")))["items"]
    assert item["notes"] == ["Shortened by 2 s"]
    assert item["film"]["preview"].endswith(".mp4")


@pytest.mark.slow
def test_two_stretches_of_one_answer_leave_out_the_rest_of_it_once(cast: Cast) -> None:
    told = story(cast, clips.clip("long.mp4"))
    take = takes(told)[0].token
    cutting.cut(told, [Stretch(take, 0, 1_000), Stretch(take, 2_000, 2_500)])
    cut = rendered(told)

    assert (cut.duration_ms, cut.shortened_ms) == (1_500, 1_500)


@pytest.mark.slow
def test_a_cut_that_was_not_looked_at_is_not_approved(told: Testimonial, cast: Cast) -> None:
    seen = rendered(told)
    cutting.cut(told, [Stretch(takes(told)[1].token)])
    rendered(told)

    with pytest.raises(moderating.NewerCut):
        moderating.approve(told, by=cast.alice, seen=seen.token)


@pytest.mark.slow
def test_a_cut_is_decided_on_once(told: Testimonial, cast: Cast) -> None:
    rendered(told)
    moderating.approve(told, by=cast.alice)

    with pytest.raises(moderating.AlreadyDecided):
        moderating.approve(told, by=cast.bob)


# -- over HTTP -------------------------------------------------------------------------------


def post(client: Client, told: Testimonial, body: Any) -> Any:
    address = f"/studio/halden/testimonials/{told.token}/cuts"
    return client.post(address, json.dumps(body), content_type="application/json")


def test_bob_makes_a_cut(told: Testimonial, cast: Cast, client: Client) -> None:
    client.force_login(cast.bob)
    answer = post(client, told, {"segments": [{"upload": takes(told)[0].token, "in_ms": 0, "out_ms": 400}]})

    assert answer.status_code == 201
    assert cut_of(told).token == answer.json()["cut"]


@pytest.mark.parametrize(
    "body",
    [
        [], {}, {"segments": {}}, {"segments": [1]}, {"segments": [{"in_ms": 1}]}, "x",
        {"segments": [{"upload": "x", "in_ms": True}]}, {"segments": [{"upload": "x", "in_ms": 1.5}]},
        {"segments": [{"upload": "x"}], "poster_ms": "1"},
    ],
)  # fmt: skip
def test_what_is_no_cut_is_told_so(cast: Cast, client: Client, body: Any) -> None:
    client.force_login(cast.bob)
    answer = post(client, cast.dana_writes(), body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cut")


def test_charlie_cannot_cut(cast: Cast, client: Client) -> None:
    client.force_login(cast.charlie)

    assert post(client, cast.dana_writes(), {"segments": []}).status_code == 404
