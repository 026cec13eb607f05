"""What Lighthouse says of a page: its points, and when it thinks a phone shows the first and the largest of it.

It simulates a slow line and a slow phone from what a quick visit asked for and in which order, so it
judges how a page is put together, where `Visitor.look` takes the time of one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass

from bench.embed_peers import installed
from bench.embed_visits import NOBODY_ELSE
from bench.spending import BenchFailed
from tests.browser import chromium

TIMEOUT_SECONDS = 180
OPTIONS = (
    "--quiet",
    "--output=json",
    "--only-categories=performance",
    "--no-enable-error-reporting",
    f'--chrome-flags=--headless=new --no-sandbox --host-resolver-rules="{NOBODY_ELSE}"',
)


@dataclass(frozen=True)
class Judgement:
    """Of 100 points for how quick a page is; First and Largest Contentful Paint in simulated milliseconds."""

    points: int
    first: float
    largest: float


def judge(address: str) -> Judgement:
    """Have it look once at a page on this machine. Raises `BenchFailed` with its own words."""
    node, program = shutil.which("node") or "node", installed() / "lighthouse" / "cli" / "index.js"
    done = subprocess.run(
        [node, str(program), address, *OPTIONS],
        env={**os.environ, "CHROME_PATH": chromium.path() or ""},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    if done.returncode:
        raise BenchFailed(f"Lighthouse: {done.stderr[-500:]}")
    said = json.loads(done.stdout)
    first, largest = (said["audits"][f"{one}-contentful-paint"] for one in ("first", "largest"))
    points = round(said["categories"]["performance"]["score"] * 100)
    return Judgement(points, first["numericValue"], largest["numericValue"])
