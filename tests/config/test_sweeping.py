"""The sweeper rings for a few, and whoever hears one rings for the next: every row gets its turn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from config.sweeping import RUNG_AT_ONCE, sweep
from testimonials import tasks
from testimonials.models import Cut
from testimonials.processing import pipeline
from tests.cast import Cast

MANY = 3 * RUNG_AT_ONCE


@pytest.fixture
def waiting(cast: Cast) -> list[Cut]:
    story = cast.dana_writes()
    return [Cut.objects.create(brand=cast.brand, testimonial=story, number=2 + n) for n in range(MANY)]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The keys that were rung for, of cuts, in order."""
    rung: list[int] = []
    monkeypatch.setattr(tasks.render_cut, "delay", rung.append)
    return rung


def test_a_backlog_does_not_fill_the_queue(
    waiting: list[Cut], heard: list[int], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        sweep()

    assert heard == [cut.pk for cut in waiting[:RUNG_AT_ONCE]]


def test_one_bell_is_enough_for_all_that_wait(
    waiting: list[Cut],
    heard: list[int],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def done(cut: Cut) -> None:
        cut.claim()
        cut.release(state=Cut.State.READY)

    monkeypatch.setattr(pipeline, "render", done)
    heard.append(waiting[0].pk)
    for pk in heard:  # grows while it is read, as a queue does
        with django_capture_on_commit_callbacks(execute=True):
            tasks.render_cut(pk)

    assert heard == [cut.pk for cut in waiting]
    assert not Cut.objects.stranded().exists()


def test_a_row_that_cannot_be_finished_keeps_nobody_else_waiting(
    waiting: list[Cut],
    heard: list[int],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def away(cut: Cut, **_: Any) -> None:
        cut.claim()
        cut.wait_out(timedelta(minutes=1))

    monkeypatch.setattr(pipeline, "render", away)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.render_cut(waiting[0].pk)

    assert heard == [waiting[1].pk]
