"""After all that: what is lost, what is there twice, what was left behind."""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from embeds.models import Placement, Widget
from testimonials import expiring, stores
from testimonials.models import Asset, Cut, Upload
from tests.services import ledger
from tests.services.compose_processes import Fleet


@dataclass
class Findings:
    """Empty lists are good news."""

    lost: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.stuck or self.twice or self.missing or self.left)


def inspect(fleet: Fleet, sent: Collection[str]) -> Findings:
    """Compare what was acknowledged with the rows, the stores, the wall and the disk."""
    findings = Findings()
    _stories(sent, findings)
    _wall(fleet, sent, findings)
    _public_media(findings)
    _leavings(fleet, findings)
    return findings


def _stories(sent: Collection[str], findings: Findings) -> None:
    states = dict(Cut.objects.filter(testimonial__token__in=sent).values_list("testimonial__token", "state"))
    for token in sent:
        state = states.get(token, "gone")
        if state in {"waiting", "rendering"}:
            findings.stuck.append(f"{token} is {state}")
        elif state != "ready":
            findings.lost.append(f"{token} is {state}")


def _wall(fleet: Fleet, sent: Collection[str], findings: Findings) -> None:
    """Once on every widget, by the rows and by what a website gets to see."""
    for widget in Widget.objects.all():
        placed = Counter(Placement.objects.filter(widget=widget).values_list("testimonial__token", flat=True))
        items: list[dict[str, Any]] = requests.get(f"{fleet.url}/w/{widget.token}.json", timeout=60).json()[
            "items"
        ]
        shown = Counter(str(item["id"]) for item in items)
        for token in sent:
            cut = ledger.cut_of(token)
            count, seen = placed[token], shown[cut.token] + shown[cut.token[:8]]
            if max(count, seen) > 1:
                findings.twice.append(f"{token}: {count} placements, {seen} times on the wall")
            if min(count, seen) < 1 and cut.is_ready:
                findings.missing.append(f"{token}: {count} placements, {seen} times on the wall")


def _public_media(findings: Findings) -> None:
    """Each public file is there, is what its name says, and is known; nothing else is there."""
    named = Counter(Asset.objects.public().values_list("public_key", flat=True))
    there = set(stores.public().list("m/"))
    findings.twice += [f"public file of two assets: {key}" for key, count in named.items() if count > 1]
    findings.missing += [f"public file not there: {key}" for key in named.keys() - there]
    findings.left += [f"public file that nobody knows: {key}" for key in there - named.keys()]
    for key in there & named.keys():
        content = b"".join(stores.public().read(key))
        if hashlib.sha256(content).hexdigest() not in key:
            findings.missing.append(f"public file is not what its name says: {key}")


def let_parts_grow_old(fleet: Fleet) -> None:
    """Turn the clock of every part on by the minutes after which the sweeper asks whether a take waits for it."""
    past = time.time() - expiring.ORPHANED_SECONDS - 1
    for path in _parts(fleet):
        with suppress(FileNotFoundError):
            os.utime(path, (past, past))


def _parts(fleet: Fleet) -> list[Path]:
    return list(Path(fleet.environment["UPLOADS_DIR"]).glob("*.part"))


def _leavings(fleet: Fleet, findings: Findings) -> None:
    findings.left += [f"outlived its worker: {' '.join(found.argv)[:100]}" for found in fleet.orphans()]
    findings.left += [f"object without an asset: {name}" for name in ledger.strays(Cut.objects.all())]
    live = Upload.objects.filter(state__in=["receiving", "received"]).values_list("token", flat=True)
    parts = {path.stem for path in _parts(fleet)}
    findings.left += [f"part of a take that is over: {token}" for token in parts - set(live)]
