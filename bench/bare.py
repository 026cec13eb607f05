"""What ffmpeg alone would cost: everything we publish, by one process, with nothing around it.

No look at the file first, no measured loudness (the gain is given), no check afterwards, no jail.
"""

from __future__ import annotations

from pathlib import Path

from bench.peers import Work
from bench.spending import run, tool

FPS = 30
POSTER_FRAME = 120
PREVIEW_FRAMES = 90


def bare(film: Path, folder: Path, gain_db: float) -> tuple[Work, list[str]]:
    """Run it; return what came of it and the command line."""
    videos = [folder / f"bare-{name}.mp4" for name in ("720", "360", "preview")]
    argv = [
        tool(), "-v", "error", "-nostdin", "-y", "-i", str(film), "-filter_complex", _graph(gain_db),
        "-map", "[large]", "-map", "[s1]", *_video(23, 2500), *_sound(), str(videos[0]),
        "-map", "[small]", "-map", "[s2]", *_video(25, 700), *_sound(), str(videos[1]),
        "-map", "[preview]", *_video(30, 400), str(videos[2]),
        "-map", "[poster]", "-frames:v", "1", "-update", "1", str(folder / "bare.png"),
    ]  # fmt: skip
    return Work("bare ffmpeg, the same files", run(argv), videos[0], tuple(videos)), argv


def _graph(gain_db: float) -> str:
    preview = f"trim=start_frame={POSTER_FRAME}:end_frame={POSTER_FRAME + PREVIEW_FRAMES},setpts=PTS-STARTPTS"
    return ";".join(
        (
            f"[0:v]fps={FPS}:start_time=0,format=yuv420p,split=4[large][a][b][c]",
            "[a]scale=640:360[small]",
            f"[b]{preview},scale=640:360[preview]",
            f"[c]trim=start_frame={POSTER_FRAME}:end_frame={POSTER_FRAME + 1}[poster]",
            f"[0:a]aformat=channel_layouts=stereo,volume={gain_db:.2f}dB,alimiter=limit=0.84:level=0,asplit[s1][s2]",
        )
    )


def _video(crf: int, kbps: int) -> list[str]:
    return [
        "-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-pix_fmt", "yuv420p",
        "-crf", str(crf), "-maxrate", f"{kbps}k", "-bufsize", f"{2 * kbps}k", "-g", str(2 * FPS),
        "-map_metadata", "-1", "-movflags", "+faststart",
    ]  # fmt: skip


def _sound() -> list[str]:
    return ["-c:a", "aac", "-b:a", "128k", "-ar", "48000"]
