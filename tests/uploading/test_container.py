"""A video is let in by its shape; what is only named like one is not."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from testimonials.uploading import container
from testimonials.uploading.container import ContainerNotSupported, NotAVideo
from tests import clips

DEMO = Path(__file__).resolve().parents[2] / "demo" / "speakers"
FTYP = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2"
GOOD = [
    "plain.mp4", "fragmented.mp4", "index-last.mp4", "phone.mov", "hdr.mov", "browser.webm", "stalled.webm",
    "grows.webm", "interrupted.webm", "interrupted.mp4", "truncated.mp4", "headless.mp4", "song.mp4",
]  # fmt: skip


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return (8 + len(body)).to_bytes(4) + kind + body


def element(kind: str, *content: bytes, size: bytes | None = None) -> bytes:
    body = b"".join(content)
    return bytes.fromhex(kind) + (size or (len(body) | 1 << 56).to_bytes(8)) + body


def reference(flags: int = 1, kind: bytes = b"url ", target: bytes = b"") -> bytes:
    return box(b"dref", b"\0\0\0\0\0\0\0\1", box(kind, flags.to_bytes(4), target))


def track(dref: bytes = b"", handler: bytes = b"vide") -> bytes:
    handled = box(b"hdlr", bytes(8), handler, bytes(13))
    return box(
        b"trak",
        box(b"tkhd", bytes(84)),
        box(b"mdia", handled, box(b"minf", box(b"dinf", dref or reference()))),
    )


def movie(*content: bytes) -> bytes:
    return FTYP + box(b"moov", box(b"mvhd", bytes(100)), *content) + box(b"mdat", bytes(32))


def document(*segment: bytes, doc_type: bytes = b"webm") -> bytes:
    header = element("1A45DFA3", element("4286", b"\1"), element("4282", doc_type))
    return header + element("18538067", *segment, size=b"\x01\xff\xff\xff\xff\xff\xff\xff")


def entry(kind: int = 1) -> bytes:
    return element("AE", element("D7", b"\1"), element("83", bytes([kind])))


CLUSTER = element("1F43B675", element("E7", b"\0"), size=b"\x01\xff\xff\xff\xff\xff\xff\xff")


def identify(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "take.mp4"
    path.write_bytes(content)
    return container.identify(path)


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("video.mp4", b"x" * 100)
    return buffer.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("name", GOOD)
def test_it_lets_real_videos_in(name: str) -> None:
    path = clips.clip(name)
    assert container.identify(path) == ("webm" if path.suffix == ".webm" else "mp4")
    assert container.looks_like(path.read_bytes()[:4096])


@pytest.mark.parametrize(
    "path",
    [*clips.recordings(), *sorted(one for one in DEMO.glob("*") if one.suffix in {".mp4", ".webm"})],
    ids=lambda path: path.name,
)
def test_it_lets_every_browser_in_from_the_first_byte(path: Path) -> None:
    assert container.identify(path) == ("webm" if path.suffix == ".webm" else "mp4")
    with path.open("rb") as file:
        head = file.read(4096)
    assert all(container.looks_like(head[:length]) for length in range(len(head)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        b"\0\0\0\x18ftyp",
        b"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"<?xml version='1.0'?><MPD/>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(64),
        zipped(),
        b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff" + bytes(64),
        b"\x7fELF\2\1\1" + bytes(64),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(64),
        b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(64),
        b"GIF89a" + bytes(64),
        b"plain text, nothing more, but long enough to be looked at properly",
        b"\0" * 5000,
        bytes(range(256)) * 20,
    ],
    ids=lambda content: repr(content[:8]),
)
def test_what_is_only_named_like_a_video_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(NotAVideo) as refused:
        identify(tmp_path, content)

    assert (refused.value.code, refused.value.message) == ("not_a_video", "This is not a video we can read.")
    assert len(content) < container.NEEDED_BYTES or not container.looks_like(content[:4096])


@pytest.mark.parametrize(
    "content",
    [
        b"RIFF\x24\0\0\0AVI LIST" + bytes(64),
        b"FLV\1\5\0\0\0\x09" + bytes(64),
        b"OggS\0\2" + bytes(22) + b"\x80theora" + bytes(64),
        b"\0\0\0\x14ftyp3gp4\0\0\0\0" + bytes(64),
        b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + bytes(64),
        b"\0\0\1\xba" + bytes(64),
    ],
    ids=lambda content: repr(content[:8]),
)
def test_another_kind_of_video_is_told_what_to_try(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ContainerNotSupported, match="Format not supported, try MP4 or WebM"):
        identify(tmp_path, content)
    assert not container.looks_like(content)


@pytest.mark.parametrize(
    "content",
    [
        b"ID3\4\0\0" + bytes(64),
        b"ID3\4\0\0\x7f\x7f\x7f\x7f" + bytes(64),
        b"RIFF\x24\0\0\0WAVEfmt " + bytes(64),
        b"RIFF\x24\0\0\0WAVEdata\x10\0\0\0" + bytes(64),
        b"\xff\xfb\x90\x00" + bytes(600),
    ],
    ids=lambda content: repr(content[:16]),
)
def test_what_only_begins_like_a_sound_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(NotAVideo, match="This is not a video we can read"):
        identify(tmp_path, content)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("song.mp4", "mp4"), ("song.m4a", "mp4"), ("song.mp3", "mp3"), ("bare.mp3", "mp3"), ("song.wav", "wav"), ("song.ogg", "ogg"), ("vorbis.ogg", "ogg"), ("song.webm", "webm")],
)  # fmt: skip
def test_sound_alone_is_let_in(name: str, kind: str) -> None:
    path = clips.clip(name)
    assert container.identify(path) == kind
    for size in (1, 3, 4, 11, 30, 4096):
        assert container.looks_like(path.read_bytes()[:size])


def test_the_smallest_movie_passes(tmp_path: Path) -> None:
    assert identify(tmp_path, movie(track())) == "mp4"
    assert identify(tmp_path, movie(track(handler=b"soun"))) == "mp4"
    assert (
        identify(tmp_path, box(b"wide") + movie(track(reference(kind=b"alis", target=bytes(4))))[24:])
        == "mp4"
    )
    assert identify(tmp_path, document(element("1654AE6B", entry()), CLUSTER)) == "webm"
    assert (
        identify(tmp_path, document(element("1654AE6B", entry(), entry(2)), doc_type=b"matroska\0")) == "webm"
    )


@pytest.mark.parametrize(
    "content",
    [
        movie(track(reference(flags=0, target=b"/etc/passwd\0"))),
        movie(track(), track(reference(flags=0, kind=b"alis", target=b"file"))),
        movie(box(b"rmra", box(b"rmda", box(b"rdrf", bytes(16)))), track()),
        FTYP + box(b"moov", box(b"cmov", bytes(64))),
        movie(*[track()] * 17),
        movie(track(handler=b"text")),
        movie(),
        movie(track() * 1_000),
        movie(box(b"free")  * 5_000),
        FTYP + box(b"mdat", bytes(64)),
        FTYP + b"\0\0\0\4moov" + bytes(64),
        FTYP + b"\0\0\0\1moov\0\0\0\0\0\0\0\1" + bytes(64),
        FTYP + box(b"moof", bytes(16)) * 60_000,
        b"abcdmoov#EXTM3U\n/etc/passwd\n" + bytes(64),
        b"abcdmdat#EXTM3U\n/etc/passwd\n" + bytes(64),
        b"\0\0\x7fAftypisom" + bytes(64),
    ],
    ids=range(16),
)  # fmt: skip
def test_a_movie_that_is_not_all_here_or_never_ends_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(NotAVideo):
        identify(tmp_path, content)


@pytest.mark.parametrize(
    "content",
    [
        document(element("1654AE6B", entry()), doc_type=b"evil"),
        document(CLUSTER),
        document(element("1654AE6B", *[entry()] * 17)),
        document(element("1654AE6B", entry(17))),
        document(element("1654AE6B")),
        document(element("EC", bytes(4)) * 2_000, element("1654AE6B", entry())),
        document(element("1654AE6B", entry(), size=b"\x01\xff\xff\xff\xff\xff\xff\xff")),
        element("1A45DFA3", element("4282", b"webm")),
        element("1A45DFA3", bytes(64), size=b"\x01\0\0\0\xff\0\0\0"),
        bytes.fromhex("1A45DFA3") + bytes(64),
        bytes.fromhex("1A45DFA3") + b"\xff" * 64,
        document(b"\0" * 64),
    ],
    ids=range(12),
)
def test_a_document_without_tracks_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(NotAVideo):
        identify(tmp_path, content)


@pytest.mark.parametrize("where", [b"stbl", b"edts", b"udta", b"tref"])
def test_a_reference_is_found_wherever_ffmpeg_would_look(tmp_path: Path, where: bytes) -> None:
    hidden = box(where, box(b"dinf", reference(flags=0, target=b"file:///etc/passwd")))

    with pytest.raises(NotAVideo, match="points at another file"):
        identify(tmp_path, movie(track(), box(b"trak", box(b"mdia", hidden))))


def test_what_a_phone_writes_where_nobody_looks_need_not_be_boxes(tmp_path: Path) -> None:
    assert identify(tmp_path, movie(track(), box(b"udta", b"\0\0\0\3junk" + bytes(9)))) == "mp4"
