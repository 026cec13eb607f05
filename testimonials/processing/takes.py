"""The takes of a cut as local files, ready for a plan: originals fetched, waveforms drawn."""

from __future__ import annotations

from pathlib import Path

from testimonials import stores
from testimonials.models import Cut, Upload
from testimonials.processing import waveform
from testimonials.processing.errors import ProcessingError
from testimonials.processing.facts import Facts
from testimonials.processing.plan import Plan, Segment, plan


class UploadRefused(ProcessingError):
    """One of the takes was refused; its own sentence is the reason."""

    code = "upload_refused"
    tries = 1

    def __init__(self, upload: Upload) -> None:
        super().__init__()
        self.code = upload.problem_code or self.code
        self.template = upload.problem.replace("%", "%%")


def uploads(cut: Cut) -> list[Upload]:
    """Return the take of every segment, in order; one may come twice."""
    tokens = [segment["upload"] for segment in cut.segments]
    found = {upload.token: upload for upload in Upload.objects.filter(token__in=tokens)}
    return [found[token] for token in tokens]


def planned(cut: Cut, folder: Path) -> Plan:
    """Fetch the takes into `folder`, each once, and return the plan of the cut. Every take must be inspected.

    Raises `UploadRefused`, `InvalidCut`, `NotReadable` for a sound that cannot be drawn, or
    `StoreUnavailable`.
    """
    segments = [
        _segment(upload, folder, number, segment["in_ms"], segment["out_ms"])
        for number, (upload, segment) in enumerate(zip(uploads(cut), cut.segments, strict=True))
    ]
    made = plan(segments, poster_ms=cut.poster_ms)
    for segment in segments:
        if segment.card is not None:
            waveform.draw(segment)
    return made


def _segment(upload: Upload, folder: Path, number: int, in_ms: int, out_ms: int | None) -> Segment:
    if upload.state != Upload.State.ACCEPTED:
        raise UploadRefused(upload)
    original = upload.original
    local = folder / f"take-{upload.pk}.{original.extension}"
    if not local.exists():
        stores.private().fetch(original.key, local)
    facts = Facts.from_json(original.facts)
    card = None if facts.has_video else folder / f"card-{number}.png"
    return Segment(facts, local, in_ms, out_ms, card)
