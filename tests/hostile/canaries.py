"""How the neighbour's video and a speaker's secrets are recognised in whatever comes out.

The neighbour's picture is four colours that no test picture has; they survive scaling, padding,
cropping and a codec, so counting pixels is enough.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import av
from PIL import Image

from tests.hostile import making
from tests.hostile.specimens import CANARY, PLACE

COLORS = ((201, 73, 139), (61, 149, 97), (171, 151, 43), (79, 67, 181))
TOLERANCE = 18
# Each of the four on at least this share of a picture.
SHARE = 0.03
LOOK_SIZE = (48, 36)
FRAMES_LOOKED_AT = 40

# What begins a picture's closed captions, which an encoder passes on without being asked, a few
# letters a picture: none of ours has any.
CAPTIONS = b"\xb5\0\x31GA94\x03"
FORMS = (
    CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode("utf-16-be"), PLACE.encode(), b"12.3456", b"98.7654",
    CAPTIONS,
)  # fmt: skip


def neighbour() -> bytes:
    """Another tenant's video: two seconds of a pattern that is nobody else's."""
    plain = [making.lavfi(f"color=c=0x{bytes(color).hex()}:s=160x120:r=15:d=2") for color in COLORS]
    grid = "[0][1]hstack[a];[2][3]hstack[b];[a][b]vstack"
    sound = making.voice("sine=4321:r=48000:d=2")
    pictures = [part for one in plain for part in one]
    return making.encoded(".mp4", *pictures, *sound, "-filter_complex", grid, *making.H264, *making.AAC)


def shows_neighbour(image: Image.Image) -> bool:
    """Whether all four of the neighbour's colours are in a picture."""
    pixels = image.convert("RGB").resize(LOOK_SIZE, Image.Resampling.BOX).tobytes()
    return all(_share(pixels, color) >= SHARE for color in COLORS)


def leaks(files: Iterable[Path]) -> list[str]:
    """What of the neighbour or of a speaker's secrets is in these files, as sentences; none is good."""
    found = []
    for path in files:
        data = path.read_bytes()
        if any(form in data for form in FORMS):
            found.append(f"leak: {path.name} holds the speaker's secret")
        if any(shows_neighbour(image) for image in _pictures(path, data)):
            found.append(f"leak: {path.name} shows the neighbour")
    return found


def _share(pixels: bytes, color: tuple[int, int, int]) -> float:
    """The share of RGB pixels that are about this colour."""
    near = [range(part - TOLERANCE, part + TOLERANCE + 1) for part in color]
    seen = sum(
        pixels[at] in near[0] and pixels[at + 1] in near[1] and pixels[at + 2] in near[2]
        for at in range(0, len(pixels), 3)
    )
    return 3 * seen / len(pixels)


def _pictures(path: Path, data: bytes) -> Iterator[Image.Image]:
    """The frames of one of our own videos, or the picture itself."""
    if path.suffix in {".avif", ".webp", ".jpg"}:
        yield Image.open(io.BytesIO(data))
    elif path.suffix in {".mp4", ".webm"}:
        with av.open(str(path)) as container:
            for number, frame in enumerate(container.decode(video=0)):
                if number == FRAMES_LOOKED_AT:
                    return
                yield frame.reformat(*LOOK_SIZE, format="rgb24").to_image()  # type: ignore[no-untyped-call]
