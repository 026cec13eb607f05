"""Python's own stack, in one piece for every request.

Before 3.13.13 and 3.14.4, Python takes 16 KiB from the operating system whenever a call crosses the end of
a piece of its stack, and gives them back when that call returns (python/cpython#142183). Where the end falls
into the innermost loop of a template, that is thousands of times for one page: it doubled the inbox's time.
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
