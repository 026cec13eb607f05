"""What a job lays out is gone when the job is, however it ended."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from testimonials.processing import scratch


@pytest.fixture
def root(settings: Any, tmp_path: Path) -> Path:
    settings.SCRATCH_DIR = tmp_path / "scratch"
    return tmp_path / "scratch"


def jobs(root: Path) -> list[Path]:
    return list(root.glob("job-*"))


def test_it_is_removed_after_an_error_too(root: Path) -> None:
    def fail() -> None:
        with scratch.folder() as folder:
            (folder / "large").write_bytes(b"x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert jobs(root) == []


def test_two_at_once_do_not_touch_each_other(root: Path) -> None:
    with scratch.folder() as one:
        (one / "mine").write_bytes(b"x")
        with scratch.folder() as other:
            assert other != one
        assert (one / "mine").exists()


def test_what_a_killed_worker_left_is_removed_by_the_next_job(root: Path) -> None:
    code = (
        "import os, sys; from django.conf import settings; settings.configure(SCRATCH_DIR=sys.argv[1]);"
        "from testimonials.processing import scratch\n"
        "with scratch.folder() as folder:\n    (folder / 'large').write_bytes(b'x'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(root)], check=False)
    assert len(jobs(root)) == 1

    with scratch.folder() as folder:
        assert jobs(root) == [folder]
