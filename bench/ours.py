"""Our own path through our own code, stage by stage, in the jail as in production. No database.

The only file of the bench that knows `testimonials.processing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bench.peers import Work
from bench.spending import spent
from testimonials.processing import ffmpeg, poster, probe, verify
from testimonials.processing.loudness import Loudness
from testimonials.processing.plan import Plan, Segment, plan

T = TypeVar("T")
LIMIT_SECONDS = 60 * 60
# What it takes until a film may be shown, and with the AV1 that joins it later.
PUBLISHABLE = ("probe", "plan", "loudness", "render", "verify", "posters")
EVERYTHING = (*PUBLISHABLE, "av1", "av1 check")
# What makes nothing.
CHECKS = ("probe", "plan", "verify")


@dataclass
class Ours:
    """What our path makes of one film. `stages` says what each cost so far, in CPU seconds."""

    film: Path
    folder: Path
    stages: dict[str, float] = field(default_factory=dict)

    def publish(self) -> tuple[Work, Plan, Loudness]:
        """What the pipeline does with a take before it is called ready."""
        facts = self._stage("probe", lambda: probe.probe(self.film))
        probe.check(facts, max_seconds=LIMIT_SECONDS)
        planned = self._stage("plan", lambda: plan([Segment(facts, self.film)]))
        level = self._stage("loudness", lambda: ffmpeg.measure_loudness(planned))
        rendered = self._stage("render", lambda: ffmpeg.render(planned, self.folder, level))
        videos = [*rendered.videos, rendered.preview]
        self._stage("verify", lambda: verify.verify(videos, planned.files))
        self._stage("posters", lambda: poster.draw(rendered.frame, self.folder))
        work = Work("Sayso, publishable", cost(self.stages, PUBLISHABLE), rendered.videos[0], tuple(videos))
        return work, planned, level

    def refine(self, published: Work, planned: Plan) -> Work:
        """AV1 of the same film, with the sound that is there, which is made and checked afterwards."""
        sound = published.delivered[0]
        video = self._stage("av1", lambda: ffmpeg.render_av1(planned, self.folder, sound))
        self._stage("av1 check", lambda: verify.verify([video], [planned.refined]))
        spent_on_all = cost(self.stages, EVERYTHING)
        return Work("Sayso, with AV1", spent_on_all, video, (*published.delivered, video))

    def _stage(self, name: str, action: Callable[[], T]) -> T:
        answer, self.stages[name] = spent(action)
        return answer


def cost(stages: Mapping[str, float], names: Iterable[str]) -> float:
    """CPU seconds of some stages together."""
    return sum(stages[name] for name in names)


def first_watchable(film: Path, folder: Path) -> float:
    """CPU seconds until a moderator can watch an MP4 that has just arrived: a look at it, and a copy."""

    def look_and_copy() -> None:
        facts = probe.probe(film)
        probe.check(facts, max_seconds=LIMIT_SECONDS)
        ffmpeg.remux(film, facts, folder / "watchable.mp4")

    return spent(look_and_copy)[1]
