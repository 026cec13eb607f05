"""More tracks, chapters, attachments, fragments than anybody films with."""

from __future__ import annotations

from functools import partial

from tests.hostile import boxes, elements, making
from tests.hostile.boxes import box, full, u32
from tests.hostile.elements import ATTACHMENTS, CHAPTERS, TAGS, element, text, uint
from tests.hostile.making import AAC, H264, encoded, kept, laid_down, picture, voice
from tests.hostile.specimens import CANARY, Family, noise

family = Family("crowds")


def _tracks(count: int) -> bytes:
    """The film's own tracks over and over, each under a number of its own."""

    def renumbered(track: bytes, number: int) -> bytes:
        return boxes.changed(track, "trak/tkhd", lambda tkhd: boxes.patched(tkhd, 12, u32(number)))

    def change(moov: bytes) -> bytes:
        track = box(b"trak", boxes.content_of(moov, "trak"))
        return moov + b"".join(renumbered(track, number) for number in range(10, 10 + count))

    return boxes.changed(making.late(), "moov", change)


def _same_number() -> bytes:
    """Two tracks under one number."""

    def change(moov: bytes) -> bytes:
        return moov + box(b"trak", boxes.content_of(moov, "trak"))

    return boxes.changed(making.late(), "moov", change)


def _entries(count: int) -> bytes:
    """A WebM that promises many tracks and has one."""
    entries = [elements.video_entry(number=n) for n in range(1, count + 1)]
    return elements.film(tracks=entries)


def _mapped(suffix: str, count: int, *kinds: str) -> bytes:
    """Real tracks, written by ffmpeg."""
    maps = [part for _ in range(count) for kind in kinds for part in ("-map", kind)]
    return encoded(suffix, *picture(), *voice(), "-t", "0.4", *maps, *H264, *AAC)


def _chapters(count: int) -> bytes:
    lines = ";FFMETADATA1\n" + "".join(
        f"[CHAPTER]\nTIMEBASE=1/100000\nSTART={n}\nEND={n + 1}\ntitle={n}\n" for n in range(count)
    )
    path = laid_down(".txt", lines.encode())
    film = kept(".mp4", *picture(), "-t", "0.6", *H264)
    return encoded(".mp4", "-i", str(film), "-i", str(path), "-map", "0", "-map_chapters", "1", "-c", "copy")


def _attached(count: int, size: int) -> bytes:
    files = [
        element("61A7", text("466E", f"{n}.bin"), text("4660", "font/ttf"), uint("46AE", n + 1),
                element("465C", noise(str(n), size)))
        for n in range(count)
    ]  # fmt: skip
    return elements.film(before=[element(ATTACHMENTS, *files)])


def _tags(count: int) -> bytes:
    tag = element("67C8", text("45A3", "A"), text("4487", CANARY))
    return elements.film(before=[element(TAGS, element("7373", tag * count))])


def _atoms(count: int) -> bytes:
    atom = element("B6", uint("73C4", 1), uint("91", 0), element("80", text("85", "a"), text("437C", "eng")))
    return elements.film(before=[element(CHAPTERS, element("45B9", atom * count))])


def _subtitles(count: int) -> bytes:
    path = laid_down(".srt", b"1\n00:00:00,000 --> 00:00:00,300\nHello\n")
    film = kept(".mp4", *picture(), *voice(), "-t", "0.6", *H264, *AAC)
    maps = [part for _ in range(count) for part in ("-map", "1:s")]
    return encoded(
        ".mkv", "-i", str(film), "-i", str(path), "-map", "0:v", "-map", "0:a", *maps,
        "-c:v", "copy", "-c:a", "copy", "-c:s", "srt",
    )  # fmt: skip


def _flood(kind: bytes, count: int, content: bytes = b"") -> bytes:
    """Very many small boxes between the type and the film."""
    film = making.early()
    size = int.from_bytes(film[:4])
    return film[:size] + box(kind, content) * count + film[size:]


def _fragments(count: int) -> bytes:
    """Very many fragments with nothing in them."""
    head = box(b"moof", full(b"mfhd", u32(1)))
    return making.fragmented() + head * count


def _clusters(count: int) -> bytes:
    return elements.film(clusters=[elements.usual_cluster(), elements.cluster(600) * count])


def _only(*how: str, suffix: str = ".mp4") -> bytes:
    return encoded(suffix, *how)


for _count in (20, 64, 300, 3000):
    family.add_bytes(f"tracks-{_count}.mp4", partial(_tracks, _count), end="refused")
    family.add_bytes(f"entries-{_count}.webm", partial(_entries, _count), end="refused")
family.add_bytes("tracks-same-number.mp4", _same_number)
family.add_bytes("tracks-18.mkv", lambda: _mapped(".mkv", 9, "0:v", "1:a"), end="refused")
family.add_bytes("tracks-17-of-sound.mp4", lambda: _mapped(".mp4", 17, "1:a"), end="refused")
family.add_bytes("tracks-8.mp4", lambda: _mapped(".mp4", 4, "0:v", "1:a"))
family.add_bytes("subtitles-14.mkv", lambda: _subtitles(14))
family.add_bytes("subtitles-40.mkv", lambda: _subtitles(40), end="refused")
family.add_bytes("chapters-5000.mp4", lambda: _chapters(5000))
family.add_bytes("chapters-50000.webm", lambda: _atoms(50_000))
family.add_bytes("attachments-12.webm", lambda: _attached(12, 1000))
family.add_bytes("attachments-900.webm", lambda: _attached(900, 10), end="refused")
family.add_bytes("attachment-of-8-megabytes.webm", lambda: _attached(1, 8_000_000))
family.add_bytes("tags-100000.webm", lambda: _tags(100_000))
family.add_bytes("boxes-30000.mp4", lambda: _flood(b"free", 30_000))
family.add_bytes("boxes-200000.mp4", lambda: _flood(b"free", 200_000), end="refused")
family.add_bytes("boxes-uuid-30000.mp4", lambda: _flood(b"uuid", 30_000, bytes(24)))
family.add_bytes("fragments-40000.mp4", lambda: _fragments(40_000))
family.add_bytes("clusters-100000.webm", lambda: _clusters(100_000))
family.add_bytes("entries-none.webm", lambda: elements.film(tracks=[]), end="refused")
