"""kill -9 of the web, of a worker, of ffmpeg: nothing acknowledged is lost, nothing is done twice."""

from __future__ import annotations

from itertools import pairwise

from testimonials.models import Cut, Upload
from tests.services import ledger, processes
from tests.services.compose_processes import Fleet
from tests.services.engines import wait_for
from tests.services.patient_speaker import Dana, Take
from tests.services.processes import Process
from tests.services.stories import LEASE_SECONDS, LONG_CLIP, SOON_SECONDS, caught_rendering, sent


def at_work(fleet: Fleet) -> Process:
    """The worker's child that waits for a render."""
    line = processes.ancestry(fleet.renders()[0].pid)
    workers = {fleet.processes[name].pid for name in fleet.workers}
    return next(child for child, parent in pairwise(line) if parent.pid in workers)


def test_a_killed_worker_takes_its_ffmpeg_along_and_loses_nothing(fleet: Fleet, dana: Dana) -> None:
    caught_rendering(fleet, dana)
    fleet.kill(*fleet.workers)
    wait_for(lambda: not fleet.orphans(), "the end of every ffmpeg", seconds=2)
    fleet.start()
    assert dana.wait_until_done(seconds=LEASE_SECONDS) == "ready"


def test_a_killed_child_of_a_worker_is_replaced_and_its_story_rendered(fleet: Fleet, dana: Dana) -> None:
    caught_rendering(fleet, dana)
    at_work(fleet).kill()
    wait_for(lambda: not fleet.orphans(), "the end of its ffmpeg", seconds=2)
    ledger.let_the_lease_run_out(ledger.cut_of(dana.token))
    assert dana.wait_until_done(seconds=SOON_SECONDS) == "ready"


def test_a_killed_ffmpeg_is_tried_again_and_not_held_against_the_video(fleet: Fleet, dana: Dana) -> None:
    caught_rendering(fleet, dana)
    for render in fleet.renders():
        render.kill()
    assert dana.wait_until_done(seconds=SOON_SECONDS) == "ready"
    assert ledger.cut_of(dana.token).problem == ""


def test_a_web_server_killed_in_mid_upload_keeps_the_offset_and_the_story_is_sent_once(
    fleet: Fleet, dana: Dana
) -> None:
    take = Take(dana, LONG_CLIP)
    take.open()
    safe = take.send(stop=300_000)
    under_way = take.trickle(safe, 700_000)
    fleet.kill("web")
    under_way.drop()
    fleet.start("web")
    assert safe <= take.offset() <= 700_000
    take.resume()
    dana.answer_with(take)
    first, second = dana.send(), dana.send()
    assert first["state"] == second["state"] == "new"
    assert dana.wait_until_done(seconds=SOON_SECONDS) == "ready"
    assert Cut.objects.filter(testimonial__token=dana.token).count() == 1
    assert Upload.objects.get(token=take.token).original.bytes == len(take.body)


def test_a_web_server_killed_after_the_answer_has_rung_for_the_worker_or_the_sweeper_does(
    fleet: Fleet, dana: Dana
) -> None:
    sent(dana)
    fleet.kill("web")
    fleet.start("web")
    assert dana.wait_until_done(seconds=SOON_SECONDS) == "ready"
