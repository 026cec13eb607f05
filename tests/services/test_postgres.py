"""PostgreSQL stopped: an honest 503, no byte lost, never a "done" that is not true, and it heals by itself."""

from __future__ import annotations

import pytest
import requests

from testimonials.models import Upload
from tests.services import ledger
from tests.services.all_engines import Engines
from tests.services.compose_processes import Fleet
from tests.services.engines import wait_for
from tests.services.patient_speaker import Dana, Declined, Take
from tests.services.stories import LONG_CLIP, SOON_SECONDS, caught_rendering


def restart(engines: Engines) -> None:
    engines.postgres.start()
    ledger.forget_connections()


def stop(engines: Engines) -> None:
    ledger.forget_connections()
    engines.postgres.stop()


def _state(take: Take) -> str:
    return str(Upload.objects.get(token=take.token).state)


def test_pages_and_the_api_answer_503_and_say_when_to_come_back(
    fleet: Fleet, engines: Engines, dana: Dana
) -> None:
    stop(engines)
    link = fleet.access["link"]
    answers = [
        requests.get(f"{fleet.url}/c/{link}", timeout=20),
        requests.post(f"{fleet.url}/api/links/{link}/testimonials", json={}, timeout=20),
        requests.get(f"{fleet.url}/api/testimonials/{dana.token}", headers=dana.headers, timeout=20),
        requests.get(f"{fleet.url}/studio/", timeout=20),
    ]
    assert [answer.status_code for answer in answers[:3]] == [503] * 3
    assert all(answer.headers["Retry-After"] for answer in answers[:3])
    assert answers[3].status_code in {200, 503}


def test_an_upload_goes_on_at_the_acknowledged_offset(fleet: Fleet, engines: Engines, dana: Dana) -> None:
    take = Take(dana, LONG_CLIP)
    take.open()
    safe = take.send(stop=400_000)
    stop(engines)
    for ask in (take.offset, lambda: take.send(start=safe)):
        with pytest.raises(Declined) as declined:
            ask()
        assert declined.value.status == 503
        assert declined.value.headers["Retry-After"]
    restart(engines)
    assert take.offset() == safe
    take.resume()
    dana.answer_with(take)
    dana.send()
    assert dana.wait_until_done(seconds=SOON_SECONDS) == "ready"


def test_a_take_whose_last_byte_came_while_the_database_went_can_still_be_sent(
    fleet: Fleet, engines: Engines, dana: Dana
) -> None:
    take = Take(dana, LONG_CLIP)
    take.open()
    under_way = take.trickle(0, len(take.body) - 1)
    stop(engines)
    assert under_way.finish() != 204
    restart(engines)
    assert (_state(take), take.offset()) == (Upload.State.RECEIVING, len(take.body))
    take.resume()
    dana.answer_with(take)
    assert dana.send()["state"] == "new"
    assert dana.wait_until_done(seconds=SOON_SECONDS) == "ready"


def test_a_submission_without_a_database_is_never_called_done(
    fleet: Fleet, engines: Engines, dana: Dana
) -> None:
    take = Take(dana, LONG_CLIP)
    take.open()
    take.resume()
    dana.answer_with(take)
    wait_for(lambda: _state(take) == Upload.State.ACCEPTED, "the inspection", seconds=SOON_SECONDS)
    stop(engines)
    with pytest.raises(Declined) as declined:
        dana.send()
    assert declined.value.status == 503
    restart(engines)
    assert dana.send()["state"] == "new"
    assert dana.wait_until_done(seconds=SOON_SECONDS) == "ready"


def test_a_render_that_loses_its_database_is_done_again(fleet: Fleet, engines: Engines, dana: Dana) -> None:
    caught_rendering(fleet, dana)
    stop(engines)
    restart(engines)
    ledger.let_the_lease_run_out(ledger.cut_of(dana.token))
    assert dana.wait_until_done(seconds=SOON_SECONDS) == "ready"
