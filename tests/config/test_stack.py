"""A request's calls stay on one piece of Python's stack."""

from __future__ import annotations

import resource

from config.stack import in_one_piece

DEPTHS, CALLS = range(400), 100


def faults_at(depth: int) -> int:
    """Pages that the system hands out while something is called again and again so deep in the stack."""
    if depth:
        return faults_at(depth - 1)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(CALLS):
        _called()
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def _called() -> None:
    _ = [None] * 8


def test_no_depth_takes_a_page_from_the_system_for_each_call() -> None:
    in_one_piece(faults_at)(max(DEPTHS))  # its pages are touched once
    assert max(in_one_piece(faults_at)(depth) for depth in DEPTHS) < CALLS / 2


def test_it_passes_on_what_goes_in_and_comes_out() -> None:
    assert in_one_piece(divmod)(7, 2) == (3, 1)
