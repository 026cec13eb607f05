"""MP4s whose samples, by their own word, lie in other files."""

from __future__ import annotations

import struct
import zlib

from tests.hostile import boxes, making
from tests.hostile.boxes import box, full, u32
from tests.hostile.specimens import Family, Ground

family = Family("references", end="refused", is_early=True)

DREF = "moov/trak/mdia/minf/dinf/dref"


def _dref(*entries: bytes, count: int | None = None) -> bytes:
    """The content of a data reference box."""
    return u32(0, len(entries) if count is None else count) + b"".join(entries)


def _url(where: str, flags: int = 0) -> bytes:
    return full(b"url ", where.encode() + b"\0", flags=flags)


def _urn(where: str) -> bytes:
    return full(b"urn ", b"urn:a\0" + where.encode() + b"\0")


def _alias(path: str, kind: bytes = b"alis") -> bytes:
    """A Macintosh alias record to an absolute path."""
    name = path.rsplit("/", 1)[-1].encode()[:63]
    record = bytes(10) + bytes([4]) + b"disk".ljust(27, b"\0") + bytes(12)
    record += bytes([len(name)]) + name.ljust(63, b"\0") + bytes(16) + struct.pack(">HH", 1, 1) + bytes(16)
    where = path.encode()
    for number, text in ((2, where), (18, where), (19, b"/")):
        record += struct.pack(">HH", number, len(text)) + text + b"\0" * (len(text) % 2)
    return full(kind, record + struct.pack(">HH", 0xFFFF, 0))


SELF = full(b"url ", flags=1)


def _with(dref: bytes, only: int | None = None) -> bytes:
    """A film that keeps its samples where `dref` says."""
    if only is None:
        return boxes.replaced(making.late(), DREF, dref)
    inner = DREF.partition("/")[2]
    return boxes.changed(
        making.late(), "moov", lambda moov: boxes.changed(moov, inner, lambda _: dref, only=only)
    )


def _aimed(name: str, entry: object) -> None:
    family.add(name, lambda ground: _with(_dref(entry(ground))))  # type: ignore[operator]


_aimed("url-path.mp4", lambda ground: _url(str(ground.neighbour)))
_aimed("url-file.mp4", lambda ground: _url(f"file://{ground.neighbour}"))
_aimed("url-relative.mp4", lambda ground: _url(f"../../{ground.neighbour.name}"))
_aimed("url-http.mp4", lambda ground: _url(ground.http))
_aimed("url-stored.mov", lambda ground: _url(str(ground.stored)))
_aimed("url-empty.mp4", lambda _ground: _url(""))
_aimed("url-other-flags.mp4", lambda ground: _url(ground.http, flags=0xFFFFFE))
_aimed("urn-path.mp4", lambda ground: _urn(str(ground.neighbour)))
_aimed("urn-http.mp4", lambda ground: _urn(ground.http))
_aimed("alias.mov", lambda ground: _alias(str(ground.neighbour)))
_aimed("alias-stored.mov", lambda ground: _alias(str(ground.stored)))
_aimed("resource.mov", lambda ground: _alias(str(ground.neighbour), b"rsrc"))
_aimed("unknown-kind.mp4", lambda ground: full(b"imdt", str(ground.neighbour).encode()))


def _second_entry(ground: Ground) -> bytes:
    """The first entry is this file, and the samples are said to be in the second."""
    film = _with(_dref(SELF, _url(str(ground.neighbour))))
    return boxes.changed(film, "moov/trak/mdia/minf/stbl/stsd", lambda stsd: boxes.patched(stsd, 22, b"\0\2"))


def _second_track(ground: Ground) -> bytes:
    return _with(_dref(_url(ground.http)), only=1)


def _wrong_count(ground: Ground) -> bytes:
    """It counts no entry, and there is one."""
    return _with(_dref(_alias(str(ground.neighbour)), count=0))


def _elsewhere(ground: Ground, parent: str, wrap: bytes) -> bytes:
    """A second data reference box, where a demuxer finds it too."""
    dref = box(b"dref", _dref(_alias(str(ground.neighbour)), _url(ground.http)))
    return boxes.grown(making.late(), parent, box(wrap, dref) if wrap else dref)


def _reference_movie(ground: Ground, kind: bytes, where: str) -> bytes:
    reference = full(b"rdrf", kind, u32(len(where) + 1), where.encode() + b"\0")
    return boxes.FTYP + box(b"moov", box(b"rmra", box(b"rmda", reference)))


def _reference_beside(ground: Ground) -> bytes:
    """A whole film that also names another one."""
    where = ground.http.encode() + b"\0"
    reference = full(b"rdrf", b"url ", u32(len(where)), where)
    return boxes.grown(making.late(), "moov", box(b"rmra", box(b"rmda", reference)))


def _compressed(ground: Ground) -> bytes:
    """The index compressed, with an alias in it."""
    moov = boxes.content_of(_with(_dref(_alias(str(ground.neighbour)))), "moov")
    packed = zlib.compress(box(b"moov", moov))
    cmov = box(b"cmov", box(b"dcom", b"zlib"), box(b"cmvd", u32(len(moov) + 8), packed))
    return boxes.replaced(making.late(), "moov", cmov)


def _second_movie(ground: Ground) -> bytes:
    return making.late() + box(b"moov", boxes.content_of(_with(_dref(_url(str(ground.neighbour)))), "moov"))


family.add("second-entry.mp4", _second_entry)
family.add("second-track.mp4", _second_track)
family.add("wrong-count.mov", _wrong_count)
family.add("in-stbl.mov", lambda ground: _elsewhere(ground, "moov/trak/mdia/minf/stbl", b"dinf"))
family.add("in-edts.mov", lambda ground: _elsewhere(ground, "moov/trak", b"edts"))
family.add("in-udta.mov", lambda ground: _elsewhere(ground, "moov/trak", b"udta"))
family.add("bare-in-trak.mov", lambda ground: _elsewhere(ground, "moov/trak", b""))
family.add("bare-in-minf.mov", lambda ground: _elsewhere(ground, "moov/trak/mdia/minf", b""))
family.add("second-dinf.mov", lambda ground: _elsewhere(ground, "moov/trak/mdia/minf", b"dinf"))
family.add("reference-movie-url.mov", lambda ground: _reference_movie(ground, b"url ", ground.http))
family.add(
    "reference-movie-path.mov", lambda ground: _reference_movie(ground, b"alis", str(ground.neighbour))
)
family.add("reference-beside.mov", _reference_beside)
family.add("compressed-index.mov", _compressed)
family.add("second-movie.mp4", _second_movie, end="either")
