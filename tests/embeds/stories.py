"""Twelve stories as a real wall has them, with real pictures and real films of two seconds."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, cast

import imageio_ffmpeg
from PIL import Image

from embeds import wording
from embeds.contract import Film, Item, Payload, Picture, Source, Still

SPEAKERS = Path(__file__).resolve().parents[2] / "demo" / "speakers"
CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
FORMATS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
OTHERS = [
    ("Ingrid Aasen", "Cargo bike, two dogs", "mina.webm", "The dogs were sceptical for a week. Now they jump in before I have found the key.", 5, ""),
    ("Tomasz Wrona", "Courier", "abebe.mp4", "Forty stops a day, and the chain still looks new. I would like a louder bell.", 4, ""),
    ("Hélène Marchand", "Bookseller, Lyon", "priya-2.webm", "I deliver novels by bike. Customers order one more just to see it arrive.", 5, "€10 voucher"),
    ("Jonas Lindqvist", "Teacher", "", "It is heavy on the stairs, and I have three floors. On the road I forget it.", 2, ""),
    ("Aiko Tanabe", "Ceramicist", "", "Nothing has broken yet. Not the bike, not the bowls.", 5, ""),
]  # fmt: skip


def wall(
    count: int = 12, *, lang: str = "en", theme: str = "", title: str = "People who ride a Halden"
) -> Payload:
    """A wall of the first `count` stories."""
    items = [_item(number, person, lang) for number, person in enumerate(people()[:count])]
    return Payload(
        v=2,
        wid=token("wall"),
        layout="wall",
        lang=lang,
        dir=wording.direction(lang),
        theme=theme,
        title=title,
        brand={"name": "Halden", "lightness": 0.47, "chroma": 0.09, "hue": 163},
        received=len(items) + 2,
        shown=len(items),
        counts=wording.counts(len(items) + 2, len(items), lang),
        media="https://sayso.example/m/",
        wall="https://sayso.example/wall/halden",
        words=wording.words(lang, has_films=True),
        items=items,
    )


def widget(layout: str, count: int = 12, **options: str) -> Payload:
    """The first `count` stories in this layout; a single one where it shows no more."""
    made = wall(1 if layout == "single" else count, **options)
    made["layout"], made["rated"] = layout, "4.6 of 5, all 14 ratings counted"
    return made


def media_files(payload: Payload) -> dict[str, bytes]:
    """The public media of the payload: `<cut>/<file>` to bytes."""
    numbers = {token(f"cut {number}"): number for number in range(len(people()))}
    return {
        f"{item['id']}/{name}": body
        for item in payload["items"]
        if "still" in item
        for name, body in media(people()[numbers[item["id"]]]["file"], numbers[item["id"]]).items()
    }


@cache
def people() -> list[dict[str, Any]]:
    told = json.loads((SPEAKERS / "speakers.json").read_text(encoding="utf-8"))
    found = [_person(clip, clip["answers"][0]["file"], clip["answers"]) for clip in told["clips"]]
    found += [_person(text, "", [text]) for text in told["texts"]]
    for name, role, file, words, rating, incentive in OTHERS:
        other = {"name": name, "role": role, "lang": "en", "rating": rating, "incentive": incentive}
        found.append(_person(other, file, [{"question": "How is it?", "words": words}]))
    # Films and words in turns, as a brand would arrange them.
    order = [0, 5, 2, 1, 6, 4, 3, 10, 8, 11, 9, 7]
    return [found[number] for number in order]


def token(seed: str) -> str:
    """A token as the models make them, the same for the same seed."""
    return "".join(Random(seed).choices(CHARACTERS, k=22))


def media(clip: str, number: int) -> dict[str, bytes]:
    """Posters in three formats and films in two sizes.

    Two stories never share a byte of public media, nor a name: here the number makes the difference.
    """
    endings = ["mp4", "mp4", *FORMATS]
    return {
        f"{sha256(body + bytes([number])).hexdigest()}.{ending}": body
        for body, ending in zip(_made(clip), endings, strict=True)
    }


@cache
def _made(clip: str) -> list[bytes]:
    with TemporaryDirectory() as folder:
        large, small, frame = (Path(folder) / name for name in ("720.mp4", "360.mp4", "frame.png"))
        source = ["-ss", "1", "-t", "2", "-i", str(SPEAKERS / clip)]
        film = [
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-pix_fmt",
            "yuv420p",
            "-c:a",
            "aac",
            "-movflags",
            "+faststart",
        ]
        scale = "scale='if(gt(iw,ih),-2,360)':'if(gt(iw,ih),360,-2)'"
        _ffmpeg(*source, *film, str(large), "-vf", scale, *film, str(small))
        _ffmpeg(*source, "-frames:v", "1", str(frame))
        return [large.read_bytes(), small.read_bytes(), *_stills(frame)]


def _item(number: int, person: dict[str, Any], lang: str) -> Item:
    words = person["told"][0]["text"]
    item: dict[str, Any] = {
        "id": token(f"cut {number}") if person["file"] else token(f"cut {number}")[:8],
        "date": "2026-03-14",
        "when": "March 2026",
        "name": person["name"],
        "role": person["role"],
        "quote": wording.shortened(words, 200),
        "more": False,
        "rating": person["rating"],
        "notes": wording.notes("customer", person["incentive"] or "", "Halden"),
        "told": [{**answer} for answer in person["told"]],
    }
    if person["lang"] != lang:
        item |= {"lang": person["lang"], "dir": wording.direction(person["lang"])}
    if person["file"]:
        item["still"], item["film"] = _film(person["file"], number, lang)
    return cast("Item", item)


def _film(clip: str, number: int, lang: str) -> tuple[Still, Film]:
    files = media(clip, number)
    names = list(files)
    wide, high = (1280, 720) if clip != "walt.mp4" else (720, 1280)
    stills = {kind: name for name in names for kind in FORMATS if name.endswith(kind)}
    still = Still(
        time=wording.clock(38_000 + 17_000 * number, lang),
        color=f"#{Random(number).randrange(0x333333, 0xDDDDDD):06x}",
        width=wide // 2,
        height=high // 2,
        file=stills["avif"],
        older=stills["jpg"],
        pictures=[Picture(file=stills[kind], type=FORMATS[kind], width=wide // 2) for kind in FORMATS],
    )
    film = Film(
        duration_ms=2_000,
        sources=[
            Source(
                file=name,
                type="video/mp4",
                width=wide // part,
                height=high // part,
                bytes=len(files[name]),
            )
            for name, part in zip(names[:2], (1, 2), strict=True)
        ],
    )
    return still, film


def _person(known: dict[str, Any], file: str, answers: list[dict[str, Any]]) -> dict[str, Any]:
    told = [{"question": answer["question"], "text": answer["words"]} for answer in answers]
    lang = {"zh": "zh-hans"}.get(known["lang"], known["lang"])
    return {**known, "lang": lang, "file": file, "told": told}


def _stills(frame: Path) -> list[bytes]:
    picture = Image.open(frame).convert("RGB")
    picture.thumbnail((picture.width // 2, picture.height // 2))
    bodies = []
    for name in ("AVIF", "WEBP", "JPEG"):
        buffer = BytesIO()
        picture.save(buffer, name, quality=60)
        bodies.append(buffer.getvalue())
    return bodies


def _ffmpeg(*arguments: str) -> None:
    subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *arguments],
        check=True,
        stdin=subprocess.DEVNULL,
    )
