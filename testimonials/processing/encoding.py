"""How each output is encoded: ffmpeg's options, and nothing about where its picture comes from."""

from __future__ import annotations

import os
from typing import Any

from testimonials.processing.plan import AUDIO_KBPS, AUDIO_RATE, KEYFRAME_SECONDS, Rendition

THREADS = min(8, os.cpu_count() or 1)

# Chapters, tags, subtitles and data tracks stay behind.
ANONYMOUS: dict[str, Any] = {
    "map_metadata": -1, "map_metadata:s:v": -1, "map_chapters": -1, "dn": None, "sn": None,
    "fflags": "+bitexact",
}  # fmt: skip
SOUND: dict[str, Any] = {
    **ANONYMOUS, "vn": None, "f": "mp4",
    "c:a": "aac", "b:a": f"{AUDIO_KBPS}k", "ar": AUDIO_RATE, "flags:a": "+bitexact",
}  # fmt: skip
STILL: dict[str, Any] = {"f": "image2", "update": 1, "c:v": "png", "frames:v": 1, **ANONYMOUS}
# Picture and sound take turns every quarter of a second and not with every frame: the index, which
# comes before the first frame, is two fifths smaller (67 to 40 kB a minute).
CHUNK_US = 250_000
# The first third of a second is coarser: over a slow line it is half of what comes before the first frame,
# while the poster's sharp picture has just given way.
FIRST_FRAMES = "zones=0,9,crf=27"
# Measured on a recorded face and on a textured scene: see bench/README.md.
AV1_PRESET = 10
# At these rates a key frame every two seconds is two fifths of the file; every five saves a quarter of it.
AV1_KEYFRAME_SECONDS = 5


def options(rendition: Rendition) -> dict[str, Any]:
    """Return ffmpeg's output options for one video; its sound is encoded already, by `SOUND`."""
    return {
        **ANONYMOUS,
        **({"c:a": "copy"} if rendition.has_audio else {"an": None}),
        **CODECS[rendition.codec](rendition),
        "f": "mp4", "movflags": "+faststart", "chunk_duration": CHUNK_US,
        "pix_fmt": "yuv420p", "flags:v": "+bitexact", "fps_mode": "passthrough", "threads:v": THREADS,
        # Only against a graph that never ends; ours does. ffmpeg 5.1 ends the sound too when it is reached.
        "frames:v": rendition.frames + 1,
    }  # fmt: skip


def _h264(rendition: Rendition) -> dict[str, Any]:
    # Without a53cc=0 the encoder copies closed captions of the upload, any text, through all filters.
    return {
        "c:v": "libx264", "a53cc": 0, "preset": "veryfast", "profile:v": "high", "crf": rendition.crf,
        "g": KEYFRAME_SECONDS * rendition.fps,
        "maxrate": f"{rendition.max_kbps}k", "bufsize": f"{2 * rendition.max_kbps}k",
        "x264-params": FIRST_FRAMES,
    }  # fmt: skip


def _av1(rendition: Rendition) -> dict[str, Any]:
    # The encoder knows a ceiling beside a rate factor as `mbr`, in kbit/s.
    return {
        "c:v": "libsvtav1", "preset": AV1_PRESET, "crf": rendition.crf,
        "g": AV1_KEYFRAME_SECONDS * rendition.fps,
        "svtav1-params": f"mbr={rendition.max_kbps}:lp={THREADS}",
    }  # fmt: skip


CODECS = {"h264": _h264, "av1": _av1}
