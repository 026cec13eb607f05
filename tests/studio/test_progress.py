"""While a story renders: how far it is, its answers as they came, and the decision when it is done."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from testimonials import moderating
from testimonials.models import Cut, Testimonial
from testimonials.templatetags.sayso import time_left
from tests import clips
from tests.cast import Cast
from tests.taken import story

pytestmark = pytest.mark.slow


@pytest.fixture
def told(cast: Cast) -> Testimonial:
    return story(cast, clips.clip("browser.webm"))


@pytest.fixture
def alice(cast: Cast, client: Client) -> Client:
    client.force_login(cast.alice)
    return client


def page(client: Client, told: Testimonial, part: str = "") -> str:
    return client.get(f"/studio/halden/testimonials/{told.token}{part}").content.decode()


def write(told: Testimonial, **fields: object) -> None:
    Cut.objects.filter(testimonial=told).update(**fields)


def test_an_answer_can_be_watched_as_it_came(alice: Client, told: Testimonial) -> None:
    remux = told.uploads.get().remux
    assert f"assets/{remux.token}" in page(alice, told)

    part = alice.get(f"/studio/halden/assets/{remux.token}", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part["Content-Type"]) == (206, "video/webm")
    assert b"".join(part.streaming_content) == b"\x1a\x45\xdf\xa3"  # type: ignore[attr-defined]


def test_charlie_cannot_watch_it(cast: Cast, client: Client, told: Testimonial) -> None:
    client.force_login(cast.charlie)
    token = told.uploads.get().remux.token

    assert client.get(f"/studio/charlies/assets/{token}").status_code == 404
    assert client.get(f"/studio/halden/assets/{token}").status_code == 404


def test_it_says_stage_percent_and_time_left(alice: Client, told: Testimonial) -> None:
    write(told, state="rendering", stage="rendering", percent=40, seconds_left=38)
    text = page(alice, told, "/progress")

    assert "Rendering" in text
    assert "40 %" in text
    assert "about 40 s left" in text


def test_only_the_progress_is_replaced_while_it_renders(alice: Client, told: Testimonial) -> None:
    answer = alice.get(f"/studio/halden/testimonials/{told.token}/progress")

    assert "HX-Trigger" not in answer
    assert b"<video" not in answer.content


def test_the_first_answer_that_can_be_watched_appears_by_itself(alice: Client, told: Testimonial) -> None:
    answer = alice.get(f"/studio/halden/testimonials/{told.token}/progress?watchable=0")

    assert answer["HX-Retarget"] == "#story"
    assert b"<video" in answer.content


def test_when_it_is_done_it_can_be_decided_on(alice: Client, told: Testimonial) -> None:
    assert "disabled" in page(alice, told)
    write(told, state="ready", stage="ready", percent=100, ready_at=timezone.now())
    answer = alice.get(f"/studio/halden/testimonials/{told.token}/progress")

    assert answer["HX-Trigger"] == "rendered"
    assert b'hx-swap-oob="true"' in answer.content
    assert b"disabled" not in answer.content.replace(b"hx-disabled-elt", b"")


def test_a_recording_without_a_sound_says_so(alice: Client, told: Testimonial) -> None:
    write(told, state="ready", lufs=None)
    assert "We heard nothing in this recording" in page(alice, told)

    write(told, lufs=-18.0)
    assert "We heard nothing in this recording" not in page(alice, told)


def test_beside_a_story_that_is_up_a_new_cut_shows_its_own_progress(
    alice: Client, cast: Cast, told: Testimonial
) -> None:
    write(told, state="ready", stage="ready", lufs=-18.0)
    moderating.approve(told, by=cast.alice)
    new = Cut.objects.create(
        brand=cast.brand, testimonial=told, number=2, segments=[{"upload": "x"}], percent=7
    )
    text = page(alice, told)
    assert "A new cut" in text
    assert "stays up until you decide" in text

    Cut.objects.filter(pk=new.pk).update(state="ready", stage="ready", lufs=-18.0)
    text = page(alice, told)
    assert "Approve the new cut" in text
    assert f'name="cut" value="{new.token}"' in text


def test_a_new_cut_that_fails_takes_nothing_down(alice: Client, cast: Cast, told: Testimonial) -> None:
    write(told, state="ready", stage="ready", lufs=-18.0)
    moderating.approve(told, by=cast.alice)
    Cut.objects.create(
        brand=cast.brand, testimonial=told, number=2, segments=[{"upload": "x"}], state="failed", stage="failed",
        problem="The upload is damaged.",
    )  # fmt: skip
    text = page(alice, told)

    assert "The upload is damaged." in text
    assert "The one that is up stays up." in text
    assert "We could not prepare this story" not in text


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, ""),
        (0, "about 5 s left"),
        (38, "about 40 s left"),
        (89, "about 90 s left"),
        (95, "about 2 min left"),
    ],
)
def test_time_left_is_as_exact_as_it_is_known(seconds: int | None, said: str) -> None:
    assert time_left(seconds) == said
