"""The object store away: takes are acknowledged all the same, jobs wait without using up a try, and it heals."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
import requests

from embeds.models import Placement
from tests.flow import MEDIA
from tests.moderator import Moderator, wait_for_items
from tests.services import ledger
from tests.services.all_engines import Engines
from tests.services.compose_processes import Fleet
from tests.services.engines import wait_for
from tests.services.patient_speaker import Dana
from tests.services.stories import SOON_SECONDS, caught_rendering, sent

# Two reads that nobody answers, twenty seconds each, and the next sweep.
HEAL_SECONDS = 100
# More than the web has threads.
VISITORS = 24
# One look at a store that does not answer, and no more.
STALL_SECONDS = 45

GONE = pytest.param(lambda e: e.gateway.close(), lambda e: e.gateway.open(), id="gone")
FROZEN = pytest.param(lambda e: e.gateway.freeze(), lambda e: e.gateway.thaw(), id="frozen")
Deed = Callable[[Engines], None]


@pytest.mark.parametrize(("leave", "come_back"), [GONE, FROZEN])
def test_a_story_is_accepted_while_the_store_is_away_and_waits_without_using_up_a_try(
    fleet: Fleet, engines: Engines, dana: Dana, leave: Deed, come_back: Deed
) -> None:
    leave(engines)
    sent(dana)
    time.sleep(6)  # time for a try or two, where it refuses at once
    assert dana.progress()["stage"] not in {"ready", "failed"}
    come_back(engines)
    assert dana.wait_until_done(seconds=HEAL_SECONDS) == "ready"
    assert ledger.cut_of(dana.token).attempts == 1


def test_a_store_that_refuses_what_was_rendered_costs_no_try(
    fleet: Fleet, engines: Engines, dana: Dana
) -> None:
    caught_rendering(fleet, dana)
    engines.gateway.close()
    wait_for(lambda: _is_put_off(dana), "the job to be put off", seconds=SOON_SECONDS)
    engines.gateway.open()
    assert dana.wait_until_done(seconds=HEAL_SECONDS) == "ready"
    assert ledger.cut_of(dana.token).attempts == 1


def test_a_store_that_freezes_under_a_render_costs_no_try(fleet: Fleet, engines: Engines, dana: Dana) -> None:
    caught_rendering(fleet, dana)
    engines.gateway.freeze()
    wait_for(lambda: _is_put_off(dana), "the job to be put off", seconds=HEAL_SECONDS)
    engines.gateway.thaw()
    assert dana.wait_until_done(seconds=HEAL_SECONDS) == "ready"
    assert ledger.cut_of(dana.token).attempts == 1


def _is_put_off(dana: Dana) -> bool:
    """Whether what was begun has been given back to the sweeper, uncounted."""
    cut = ledger.cut_of(dana.token)
    return cut.attempts == 0 and not cut.is_ready


def test_what_is_approved_while_the_store_is_away_goes_up_once_it_is_back(
    fleet: Fleet, engines: Engines, dana: Dana, alice: Moderator
) -> None:
    wall = alice.wall()
    sent(dana)
    assert dana.wait_until_done(seconds=SOON_SECONDS) == "ready"
    before = len(wait_for_items_any(fleet, wall))
    engines.gateway.close()
    alice.decide(dana.token, "approved")
    engines.gateway.open()
    wait_for_items(fleet.url, wall, before + 1, seconds=HEAL_SECONDS)
    assert Placement.objects.filter(testimonial__token=dana.token).count() == 1


def test_what_is_taken_back_while_the_store_is_away_comes_down_once_it_is_back(
    fleet: Fleet, engines: Engines, dana: Dana, alice: Moderator
) -> None:
    wall = alice.wall()
    before = len(wait_for_items_any(fleet, wall))
    sent(dana)
    assert dana.wait_until_done(seconds=SOON_SECONDS) == "ready"
    alice.decide(dana.token, "approved")
    wait_for_items(fleet.url, wall, before + 1)
    media = f"{fleet.url}/m/{ledger.cut_of(dana.token).token}/"
    names = [
        found.split("/")[1] for found in MEDIA.findall(page(fleet, wall)) if found.split("/")[0] in media
    ]
    engines.gateway.close()
    alice.decide(dana.token, "reopened")
    assert Placement.objects.filter(testimonial__token=dana.token).count() == 0
    engines.gateway.open()
    wait_for_items(fleet.url, wall, before, seconds=HEAL_SECONDS)
    assert names
    assert [requests.get(media + name, timeout=30).status_code for name in names] == [404] * len(names)


def test_a_wall_whose_store_is_away_answers_503(fleet: Fleet, engines: Engines, alice: Moderator) -> None:
    wall = alice.wall()
    wait_for_items_any(fleet, wall)
    engines.gateway.close()
    answer = requests.get(f"{fleet.url}/w/{wall}.json", timeout=30)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_visitors_of_a_frozen_store_do_not_keep_a_speaker_waiting(
    fleet: Fleet, engines: Engines, dana: Dana, alice: Moderator
) -> None:
    wall = alice.wall()
    wait_for_items_any(fleet, wall)
    engines.gateway.freeze()
    with visiting(f"{fleet.url}/w/{wall}.json"):
        time.sleep(2)
        began = time.monotonic()
        sent(dana)
        waited = time.monotonic() - began
        engines.gateway.thaw()
    assert waited < STALL_SECONDS
    assert dana.wait_until_done(seconds=HEAL_SECONDS) == "ready"


@contextmanager
def visiting(address: str) -> Iterator[None]:
    """Let more visitors than the web has threads look at a wall, again and again."""
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(0.1):
            with suppress(requests.RequestException):
                requests.get(address, timeout=90)

    visitors = [threading.Thread(target=look) for _visitor in range(VISITORS)]
    for visitor in visitors:
        visitor.start()
    yield
    is_over.set()
    for visitor in visitors:
        visitor.join()


def page(fleet: Fleet, wall: str) -> str:
    """All that a wall publishes about its films."""
    return "".join(requests.get(f"{fleet.url}/w/{wall}.{kind}", timeout=30).text for kind in ("json", "html"))


def wait_for_items_any(fleet: Fleet, wall: str) -> list[object]:
    """The stories on a wall, once it has been published at all."""
    address = f"{fleet.url}/w/{wall}.json"
    wait_for(lambda: requests.get(address, timeout=10).ok, "the wall", seconds=SOON_SECONDS)
    found: list[object] = requests.get(address, timeout=10).json()["items"]
    return found
