"""Lists of other files, named like a video: what a demuxer that looks at content would follow."""

from __future__ import annotations

import struct
from collections.abc import Callable

from tests.hostile import boxes, elements
from tests.hostile.specimens import Family, Ground

family = Family("playlists", end="refused", is_early=True)

Aim = Callable[[Ground], str]
Form = Callable[[str], bytes]

AIMS: dict[str, Aim] = {
    "path": lambda ground: str(ground.neighbour),
    "http": lambda ground: ground.http,
    "stored": lambda ground: str(ground.stored),
    "file": lambda ground: f"file:{ground.neighbour}",
    "file-url": lambda ground: f"file://{ground.neighbour}",
    "relative": lambda ground: f"../../{ground.neighbour.name}",
    "concat": lambda ground: f"concat:{ground.neighbour}|{ground.stored}",
    "concatf": lambda ground: f"concatf:{ground.neighbour}",
    "subfile": lambda ground: f"subfile,,start,0,end,0,,:{ground.neighbour}",
    "cache": lambda ground: f"cache:{ground.neighbour}",
    "async": lambda ground: f"async:file:{ground.neighbour}",
    "crypto": lambda ground: f"crypto:{ground.neighbour}",
    "other-loopback": lambda ground: f"http://127.0.0.2:{ground.port}/take.ts",
    "localhost": lambda ground: f"http://localhost:{ground.port}/take.ts",
    "https": lambda ground: f"https://127.0.0.1:{ground.port}/take.ts",
    "tcp": lambda ground: f"tcp://127.0.0.1:{ground.port}",
    "udp": lambda ground: f"udp://127.0.0.1:{ground.port}",
    "rtmp": lambda ground: f"rtmp://127.0.0.1:{ground.port}/live",
    "rtsp": lambda ground: f"rtsp://127.0.0.1:{ground.port}/take",
    "ftp": lambda ground: f"ftp://127.0.0.1:{ground.port}/take.ts",
    "data": lambda ground: f"data:text/plain,%23EXTM3U%0A%23EXTINF:1,%0A{ground.neighbour}",
    "device": lambda _ground: "/dev/zero",
    "pipe": lambda _ground: "pipe:0",
}
HEAD = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:1\n"
END = "#EXT-X-ENDLIST\n"

FORMS: dict[str, Form] = {
    "hls": lambda url: f"{HEAD}#EXTINF:1.0,\n{url}\n{END}".encode(),
    "hls-master": lambda url: f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{url}\n".encode(),
    "hls-media": lambda url: (
        f'#EXTM3U\n#EXT-X-MEDIA:TYPE=VIDEO,GROUP-ID="a",NAME="a",URI="{url}"\n'
        f'#EXT-X-STREAM-INF:BANDWIDTH=1,VIDEO="a"\n{url}\n'
    ).encode(),
    "hls-key": lambda url: f'{HEAD}#EXT-X-KEY:METHOD=AES-128,URI="{url}"\n#EXTINF:1,\n{url}\n{END}'.encode(),
    "hls-map": lambda url: f'{HEAD}#EXT-X-MAP:URI="{url}"\n#EXTINF:1,\n{url}\n{END}'.encode(),
    "hls-utf16": lambda url: f"{HEAD}#EXTINF:1.0,\n{url}\n{END}".encode("utf-16"),
    "hls-bom": lambda url: f"\ufeff{HEAD}#EXTINF:1.0,\n{url}\n{END}".encode(),
    "ffconcat": lambda url: f"ffconcat version 1.0\nfile '{url}'\nduration 1\n".encode(),
    "ffconcat-options": lambda url: (
        f"ffconcat version 1.0\nfile '{url}'\noption protocol_whitelist file,http,tcp,subfile\n"
    ).encode(),
    "dash": lambda url: (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
        'mediaPresentationDuration="PT1S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period>'
        '<AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1" codecs="avc1.42c00a">'
        f"<BaseURL>{url}</BaseURL></Representation></AdaptationSet></Period></MPD>"
    ).encode(),
    "smooth": lambda url: f'<SmoothStreamingMedia MajorVersion="2"><a u="{url}"/></SmoothStreamingMedia>'.encode(),
    "smil": lambda url: f'<smil><body><video src="{url}"/></body></smil>'.encode(),
    "asx": lambda url: f'<asx version="3.0"><entry><ref href="{url}"/></entry></asx>'.encode(),
    "xspf": lambda url: f"<playlist><trackList><track><location>{url}</location></track></trackList></playlist>".encode(),
    "pls": lambda url: f"[playlist]\nFile1={url}\nNumberOfEntries=1\nVersion=2\n".encode(),
    "rtsptext": lambda url: f"RTSPtext\r\n{url}\r\n".encode(),
    "sdp": lambda url: (
        "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=a\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        f"m=video {url.rsplit(':', 1)[-1].partition('/')[0] or 0} RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
    ).encode(),
    "avisynth": lambda url: f'DirectShowSource("{url}")\n'.encode(),
    "lavfi": lambda url: f"movie={url}\n".encode(),
}  # fmt: skip


def _after_ftyp(url: str) -> bytes:
    return boxes.FTYP + FORMS["hls"](url)


def _in_free(url: str) -> bytes:
    return boxes.FTYP + boxes.box(b"free", FORMS["hls"](url)) + FORMS["ffconcat"](url)


def _after_ebml(url: str) -> bytes:
    return elements.header() + FORMS["hls"](url)


def _in_segment(url: str) -> bytes:
    return elements.header() + elements.element(elements.SEGMENT, FORMS["ffconcat"](url))


def _size_that_reads_as_text(url: str) -> bytes:
    """A first box of type `free` whose content is the list: four bytes of size and all."""
    return boxes.box(b"free", b"\n", FORMS["hls"](url))


def _gab2(url: str) -> bytes:
    """An AVI whose subtitle stream is a playlist, as in the attack of 2017."""
    listed = FORMS["hls"](url)
    gab2 = (
        b"GAB2\0\x02\0"
        + struct.pack("<I", 10)
        + "hls\0".encode("utf-16-le")
        + struct.pack("<HI", 4, len(listed))
    )
    stream = b"txts" + bytes(44)
    header = (
        b"LIST" + struct.pack("<I", 12 + len(stream)) + b"strlstrh" + struct.pack("<I", len(stream)) + stream
    )
    main = b"avih" + struct.pack("<I", 56) + bytes(56)
    chunk = b"00tx" + struct.pack("<I", len(gab2) + len(listed)) + gab2 + listed
    hdrl = b"LIST" + struct.pack("<I", 4 + len(main) + len(header)) + b"hdrl" + main + header
    movi = b"LIST" + struct.pack("<I", 4 + len(chunk)) + b"movi" + chunk
    return b"RIFF" + struct.pack("<I", 4 + len(hdrl) + len(movi)) + b"AVI " + hdrl + movi


DISGUISED: dict[str, Form] = {
    "hls-after-ftyp": _after_ftyp,
    "hls-in-free": _in_free,
    "hls-after-ebml": _after_ebml,
    "ffconcat-in-segment": _in_segment,
    "hls-in-first-box": _size_that_reads_as_text,
    "gab2": _gab2,
}


def _add(name: str, form: Form, aim: str) -> None:
    family.add(f"{name}-{aim}.mp4", lambda ground: form(AIMS[aim](ground)))


for _name, _form in {**FORMS, **DISGUISED}.items():
    _add(_name, _form, "path")
    _add(_name, _form, "http")
for _aim in list(AIMS)[2:]:
    _add("hls", FORMS["hls"], _aim)
for _aim in ("relative", "file", "subfile", "concat", "other-loopback"):
    _add("ffconcat", FORMS["ffconcat"], _aim)
