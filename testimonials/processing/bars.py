"""Runs inside the jail: draw how loud a stretch of sound is, as a row of bars.

    python -I -B bars.py SOUND PNG DEMUXER FORMATS IN_MS OUT_MS GROUND

The demuxer is forced, like in `scan`. Imports nothing of ours: it is not there in the jail.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from math import log10

import av
from av.audio.resampler import AudioResampler
from PIL import Image, ImageDraw

OPTIONS = {
    "protocol_whitelist": "file",
    "codec_whitelist": "aac,opus,mp3float,vorbis,pcm_s16le",
    "max_streams": "64",
}
RATE = 8_000
GRAIN = RATE // 100
FULL_SCALE = 32_768
# Quieter than this, nobody spoke. Speech is drawn by decibels: by amplitude it is all spikes.
FLOOR_DB = -48
RANGE_DB = 24
BARS = 64
WIDTH, HEIGHT = 1280, 720
MARGIN, BAR, TALLEST, SHORTEST = 96, 9, 300, 9
FINER = 2  # drawn larger and scaled down, for round ends without stairs
COLOR = "#f4efe6"


def main(arguments: list[str]) -> None:
    """Write the picture."""
    sound, png, demuxer, formats, in_ms, out_ms, ground = arguments
    found = levels(decoded(sound, demuxer, formats), int(in_ms), int(out_ms))
    draw(heights(found), ground).save(png, format="PNG", compress_level=1)


def levels(pieces: Iterator[memoryview], in_ms: int, out_ms: int) -> list[float]:
    """Return the mean of the peaks, 0 to 1, of each of `BARS` equal stretches."""
    first, bar_samples = in_ms * RATE // 1000, max(GRAIN, (out_ms - in_ms) * RATE // 1000 // BARS)
    sums, counts, at = [0] * BARS, [0] * BARS, 0
    for samples in pieces:
        for index in range(0, len(samples), GRAIN):
            bar = (at + index - first) // bar_samples
            if 0 <= bar < BARS:
                grain = samples[index : index + GRAIN]
                sums[bar] += max(max(grain), -min(grain))  # noqa: PLW3301
                counts[bar] += 1
        at += len(samples)
    return [total / max(1, count) / FULL_SCALE for total, count in zip(sums, counts, strict=True)]


def decoded(sound: str, demuxer: str, formats: str) -> Iterator[memoryview]:
    """Yield the sound as signed 16-bit samples, mono, `RATE` a second; stop where it breaks off."""
    resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(
        f"file:{sound}",
        format=demuxer,
        options=OPTIONS | {"format_whitelist": formats},
        metadata_errors="replace",
    ) as opened:
        stream = opened.streams.audio[0]
        for packet in opened.demux(stream):
            try:
                frames = packet.decode()
            except av.FFmpegError:
                continue
            for frame in frames:
                for resampled in resampler.resample(frame):
                    yield memoryview(resampled.planes[0]).cast("B")[: resampled.samples * 2].cast("h")


def heights(found: list[float]) -> list[int]:
    """Return how tall each bar is, in pixels, the loudest as tall as there is room."""
    decibels = [20 * log10(max(level, 1e-5)) for level in found]
    top = max(decibels)
    if top < FLOOR_DB:
        return [SHORTEST] * len(found)
    shares = [max(0.0, 1 - (top - level) / RANGE_DB) for level in decibels]
    return [max(SHORTEST, round(TALLEST * share)) for share in shares]


def draw(bars: list[int], ground: str) -> Image.Image:
    """Return the bars in the middle of a picture."""
    picture = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), ground)
    pen = ImageDraw.Draw(picture)
    step = (WIDTH - 2 * MARGIN - BAR) / (len(bars) - 1)
    for number, height in enumerate(bars):
        left, top = MARGIN + number * step, (HEIGHT - height) / 2
        corners = [side * FINER for side in (left, top, left + BAR, top + height)]
        pen.rounded_rectangle(corners, radius=BAR * FINER / 2, fill=COLOR)
    return picture.resize((WIDTH, HEIGHT), Image.Resampling.BOX)


if __name__ == "__main__":
    main(sys.argv[1:])
