"""Every bell rung five times at once: the work is done once, and there is one of everything."""

from __future__ import annotations

from collections import Counter

from embeds.models import Placement, Widget
from testimonials.models import Asset, Upload
from tests.moderator import Moderator, wait_for_items
from tests.services import ledger
from tests.services.compose_processes import Fleet
from tests.services.engines import wait_for
from tests.services.patient_speaker import Dana
from tests.services.stories import SOON_SECONDS, sent

TIMES = 5


def ring(fleet: Fleet, *bells: str) -> None:
    """Send each message five times, as `module.task(key)`, by the installation's own routes."""
    calls = "; ".join(
        f"from {module} import {task} as bell; [bell.delay({key}) for _ in range({TIMES})]"
        for module, task, key in (bell.split() for bell in bells)
    )
    fleet.finish(["python", "manage.py", "shell", "-c", calls])


def test_five_messages_for_one_take_and_one_cut_make_one_set_of_files(fleet: Fleet, dana: Dana) -> None:
    fleet.kill(*fleet.workers)
    sent(dana)
    cut, upload = ledger.cut_of(dana.token), Upload.objects.get(testimonial__token=dana.token)
    tasks = "testimonials.tasks"
    ring(fleet, f"{tasks} inspect_upload {upload.pk}", f"{tasks} render_cut {cut.pk}")
    fleet.start()
    assert dana.wait_until_done(seconds=SOON_SECONDS) == "ready"
    cut.refresh_from_db()
    upload.refresh_from_db()
    assert (cut.fence, upload.fence) == (1, 1)
    keys = Counter(Asset.objects.filter(cut=cut).values_list("key", flat=True))
    assert set(keys.values()) == {1}
    assert keys.keys() >= ledger.names(f"renditions/{cut.token}/") != set()
    assert ledger.originals_without_an_asset(dana.token) == set()


def test_five_messages_for_one_wall_place_a_story_once(fleet: Fleet, dana: Dana, alice: Moderator) -> None:
    wall = alice.wall()
    widget = Widget.objects.get(token=wall)
    sent(dana)
    assert dana.wait_until_done(seconds=SOON_SECONDS) == "ready"
    alice.decide(dana.token, "approved")
    ring(fleet, f"embeds.tasks publish_widget {widget.pk}")
    placed = Placement.objects.filter(testimonial__token=dana.token)
    wait_for(
        lambda: placed.exists() and not Widget.objects.stale().exists(), "the wall", seconds=SOON_SECONDS
    )
    assert placed.count() == 1
    items = wait_for_items(fleet.url, wall, Placement.objects.filter(widget=widget).count())
    assert len({item["id"] for item in items}) == len(items)
