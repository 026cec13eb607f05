"""A job that hangs holds nobody up for longer than its limit."""

from __future__ import annotations

from django.db import connection, transaction

from embeds.models import Widget
from embeds.tasks import publish_widget
from testimonials.models import Brand
from tests.services.compose_processes import Fleet
from tests.services.engines import wait_for
from tests.services.stories import SOON_SECONDS

GIVE_UP_HANGING = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


def test_publications_that_hang_are_ended_and_done_once_they_can_be(fleet: Fleet) -> None:
    quick = next(name for name in fleet.workers if "quick" in fleet.commands[name])
    fleet.kill("beat")  # so that nobody else publishes before the row is locked
    widget = Widget.objects.create(brand=Brand.objects.latest("pk"), name="Second", slug="second")
    hanging = {process.pid for process in fleet.below(quick)}
    with transaction.atomic():
        Widget.objects.select_for_update().get(pk=widget.pk)
        for _ in hanging:
            publish_widget.apply_async([widget.pk], time_limit=None)  # the worker's, and not this process's
        wait_for(
            lambda: not hanging & {process.pid for process in fleet.below(quick)},
            "the end of every process of the quick queue", seconds=SOON_SECONDS,
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(GIVE_UP_HANGING)
    fleet.start()
    wait_for(
        lambda: not Widget.objects.stale().filter(pk=widget.pk).exists(),
        "the publication", seconds=SOON_SECONDS,
    )  # fmt: skip
    widget.delete()
