"""Short films for everything here, made by the wheel's ffmpeg and kept in the build folder.

They are half a second long and as small as a stamp, because each is rendered hundreds of times.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path

import imageio_ffmpeg

from tests.server import ROOT

WORK = ROOT / "build" / "hostile"
TIMEOUT_SECONDS = 180

SMALL = "160x120"
TONE = "sine=330:r=48000"
H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
HEVC = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-tag:v", "hvc1"]
VP8 = ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "300k"]
VP9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "300k"]
AV1 = ["-c:v", "libsvtav1", "-preset", "12", "-svtav1-params", "lp=2"]
AAC = ["-c:a", "aac", "-ac", "1"]
OPUS = ["-c:a", "libopus", "-ac", "1", "-b:a", "32k"]
FRAGMENTS = ["-movflags", "+frag_keyframe+empty_moov+default_base_moof"]


def lavfi(source: str) -> list[str]:
    """The input of a generated source."""
    return ["-f", "lavfi", "-i", source]


def picture(size: str = SMALL, rate: float = 15, more: str = "") -> list[str]:
    """The input of a moving picture."""
    return lavfi(f"testsrc2=s={size}:r={rate}{more}")


def voice(source: str = TONE) -> list[str]:
    """The input of a tone."""
    return lavfi(source)


@cache
def encoded(suffix: str, *args: str) -> bytes:
    """What ffmpeg makes of `args`, as the bytes of a file that ends in `suffix`."""
    path = kept(suffix, *args)
    return path.read_bytes()


def kept(suffix: str, *args: str) -> Path:
    """The same as a file, made once for all runs."""
    program = imageio_ffmpeg.get_ffmpeg_exe()

    def write(draft: Path) -> None:
        subprocess.run(
            [program, "-v", "error", "-nostdin", "-y", "-threads", "2", *args, str(draft)],
            check=True, timeout=TIMEOUT_SECONDS, stderr=subprocess.PIPE,
        )  # fmt: skip

    return _once("\0".join([program, *args]).encode(), suffix, write)


def laid_down(suffix: str, content: bytes) -> Path:
    """A file for another recipe to read."""
    return _once(content, suffix, lambda draft: _write(draft, content))


def _once(key: bytes, suffix: str, write: Callable[[Path], None]) -> Path:
    """The file that goes by a key; written whole or not at all, because several tests may want it at once."""
    path = WORK / "clips" / f"{hashlib.sha256(key).hexdigest()[:20]}{suffix}"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{os.getpid()}-{threading.get_ident()}-{path.name}")
        write(draft)
        draft.rename(path)
    return path


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def late(*more: str, seconds: float = 0.6) -> bytes:
    """H.264 and AAC whose index stands at the end: it can grow without moving the media."""
    return encoded(".mp4", *picture(), *voice(), "-t", str(seconds), *H264, *AAC, *more)


def mute(*more: str, seconds: float = 0.6) -> bytes:
    """The same without sound."""
    return encoded(".mp4", *picture(), "-t", str(seconds), *H264, *more)


def early() -> bytes:
    """H.264 and AAC, index in front."""
    return late("-movflags", "+faststart")


def fragmented() -> bytes:
    """As a live recorder writes it."""
    return late("-g", "3", *FRAGMENTS)


def webm(*more: str) -> bytes:
    """VP8 and Opus."""
    return encoded(".webm", *picture(), *voice(), "-t", "0.6", *VP8, *OPUS, *more)


def matroska(*more: str) -> bytes:
    """H.264 and AAC in Matroska."""
    return encoded(".mkv", *picture(), *voice(), "-t", "0.6", *H264, *AAC, *more)


def vp8_frames(size: str = SMALL, count: int = 9) -> list[bytes]:
    """The frames of a VP8 film, the first of them a key frame."""
    ivf = encoded(".ivf", *picture(size), "-frames:v", str(count), *VP8)
    frames, at = [], 32
    while at + 12 <= len(ivf):
        size_bytes = int.from_bytes(ivf[at : at + 4], "little")
        frames.append(ivf[at + 12 : at + 12 + size_bytes])
        at += 12 + size_bytes
    return frames
