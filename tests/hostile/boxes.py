"""MP4 boxes by hand: put together, taken apart, changed in place. ISO/IEC 14496-12."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

Change = Callable[[bytes], bytes]
FTYP = struct.pack(">I4s4sI8s", 24, b"ftyp", b"isom", 512, b"isommp42")


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box around its parts."""
    content = b"".join(parts)
    return struct.pack(">I4s", len(content) + 8, kind) + content


def full(kind: bytes, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    """A box with a version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def u32(*numbers: int) -> bytes:
    """Numbers of four bytes each."""
    return struct.pack(f">{len(numbers)}I", *numbers)


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and content of each box of well-formed data."""
    at = 0
    while at + 8 <= len(data):
        size, kind, head = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16]), 16
        size = size or len(data) - at
        yield kind, data[at + head : at + size]
        at += size


def changed(data: bytes, path: str, change: Change, *, only: int | None = None) -> bytes:
    """Put `change(content)` into every box at `path` ("moov/trak/mdia"), or into one of each level.

    `only` counts the boxes of the path's first kind, from 0. Sizes of the boxes around follow.
    """
    first, _, rest = path.partition("/")
    seen, parts = -1, []
    for kind, content in boxes(data):
        seen += kind == first.encode()
        if kind == first.encode() and only in {None, seen}:
            parts.append(box(kind, changed(content, rest, change) if rest else change(content)))
        else:
            parts.append(box(kind, content))
    return b"".join(parts)


def grown(data: bytes, path: str, more: bytes) -> bytes:
    """Add bytes to the end of every box at `path`."""
    return changed(data, path, lambda content: content + more)


def replaced(data: bytes, path: str, content: bytes) -> bytes:
    """Give every box at `path` other content."""
    return changed(data, path, lambda _: content)


def without(data: bytes, path: str) -> bytes:
    """Take every box at `path` away, by calling it free."""
    parent, _, name = path.rpartition("/")
    return changed(data, parent, lambda content: _renamed(content, name.encode()))


def content_of(data: bytes, path: str) -> bytes:
    """The content of the first box at `path`."""
    for name in path.split("/"):
        data = next(content for kind, content in boxes(data) if kind == name.encode())
    return data


def patched(data: bytes, at: int, new: bytes) -> bytes:
    """Overwrite bytes."""
    return data[:at] + new + data[at + len(new) :]


def resized(data: bytes, kind: bytes, size: int, *, nth: int = 0) -> bytes:
    """Make the nth box of a kind, wherever it is, claim another size."""
    at = -1
    for _ in range(nth + 1):
        at = data.index(kind, at + 1)
    return patched(data, at - 4, u32(size))


def _renamed(data: bytes, name: bytes) -> bytes:
    return b"".join(box(b"free" if kind == name else kind, content) for kind, content in boxes(data))
