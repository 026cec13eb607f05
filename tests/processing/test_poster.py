"""Still pictures: three formats, three widths at most, never larger than the video."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from testimonials.processing import poster
from testimonials.processing.errors import OutputDamaged

pytestmark = pytest.mark.slow


def png(path: Path, width: int, height: int, color: str = "#2060a0") -> Path:
    image = Image.new("RGB", (width, height), color)
    image.paste("white", (0, 0, width // 4, height // 4))
    image.info["canary"] = "canary"
    image.save(path)
    return path


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((1280, 720), [1280, 640, 320]),
        ((720, 1280), [720, 640, 320]),
        ((400, 300), [400, 320]),
        ((98, 50), [98]),
    ],
)
def test_it_draws_every_width_in_every_format(
    tmp_path: Path, size: tuple[int, int], widths: list[int]
) -> None:
    drawn = poster.draw(png(tmp_path / "frame.png", *size), tmp_path)

    types = ["image/avif", "image/webp", "image/jpeg"]
    assert [(one.width, one.media_type) for one in drawn] == [
        (width, kind) for width in widths for kind in types
    ]
    for one in drawn:
        with Image.open(one.path) as image:
            assert image.size == (one.width, one.height)
            assert image.get_format_mimetype() == one.media_type
            assert not {"exif", "xmp", "icc_profile", "comment", "canary"} & set(image.info)
        assert abs(one.height / one.width - size[1] / size[0]) < 0.01


def test_the_colour_is_the_commonest(tmp_path: Path) -> None:
    drawn = poster.draw(png(tmp_path / "frame.png", 64, 64), tmp_path)

    assert {one.color for one in drawn} == {"#2060a0"}


def test_a_bomb_is_not_opened(tmp_path: Path) -> None:
    """A small file that would unpack to 1.2 gigabytes."""
    rows = zlib.compress(bytes(20_001) * 100, 9)
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)),
        (b"IDAT", rows),
        (b"IEND", b""),
    ]
    chunks = [struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts]
    bomb = tmp_path / "frame.png"
    bomb.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))

    with pytest.raises(OutputDamaged, match="exceeds limit"):
        poster.draw(bomb, tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"not a picture", b"GIF89a" + bytes(40), b"<svg xmlns='http://www.w3.org/2000/svg'/>"]
)
def test_only_a_png_is_opened(tmp_path: Path, content: bytes) -> None:
    frame = tmp_path / "frame.png"
    frame.write_bytes(content)

    with pytest.raises(OutputDamaged):
        poster.draw(frame, tmp_path)
