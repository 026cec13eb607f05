"""After an error: whether a job is tried again, and what that counts for."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from testimonials.models.lease import Leased
from testimonials.processing.errors import Killed, ProcessingError
from testimonials.stores import StoreUnavailable

log = logging.getLogger(__name__)

RETRY_AFTER = timedelta(seconds=5)
NOTHING: Mapping[str, Any] = {}


def settle(
    job: Leased,
    error: ProcessingError | StoreUnavailable,
    *,
    failed: Mapping[str, Any],
    again: Mapping[str, Any] = NOTHING,
) -> None:
    """Leave the job to the sweeper with the fields `again`, or end it with the fields `failed`.

    What is ours (a store that is away, a full disk) counts for nothing; who was killed keeps
    the attempt that was counted when it began; a fault of the upload counts as one of its tries.
    """
    log.warning("%s: %s", job, error)
    if isinstance(error, Killed):
        job.retry_later(RETRY_AFTER, **again)
    elif isinstance(error, StoreUnavailable) or error.is_ours:
        job.wait_out(RETRY_AFTER, **again)
    elif job.failures + 1 < error.tries:
        job.count_failure(RETRY_AFTER, **again)
    else:
        job.release(**failed)
