"""Good films that carry where they were made and by whom, in every place that can hold a sentence.

Each may be rendered; the sentence may not be in anything that comes out.
"""

from __future__ import annotations

import io
import struct

from PIL import Image

from tests.hostile import boxes, elements, making
from tests.hostile.boxes import box, full, u32
from tests.hostile.elements import ATTACHMENTS, CHAPTERS, TAGS, element, text, uint
from tests.hostile.making import AAC, H264, encoded, kept, laid_down, picture, voice
from tests.hostile.specimens import CANARY, PLACE, Family

family = Family("carriers")

BOTH = f"{CANARY} {PLACE}"

XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


def _tagged(suffix: str, *pairs: str, more: tuple[str, ...] = ()) -> bytes:
    """A film with ffmpeg's own metadata: "title=…" for the file, or ["s:v:0", …] for a track."""
    options = [part for pair in pairs for part in ("-metadata", pair)]
    return encoded(suffix, *picture(), *voice(), "-t", "0.6", *H264, *AAC, *options, *more)


def _in_moov(more: bytes) -> bytes:
    return boxes.grown(making.late(), "moov", more)


def _quicktime(kind: bytes, words: str) -> bytes:
    """A user data entry as QuickTime writes it."""
    return box(b"udta", box(kind, struct.pack(">HH", len(words), 0x15C7), words.encode()))


def _loci() -> bytes:
    place = (
        BOTH.encode() + b"\0" + b"\0" + struct.pack(">iii", int(12.3456 * 65_536), int(98.7654 * 65_536), 0)
    )
    return box(b"udta", full(b"loci", struct.pack(">H", 0x15C7), place, b"earth\0\0"))


def _keys() -> bytes:
    """Where an iPhone puts the place."""
    name = b"com.apple.quicktime.location.ISO6709"
    handler = full(b"hdlr", bytes(4), b"mdta", bytes(13))
    keys = full(b"keys", u32(1), box(b"mdta", name))
    value = box(b"data", u32(1, 0), BOTH.encode())
    return box(b"meta", handler, keys, box(b"ilst", box(b"\0\0\0\1", value)))


def _freeform() -> bytes:
    """An iTunes tag of one's own making."""
    mean, name = full(b"mean", b"com.example"), full(b"name", b"place")
    entry = box(b"----", mean, name, box(b"data", u32(1, 0), BOTH.encode()))
    handler = full(b"hdlr", bytes(4), b"mdir", b"appl", bytes(9))
    return box(b"udta", full(b"meta", handler, box(b"ilst", entry)))


def _id3() -> bytes:
    frame = b"TIT2" + struct.pack(">IH", len(BOTH) + 1, 0) + b"\3" + BOTH.encode()
    size = bytes([len(frame) >> 21 & 127, len(frame) >> 14 & 127, len(frame) >> 7 & 127, len(frame) & 127])
    return full(b"ID32", struct.pack(">H", 0x15C7), b"ID3\4\0\0", size, frame)


def _xmp() -> bytes:
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>{BOTH}</exif:GPSLatitude></x:xmpmeta>'.encode()


def _after_type(more: bytes) -> bytes:
    film = making.early()
    # Behind the index, so that no offset in it moves.
    return film + more


def _cover() -> bytes:
    """A film with a cover picture that knows where it was taken."""
    image, exif = Image.new("RGB", (64, 48), (10, 120, 200)), Image.Exif()
    exif[0x010E] = BOTH
    data = io.BytesIO()
    image.save(data, "JPEG", exif=exif, comment=BOTH.encode())
    path = laid_down(".jpg", data.getvalue())
    film = kept(".mp4", *picture(), *voice(), "-t", "0.6", *H264, *AAC)
    maps = ["-map", "0", "-map", "1", "-c", "copy", "-disposition:v:1", "attached_pic"]
    return encoded(".mp4", "-i", str(film), "-i", str(path), *maps)


def _subtitles(suffix: str, codec: str) -> bytes:
    words = laid_down(".srt", f"1\n00:00:00,000 --> 00:00:00,500\n{BOTH}\n".encode())
    film = kept(".mp4", *picture(), *voice(), "-t", "0.6", *H264, *AAC)
    return encoded(
        suffix, "-i", str(film), "-i", str(words), "-map", "0", "-map", "1", "-c", "copy", "-c:s", codec
    )


def _timed() -> bytes:
    """A track of timed metadata, as cameras that know the place write it."""
    film = _subtitles(".mp4", "mov_text")
    return film.replace(b"tx3g", b"mebx").replace(b"sbtl", b"meta").replace(b"text", b"meta")


def _chapters(suffix: str) -> bytes:
    lines = f";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=300\ntitle={BOTH}\n"
    path = laid_down(".txt", lines.encode())
    film = kept(".mp4", *picture(), *voice(), "-t", "0.6", *H264, *AAC)
    return encoded(suffix, "-i", str(film), "-i", str(path), "-map", "0", "-map_chapters", "1", "-c", "copy")


def _compressor() -> bytes:
    """The name of the compressor, in the sample entry itself."""
    name = CANARY.encode()[:31]
    field = bytes([len(name)]) + name.ljust(31, b"\0")
    path = "moov/trak/mdia/minf/stbl/stsd"
    return boxes.changed(making.mute(), path, lambda stsd: boxes.patched(stsd, 8 + 50, field))


def _slack() -> bytes:
    """Bytes in the media that no sample covers."""
    return boxes.grown(making.late(), "mdat", BOTH.encode() * 20)


def _attached() -> bytes:
    file = element(
        "61A7", text("466E", f"{CANARY}.txt"), text("467E", BOTH), text("4660", "text/plain"), uint("46AE", 1),
        text("465C", BOTH),
    )  # fmt: skip
    return elements.film(before=[element(ATTACHMENTS, file)])


def _matroska_tags() -> bytes:
    simple = element("67C8", text("45A3", "LOCATION"), text("4487", BOTH)) + element(
        "67C8", text("45A3", "GPS"), element("4485", BOTH.encode())
    )
    return elements.film(before=[element(TAGS, element("7373", element("63C0"), simple))])


def _matroska_names() -> bytes:
    """Title, muxer, writer, track and codec name, file names of the series."""
    about = [
        text("7BA9", BOTH),
        text("7384", BOTH),
        text("3E83AB", BOTH),
        text("4D80", BOTH),
        text("5741", BOTH),
    ]
    track = elements.video_entry(text("536E", BOTH), text("258688", BOTH), text("22B59D", "en-GB"))
    return elements.film(about=elements.info(*about), tracks=[track])


def _matroska_chapters() -> bytes:
    atom = element("B6", uint("73C4", 1), uint("91", 0), element("80", text("85", BOTH), text("437C", "eng")))
    return elements.film(before=[element(CHAPTERS, element("45B9", atom))])


def _void() -> bytes:
    return elements.film(
        before=[element(elements.VOID, BOTH.encode())], after=[element(elements.VOID, BOTH.encode())]
    )


TRACK_NAMES = ("-metadata:s:v", f"handler_name={BOTH}", "-metadata:s:a", f"handler_name={BOTH}",
               "-metadata:s:v", f"title={BOTH}", "-metadata:s:a", f"title={BOTH}")  # fmt: skip

family.add_bytes("xyz.mov", lambda: _in_moov(_quicktime(b"\xa9xyz", BOTH)))

family.add_bytes("location.mov", lambda: _tagged(".mov", f"location={PLACE}", f"comment={CANARY}"))

family.add_bytes(
    "mdta-tags.mov",
    lambda: _tagged(".mov", f"location={BOTH}", f"make={CANARY}", more=("-movflags", "use_metadata_tags")),
)

family.add_bytes(
    "itunes-tags.mp4",
    lambda: _tagged(
        ".mp4",
        *(
            f"{name}={BOTH}"
            for name in ("title", "artist", "comment", "description", "synopsis", "copyright")
        ),
    ),
)

family.add_bytes("loci.mp4", lambda: _in_moov(_loci()))

family.add_bytes("iphone-keys.mov", lambda: _in_moov(_keys()))

family.add_bytes("freeform.mp4", lambda: _in_moov(_freeform()))

family.add_bytes(
    "track-user-data.mov", lambda: boxes.grown(making.late(), "moov/trak", _quicktime(b"\xa9nam", BOTH))
)

family.add_bytes(
    "id3.mp4", lambda: _in_moov(full(b"meta", full(b"hdlr", bytes(4), b"ID32", bytes(13)), _id3()))
)

family.add_bytes("xmp-uuid.mp4", lambda: _after_type(box(b"uuid", XMP, _xmp())))

family.add_bytes("xmp-user-data.mov", lambda: _in_moov(box(b"udta", box(b"XMP_", _xmp()))))

family.add_bytes(
    "dashcam.mp4",
    lambda: _in_moov(box(b"gps ", u32(0x0101, 1, 8, 64))) + box(b"free", b"GPS " + BOTH.encode()),
)

family.add_bytes("cover.mp4", _cover)

family.add_bytes("track-names.mp4", lambda: _tagged(".mp4", more=TRACK_NAMES))

family.add_bytes("track-names.mkv", lambda: _tagged(".mkv", f"title={BOTH}", more=TRACK_NAMES))

family.add_bytes("subtitles.mp4", lambda: _subtitles(".mp4", "mov_text"))

family.add_bytes("subtitles.mkv", lambda: _subtitles(".mkv", "ass"))

family.add_bytes("timed-metadata.mov", _timed)

family.add_bytes("chapters.mp4", lambda: _chapters(".mp4"))

family.add_bytes("chapters.mkv", lambda: _chapters(".mkv"))

family.add_bytes(
    "timecode.mov",
    lambda: _tagged(".mov", more=("-timecode", "12:34:56:07", "-metadata:s:v:0", f"reel_name={BOTH}")),
)

family.add_bytes("compressor.mp4", _compressor)

family.add_bytes("slack.mp4", _slack)

family.add_bytes("behind-the-end.mp4", lambda: making.early() + BOTH.encode())

family.add_bytes("behind-the-end.webm", lambda: making.webm() + BOTH.encode())

family.add_bytes("free.mp4", lambda: _after_type(box(b"free", BOTH.encode())))

family.add_bytes("tags.webm", _matroska_tags)

family.add_bytes("names.webm", _matroska_names)

family.add_bytes("chapters.webm", _matroska_chapters)

family.add_bytes("attachment.webm", _attached)

family.add_bytes("void.webm", _void)
