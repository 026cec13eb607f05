"""The bench's film before a fake camera, and its voice before a fake microphone."""

from __future__ import annotations

from pathlib import Path

from bench import source
from bench.spending import run, tool
from tests.browser import chromium

FILM_SECONDS = 20  # it begins again when it is over
PICTURE, VOICE = "camera.mjpeg", "microphone.wav"


def arguments() -> list[str]:
    """What Chromium is started with: 720p at 30 frames a second of somebody who speaks."""
    film = source.make(FILM_SECONDS)
    folder = film.webm.parent
    if not (folder / VOICE).exists():
        _as_devices(film.webm, folder)
    return chromium.arguments(
        "--use-fake-device-for-media-stream=fps=30",
        f"--use-file-for-fake-video-capture={folder / PICTURE}",
        f"--use-file-for-fake-audio-capture={folder / VOICE}",
        without=("--use-fake-device",),
    )


def _as_devices(film: Path, folder: Path) -> None:
    """The voice comes last: it says that both are whole."""
    base = [tool(), "-v", "error", "-nostdin", "-y", "-i", str(film)]
    run([*base, "-an", "-r", "30", "-q:v", "4", str(folder / PICTURE)])
    run([*base, "-vn", "-ac", "1", "-ar", "48000", str(folder / VOICE)])
