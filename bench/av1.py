"""Which SVT-AV1 preset, at which quality: CPU, bytes and VMAF on the bench's film and on a recorded face.

    python -m bench.av1 [--seconds 20]

No target: a table to choose by. PeerTube's 720 H.264 stands in it as the yardstick.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import peers, report, source
from bench.quality import FPS, reference
from bench.spending import run, tool

FACE = Path(__file__).parent.parent / "tests/recordings/chromium-vp8-opus.webm"
PRESETS = (10, 9, 8)
CRFS = (38, 42, 46)
THREADS = 2
KEYFRAME_SECONDS = (2, 5)
HEADS = ("film", "encoder", "CPU s", "MB", "× PeerTube", "SSIM", "VMAF", "− PeerTube")


def main() -> None:
    """Encode each film with each setting and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m bench.av1", description=__doc__)
    parser.add_argument("--seconds", type=int, default=20, help="length of the bench's film (default 20)")
    seconds = parser.parse_args().seconds
    films = {"bench": source.make(seconds).webm, "face": FACE}
    with TemporaryDirectory(prefix="bench-av1-") as folder:
        rows = [row for name, film in films.items() for row in _rows(name, film, Path(folder))]
    print(report.table(HEADS, rows))


def av1(film: Path, target: Path, preset: int, crf: int, keyframe_seconds: int) -> list[str]:
    """The bare command of one trial, without sound."""
    return [
        tool(), "-v", "error", "-nostdin", "-y", "-i", str(film), "-an",
        "-vf", f"fps={FPS}:start_time=0,format=yuv420p", "-c:v", "libsvtav1", "-preset", str(preset),
        "-crf", str(crf), "-svtav1-params", f"lp={THREADS}", "-g", str(keyframe_seconds * FPS),
        "-movflags", "+faststart", str(target),
    ]  # fmt: skip


def _rows(name: str, film: Path, folder: Path) -> Iterator[tuple[str, ...]]:
    held_against = reference(film, folder)
    trial = folder / f"{name}.mp4"
    theirs: tuple[int, float] | None = None
    for label, argv in _trials(film, trial):
        cpu, quality = run(argv), held_against.compare(trial)
        size = trial.stat().st_size
        theirs = theirs or (size, quality.vmaf)
        ratio, lead = size / theirs[0], quality.vmaf - theirs[1]
        numbers = (f"{cpu:.1f}", f"{size / 1e6:.2f}", f"{ratio:.3f}")
        yield (name, label, *numbers, f"{quality.ssim:.3f}", f"{quality.vmaf:.1f}", f"{lead:+.1f}")


def _trials(film: Path, target: Path) -> Iterator[tuple[str, list[str]]]:
    """PeerTube's command first, without its sound; then every setting of ours."""
    yield "PeerTube's 720 H.264", [*peers.peertube_rung(film, target, 720)[:-1], "-an", str(target)]
    for preset, crf, seconds in product(PRESETS, CRFS, KEYFRAME_SECONDS):
        yield f"preset {preset:2} crf {crf} key {seconds} s", av1(film, target, preset, crf, seconds)


if __name__ == "__main__":
    main()
