"""`make smoke URL=…`: drive a running instance through its main job and print the seconds of each step.

The demo's access is read from DATA_DIR/demo.json; LINK, EMAIL, PASSWORD, BRAND and HOST_URL override it.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from tests.browser import chromium
from tests.browser.journey import Journey, Stage

SECONDS_SPOKEN = 5.0
LIMITS = {"stop → safe": 0.5, "submit → ready": 1.5 * SECONDS_SPOKEN + 5, "approve → host page": 2.0}


def main(url: str) -> int:
    """Run the journey; return 0 when every step passed within its limit."""
    with chromium.launched() as browser:
        journey = Journey(browser, stage_at(url.rstrip("/")), name=f"Dana {os.getpid()}")
        studio = journey.sign_in()
        speaker = journey.speak(SECONDS_SPOKEN)
        journey.wait_until_ready(speaker)
        journey.approve(studio)
        journey.visit()
    return report(journey)


def stage_at(url: str) -> Stage:
    """Read how to get into the instance at `url`."""
    path = Path(os.environ.get("DATA_DIR", "data")) / "demo.json"
    demo = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return Stage(
        url=url,
        link=os.environ.get("LINK", demo.get("link", "")),
        email=os.environ.get("EMAIL", demo.get("email", "")),
        password=os.environ.get("PASSWORD", demo.get("password", "")),
        brand=os.environ.get("BRAND", demo.get("brand", "")),
        host_url=os.environ.get("HOST_URL", f"http://localhost:{os.environ.get('HOST_PORT', '8001')}/"),
    )


def report(journey: Journey) -> int:
    """Print the seconds of each step beside its limit, and what went wrong in a page."""
    is_good = not journey.problems
    for step, seconds in journey.seconds.items():
        limit = LIMITS.get(step)
        is_late = limit is not None and seconds > limit
        is_good = is_good and not is_late
        print(
            f"  {step:<22}{seconds:>8.2f} s"
            + (f"   limit {limit:.1f} s{' ✗' if is_late else ''}" if limit else "")
        )
    for problem in journey.problems:
        print(f"  ✗ {problem}")
    print("  passed" if is_good else "  FAILED")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"))
