"""Have the CDN in front of us forget what was replaced or taken away.

Promises: nothing public waits for it or fails with it; what was queued is told at least once, in
the order of its rows; what nobody could be told is parked, where operators see it. It is no
substitute for the caching headers: without a CDN, and with one that is never reached, they hold.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone

from testimonials import cdn
from testimonials.models import Purge

log = logging.getLogger(__name__)

# Doubled at every try: the tenth and last is an hour and a half later, when every cache that keeps to
# our headers has let go of a film by itself.
RETRY_AFTER = timedelta(seconds=10)
BUSY_AFTER = timedelta(seconds=15)


def send(purge: Purge) -> None:
    """Tell the CDN what it is to forget. Raises `NotClaimable` or `LeaseLost`."""
    purge.claim()
    try:
        while purge.urls:
            told = cdn.forget(purge.urls)
            purge.hold(urls=purge.urls[told:])
    except cdn.CdnProblem as problem:
        log.warning("%s: %s, %s", purge, problem.code, problem)
        _put_off(purge, problem)
    else:
        purge.delete()


def give_up() -> None:
    """Park what was tried often enough."""
    Purge.objects.exhausted().update(parked_at=timezone.now())


def _put_off(purge: Purge, problem: cdn.CdnProblem) -> None:
    if isinstance(problem, cdn.CdnBusy):
        purge.wait_out(BUSY_AFTER, problem_code=problem.code)
    elif isinstance(problem, cdn.CdnRefused):
        purge.count_failure(RETRY_AFTER * 2**purge.failures, problem_code=problem.code)
    else:
        purge.retry_later(RETRY_AFTER * 2 ** (purge.attempts - 1), problem_code=problem.code)
