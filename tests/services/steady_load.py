"""Speakers who come one after another and do not give up, and a moderator who approves what is ready."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import requests
from django.db import Error as DatabaseError

from testimonials.models import Cut, Testimonial
from tests.moderator import Moderator
from tests.services import ledger
from tests.services.compose_processes import Fleet
from tests.services.patient_speaker import Dana, Declined, Take

Result = TypeVar("Result")
BREATH_SECONDS = 0.3
PATIENCE_SECONDS = 90
PAUSE_SECONDS = 1.0
MOST_WAITING = 12  # so that what is measured at the end is recovery, not a queue
# "Not now": an outage, a take that is still locked by a dead connection, an offset to ask for again.
PASSING = {0, 409, 423, 429}


class Crowd:
    """`sent` are the stories the server has acknowledged: every one of them is owed a place."""

    def __init__(self, fleet: Fleet, clips: list[Path], *, at_once: int) -> None:
        self.fleet, self.clips = fleet, clips
        self.sent: list[str] = []
        self.turned_away: list[str] = []
        self.has_closed, self.is_over = threading.Event(), threading.Event()
        self.speakers = [threading.Thread(target=self._speak, args=(number,)) for number in range(at_once)]
        self.moderator = threading.Thread(target=self._moderate)

    def open(self) -> None:
        """Let them come."""
        for thread in (*self.speakers, self.moderator):
            thread.start()

    def close(self) -> None:
        """Nobody begins any more; whoever has begun finishes."""
        self.has_closed.set()
        for speaker in self.speakers:
            speaker.join()

    def leave(self) -> None:
        """The moderator goes home, too."""
        self.is_over.set()
        self.moderator.join()

    def waiting(self) -> list[str]:
        """Those that were sent and are not ready."""
        ready = Cut.objects.filter(testimonial__token__in=self.sent, state=Cut.State.READY)
        return sorted(set(self.sent) - set(ready.values_list("testimonial__token", flat=True)))

    def approved(self) -> int:
        """How many of them are decided on."""
        return Testimonial.objects.filter(token__in=self.sent, state=Testimonial.State.APPROVED).count()

    def _speak(self, number: int) -> None:
        while not self.has_closed.is_set():
            if len(self.waiting()) >= MOST_WAITING:
                time.sleep(BREATH_SECONDS)
                continue
            try:
                self.sent.append(self._tell(self.clips[len(self.sent) % len(self.clips)]))
            except (Declined, requests.RequestException) as error:
                self.turned_away.append(str(error)[:200])
            self.has_closed.wait(PAUSE_SECONDS)
        ledger.forget_connections()

    def _tell(self, clip: Path) -> str:
        """One whole story, however often it takes; return its token once the server has said yes."""
        dana = patiently(lambda: Dana(self.fleet.url, self.fleet.access["link"]))
        take = Take(dana, clip)
        patiently(take.open)
        patiently(take.resume)
        patiently(lambda: dana.answer_with(take))
        patiently(dana.send)
        return str(dana.token)

    def _moderate(self) -> None:
        access = self.fleet.access
        names = {"email": access["email"], "password": access["password"], "brand": access["brand"]}
        alice = patiently(lambda: Moderator(self.fleet.url, **names))
        while not self.is_over.wait(BREATH_SECONDS):
            for token in self._undecided():
                # Whatever came of it, the rows say whether it is still to be done.
                with suppress(requests.RequestException, AssertionError):
                    alice.decide(token, "approved")
        ledger.forget_connections()

    def _undecided(self) -> list[str]:
        with suppress(DatabaseError):
            new = Testimonial.objects.filter(token__in=self.sent, state=Testimonial.State.NEW)
            return list(new.filter(cuts__state=Cut.State.READY).values_list("token", flat=True))
        return []


def patiently(action: Callable[[], Result]) -> Result:
    """Do it again until it works, as the speaker's page does; give up after a minute and a half."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return action()
        except (Declined, requests.RequestException, AssertionError, OSError) as error:
            if not _may_pass(error) or time.monotonic() > deadline:
                raise
        time.sleep(BREATH_SECONDS)


def _may_pass(error: Exception) -> bool:
    if isinstance(error, requests.HTTPError) and error.response is not None:
        status = error.response.status_code
    else:
        status = error.status if isinstance(error, Declined) else 0
    return status in PASSING or status >= 500
