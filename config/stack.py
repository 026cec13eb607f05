"""Python's own stack, in one piece for every request.

Python takes 16 KiB from the operating system whenever a call crosses the end of a piece of its stack, and
gives them back when that call returns (python/cpython#142183; mended in 2026, but not in 3.11 and 3.12).
Where an end falls into the innermost loop of a template, that is thousands of times for one page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

# One frame so large that Python takes a mebibyte for it; what the frame leaves is more than Django's
# deepest page needs. None of it is touched, so none of it is memory, until calls go there.
SLOTS = 70_000


def in_one_piece(function: Callable[P, R]) -> Callable[P, R]:
    """Return `function`, called with room on the stack for everything that it calls."""

    def roomy(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=SLOTS)
    return roomy
