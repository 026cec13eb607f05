"""How much of the source is left in a rendition: VMAF and SSIM of its frames against the source's.

The source has a variable frame rate and a rendition has not, so frames are compared by number with
the source at a constant 30. ffmpeg has two ways to get there, which hold different frames for a
moment: the `fps` filter (ours and MediaCMS's) and the output option `-r` (PeerTube's and Cap's).
Judged by the other one's grid, the same encode loses ten points of VMAF that no eye would miss. So
both grids are made, and every path is held against the one that it fits better, a frame early or
late included.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.spending import TIMEOUT_SECONDS, BenchFailed, run, tool

FPS = 30
GRIDS = {"filter": ["-vf", f"fps={FPS}:start_time=0"], "option": ["-r", str(FPS)]}
OFFSETS = (0, -1, 1)
TRIAL_FRAMES = 120
# VMAF of every third frame differs from that of all by about 0.1 and costs a third.
EVERY = 3
VMAF = re.compile(r"VMAF score: ([\d.]+)")
SSIM = re.compile(r"SSIM .*All:([\d.]+)")


@dataclass(frozen=True)
class Quality:
    """Means over all frames: SSIM of all planes, 0 to 1, and VMAF (model v0.6.1), 0 to 100.

    `grid` and `offset` say which frames it was held against: GRIDS, and how many frames late it is.
    """

    ssim: float
    vmaf: float
    grid: str
    offset: int


@dataclass(frozen=True)
class Reference:
    """The source at 30 frames a second, without loss, once for each of GRIDS."""

    grids: dict[str, Path]

    def compare(self, video: Path) -> Quality:
        """Compare a rendition of the source's size, 30 fps."""
        ssim, grid, offset = max(self._likeness(video, grid) for grid in self.grids)
        said = _run(
            f"[a][b]libvmaf=n_threads=2:n_subsample={EVERY}:shortest=1", video, self.grids[grid], offset
        )
        return Quality(ssim=ssim, vmaf=_found(VMAF, said), grid=grid, offset=offset)

    def _likeness(self, video: Path, grid: str) -> tuple[float, str, int]:
        """SSIM on one grid: the first seconds find the offset, all frames the likeness."""

        def ssim(offset: int, frames: int | None = None) -> float:
            return _found(SSIM, _run("[a][b]ssim=shortest=1", video, self.grids[grid], offset, frames))

        offset = max(OFFSETS, key=lambda offset: ssim(offset, TRIAL_FRAMES))
        return ssim(offset), grid, offset


def reference(film: Path, folder: Path) -> Reference:
    """Write the film's frames into `folder`, on both grids."""
    grids = {name: folder / f"{film.stem}-{name}.mp4" for name in GRIDS}
    for name, path in grids.items():
        lossless = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", "-pix_fmt", "yuv420p"]
        run(
            [
                tool(),
                "-v",
                "error",
                "-nostdin",
                "-y",
                "-i",
                str(film),
                "-an",
                *GRIDS[name],
                *lossless,
                str(path),
            ]
        )
    return Reference(grids)


def _run(measure: str, video: Path, source: Path, offset: int, frames: int | None = None) -> str:
    """Let a filter of two inputs compare them frame by frame, whatever their clocks say."""
    numbered = f"settb=1/{FPS},setpts=N,format=yuv420p"
    ours, theirs = f"trim=start_frame={max(0, offset)}", f"trim=start_frame={max(0, -offset)}"
    graph = f"[0:v]{ours},{numbered}[a];[1:v]{theirs},{numbered}[b];{measure}"
    argv = [
        tool(), "-hide_banner", "-nostdin", "-nostats", "-i", str(video), "-i", str(source),
        "-filter_complex", graph, "-an", *(["-frames:v", str(frames)] if frames else []), "-f", "null", "-",
    ]  # fmt: skip
    done = subprocess.run(argv, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
    if done.returncode:
        raise BenchFailed(done.stderr[-2000:])
    return done.stderr


def _found(pattern: re.Pattern[str], text: str) -> float:
    if not (found := pattern.findall(text)):
        raise BenchFailed(text[-2000:])
    return float(found[-1])
