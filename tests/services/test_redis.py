"""Redis is the doorbell: emptied, gone or frozen, stories are still accepted, and the sweeper catches up."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import redis

from testimonials.models import Testimonial
from tests.moderator import Moderator
from tests.services import ledger
from tests.services.all_engines import Engines
from tests.services.compose_processes import Fleet
from tests.services.patient_speaker import Dana
from tests.services.stories import SOON_SECONDS, caught_rendering, sent

# Two bells, each of which the page would wait 15 s for.
PATIENT_SECONDS = 30


def empty(engines: Engines) -> None:
    client = redis.Redis.from_url(engines.redis.url)
    client.flushall()
    client.close()


def test_messages_lost_from_redis_cost_seconds(fleet: Fleet, engines: Engines, dana: Dana) -> None:
    fleet.kill(*fleet.workers)
    sent(dana)
    empty(engines)
    fleet.start()
    assert dana.wait_until_done(seconds=SOON_SECONDS) == "ready"


def test_redis_emptied_in_mid_render_does_not_render_twice(
    fleet: Fleet, engines: Engines, dana: Dana
) -> None:
    caught_rendering(fleet, dana)
    empty(engines)
    assert dana.wait_until_done(seconds=SOON_SECONDS) == "ready"
    assert ledger.cut_of(dana.token).fence == 1


@pytest.mark.parametrize(
    ("leave", "come_back"),
    [
        pytest.param(lambda e: e.redis.stop(), lambda e: e.redis.start(), id="gone"),
        pytest.param(lambda e: e.redis.freeze(), lambda e: e.redis.thaw(), id="frozen"),
    ],
)
def test_without_redis_a_story_is_accepted_and_rendered_once_it_is_back(
    fleet: Fleet, engines: Engines, leave: Callable[[Engines], None], come_back: Callable[[Engines], None]
) -> None:
    leave(engines)
    began = time.monotonic()
    dana = sent(Dana(fleet.url, fleet.access["link"]))
    assert time.monotonic() - began < PATIENT_SECONDS
    assert Testimonial.objects.get(token=dana.token).state == Testimonial.State.NEW
    come_back(engines)
    assert dana.wait_until_done(seconds=SOON_SECONDS) == "ready"


def test_without_redis_a_moderator_signs_in_and_decides(fleet: Fleet, engines: Engines, dana: Dana) -> None:
    sent(dana)
    assert dana.wait_until_done(seconds=SOON_SECONDS) == "ready"
    engines.redis.stop()
    access = fleet.access
    alice = Moderator(fleet.url, email=access["email"], password=access["password"], brand=access["brand"])
    alice.decide(dana.token, "approved")
    assert Testimonial.objects.get(token=dana.token).state == Testimonial.State.APPROVED
