"""Turn a payload into the public files of one widget.

Promises: the same payload makes the same bytes; every file comes with its compressed
variants, so that no server compresses anything while a page waits. Nothing is written here:
`publishing` puts the files into the public store.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import brotli
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from embeds import runtime
from embeds.contract import Item, Payload

# No stale-while-revalidate: Chromium showed a withdrawn story with it.
FRESH = "public, max-age=60, stale-if-error=86400"
# Only where no personal data is inside.
FOREVER = "public, max-age=31536000, immutable"

SHORT_QUOTE = 90  # characters; as in static/embed/card.js


@dataclass(frozen=True)
class PublicFile:
    """Bytes to be served under a name, exactly with these headers."""

    body: bytes
    media_type: str
    cache_control: str


def files(payload: Payload) -> dict[str, PublicFile]:
    """Return the widget's public files by name, and each once more under `.br` and `.gz`."""
    wid = payload["wid"]
    player, script = runtime.player_file()
    plain = {
        player: PublicFile(script, "text/javascript", FOREVER),
        "embed.js": PublicFile(runtime.script_file("embed.js"), "text/javascript", FRESH),
        "host.js": PublicFile(runtime.script_file("host.js"), "text/javascript", FRESH),
        f"{wid}.css": PublicFile(_style(payload).encode(), "text/css", FRESH),
        f"{wid}.html": PublicFile(_fragment(payload).encode(), "text/html; charset=utf-8", FRESH),
        f"{wid}.json": PublicFile(_json(payload).encode(), "application/json", FRESH),
        f"{wid}.js": PublicFile(runtime.widget_file(payload), "text/javascript", FRESH),
    }
    return {name: file for stem, whole in plain.items() for name, file in _variants(stem, whole)}


def names(wid: str) -> list[str]:
    """Return the name of every file of a widget that holds anything of anybody's."""
    return [
        f"{wid}.{kind}{packed}" for kind in ("css", "html", "json", "js") for packed in ("", ".br", ".gz")
    ]


def served_names(names: Iterable[str]) -> list[str]:
    """Return the names that files are asked for by: a compressed variant is served under its plain one."""
    return list(dict.fromkeys(name.removesuffix(".br").removesuffix(".gz") for name in names))


def _variants(name: str, file: PublicFile) -> list[tuple[str, PublicFile]]:
    # A page pays for scripts before it shows anything; for the others, two tries more would be half a second
    # of every publication for ten bytes.
    squeeze = runtime.squeezed if file.media_type == "text/javascript" else brotli.compress
    return [
        (f"{name}.br", replace(file, body=squeeze(file.body))),
        (f"{name}.gz", replace(file, body=gzip.compress(file.body, mtime=0))),
        (name, file),
    ]


def _json(payload: Payload) -> str:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


def _fragment(payload: Payload) -> str:
    """Return the widget as HTML with a declarative shadow root: readable without any script.

    It is a list of the stories, whatever the layout: the script puts its layout in place of it.
    """
    context = {
        "widget": payload,
        "stories": [named(item, payload["words"]) for item in payload["items"]],
        "site": payload["media"].removesuffix("/m/"),
        "structured": structured(payload),
    }
    return render_to_string("widgets/wall.html", context)


def named(item: Item, words: dict[str, str]) -> dict[str, Any]:
    """Return the item with the sentences that name it, as templates need it."""
    rating = item["rating"] or 0
    return {
        **item,
        "has_answers": item["more"] or any("photo" in answer for answer in item["told"]),
        "is_short": "still" not in item and len(item["quote"]) <= SHORT_QUOTE,
        "watch": words["watch" if "film" in item else "look"].replace("{}", item["name"]),
        "stars": words["stars"].replace("{}", str(rating)),
        "unlit": range(5 - rating),
        "plain": plain_file(item),
    }


def plain_file(item: Item) -> str:
    """Return the file that every browser plays, for whoever cannot be asked; "" without a film."""
    sources = item["film"]["sources"] if "film" in item else []
    return next((source["file"] for source in sources if "codecs" not in source["type"]), "")


def structured(payload: Payload) -> SafeString:
    """Return JSON-LD for search engines: one `VideoObject` a film, and no ratings.

    Google shows no stars for what an organisation says about itself, so none are claimed.
    """
    media, brand = payload["media"], payload["brand"]["name"]
    films = [video_object(item, media=media, brand=brand) for item in payload["items"]]
    return json_ld(*films)


def json_ld(*things: dict[str, Any]) -> SafeString:
    """Return the things that are not empty as the text of a JSON-LD script; "" for none."""
    graph = [thing for thing in things if thing]
    if not graph:
        return SafeString("")
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return SafeString(text.translate(runtime.IN_SCRIPT))


def video_object(item: Item, *, media: str, brand: str, page: str = "") -> dict[str, Any]:
    """Return a story's film as schema.org has it, with its own page where it has one; {} without a film."""
    if "film" not in item:
        return {}
    film, still = item["film"], item["still"]
    folder = f"{media}{item['id']}/"
    return {
        "@type": "VideoObject",
        "name": f"{item['name']}: {brand}",
        "description": item["quote"] or item["role"] or item["name"],
        "thumbnailUrl": folder + still["older"],
        "contentUrl": folder + plain_file(item),
        "uploadDate": item["date"],
        "duration": f"PT{round(film['duration_ms'] / 1000)}S",
        **({"url": page, "embedUrl": f"{page}/player"} if page else {}),
    }


def _style(payload: Payload) -> str:
    """Return the fragment's style sheet: everything a strict policy forbids to write inline."""
    rules = [runtime.look(payload)]
    rules += [
        f'[id="{item["id"]}"] .poster{{background:{item["still"]["color"]}}}'
        for item in payload["items"]
        if item.get("still", {}).get("color")
    ]
    return runtime.style_sheet("wall.css", "served.css") + "".join(rules)
