"""What a log must not tell: a speaker's address is the key to their page."""

from __future__ import annotations

import logging
import re

SPEAKERS_PAGE = re.compile(r"/s/[\w-]{22}")


class Discreet(logging.Formatter):
    """Writes `/s/…` wherever a speaker's address would stand, in tracebacks too."""

    def format(self, record: logging.LogRecord) -> str:
        return SPEAKERS_PAGE.sub("/s/…", super().format(record))
