"""Build the files a host page loads: the shell, one layout and the data, in one small script.

There is no Node and no bundler here. The modules in `static/embed/` are ordinary native ES
modules, and a build is a concatenation under five rules:

1. `import { … } from "./x.js";` on a line of its own goes away, and x.js is put in front, once.
2. `import sheet from "./x.css" with { type: "css" };` becomes a constructed style sheet with
   the minified text of x.css inside, and what it imports (`@import "./y.css";`) before that.
3. `export ` at the start of a line goes away.
4. `import("./player.js")` names the file that `player_file` returns, by its hash.
5. All modules of a build share one function scope, so they must not declare the same name
   twice; `BundleClash` says which they did.

Then tdewolff-minify makes it small. A new layout is a new module `<layout>.js` that exports
`mount(root, data, host)`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli

if TYPE_CHECKING:
    from embeds.contract import Item, Payload

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "static" / "embed"
TEMPLATES = ROOT / "templates" / "widgets"
FIRST_PAGE = 12  # stories inside the widget file; the others are fetched when asked for
HASH_CHARS = 16

# What a host page pays, in bytes of brotli at its best level; a test holds them.
BUDGETS = {
    "wall": 5_000, "grid": 5_000, "carousel": 5_200, "marquee": 5_200,
    "single": 2_250, "badge": 2_000, "bubble": 3_000,
}  # fmt: skip
PLAYER_BUDGET = 3_000
HOST_BUDGET = 1_000  # for pages that ask for methods

_SCRIPT_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
_STYLE_IMPORT = re.compile(r'^import (\w+) from "\./([\w-]+\.css)" with \{ type: "css" \};\n', re.MULTILINE)
_CSS_IMPORT = re.compile(r'^@import "\./([\w-]+\.css)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_DECLARATION = re.compile(r"^(?:const|let|function|class) (\w+)", re.MULTILINE)
_DATA = "SAYSO_DATA"  # stands for the data until a widget is written
_PLAYER_IMPORT = 'import("./player.js")'

# In JSON that stands inside a script: nothing that ends the script or, in old parsers, the line.
IN_SCRIPT = str.maketrans({"<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029"})

# What leads to the whole wall, also where nobody put a link into the element.
_LINKED = ("badge", "carousel")
# What a card needs of a story, of its film and of the words; the rest is asked for when somebody
# wants to see it. The order is the one that compresses best.
_CARD = ("id", "rating", "role", "quote", "dir", "reply", "notes", "name", "lang", "more", "face")
_STILL = ("color", "time", "width", "height")  # a photo has no time
_WORDS = {
    "wall": ("watch", "look", "read", "stars", "more", "whole", "digits"),
    "grid": ("watch", "look", "read", "stars", "more", "digits"),
    "carousel": ("watch", "look", "read", "stars", "previous", "next", "all", "place", "carousel", "digits"),
    "marquee": ("watch", "look", "read", "stars", "pause", "play"),
    "single": ("watch", "look", "read", "stars"),
    "badge": (),
    "bubble": ("watch", "hide"),
}
# Their cards cut words off after some lines, so what may be longer has to lead to the whole.
_CLAMPED = ("carousel", "marquee", "single")
# How broad a text surely is not cut off on a phone of 320 px, in Latin letters.
_QUOTE_FITS, _REPLY_FITS = 80, 60
# How many stories stand inside the file: what a layout can show before anybody asks for more.
_INSIDE = {"single": 1, "badge": 3, "bubble": 1}


class BundleClash(Exception):
    """Two modules of one build declare the same top-level name."""


def version() -> str:
    """Return what tells this runtime and its pages from those of other versions: a hash of their sources."""
    return _fingerprint()[:HASH_CHARS]


def widget_file(payload: Payload) -> bytes:
    """Return the script of one widget: shell, layout and its first page of stories."""
    before, after = _layout(payload["layout"], _fingerprint()).split(_DATA)
    data = json.dumps(first_page(payload), ensure_ascii=False, separators=(",", ":"))
    return (before + data.translate(IN_SCRIPT) + after).encode()


def player_file() -> tuple[str, bytes]:
    """Return the player's file name, which carries its hash, and its script."""
    body = _player(_fingerprint())
    return f"player.{sha256(body).hexdigest()[:HASH_CHARS]}.js", body


def script_file(name: str) -> bytes:
    """Return one of the scripts that stand by themselves.

    `embed.js` is for editors that keep nothing but one script tag, `host.js` for pages that talk to widgets.
    """
    return _minified_js((SOURCES / name).read_text(encoding="utf-8")).encode()


@lru_cache(maxsize=16)  # what is no widget's own is the same at every publication
def squeezed(body: bytes) -> bytes:
    """Return the smallest brotli of `body`: which mode that is differs from file to file."""
    modes = (brotli.MODE_GENERIC, brotli.MODE_TEXT, brotli.MODE_FONT)
    return bytes(min((brotli.compress(body, mode=mode, quality=11) for mode in modes), key=len))


def style_sheet(*names: str) -> str:
    """Return the minified style sheets of those names, one after the other."""
    return "".join(_minified_css(_whole_css(name)) for name in names)


def first_page(payload: Payload) -> dict[str, Any]:
    """Return the part of the payload that is drawn before anybody asks for more.

    The names of the pictures stand apart, because that compresses better; all of them are AVIF.
    """
    layout = payload["layout"]
    inside, words = _inside(payload), _words(payload)
    keys = ("wid", "lang", "dir", "title", "counts")
    return {
        **{key: payload[key] for key in keys},  # type: ignore[literal-required]
        "css": look(payload),
        "words": {key: text for key, text in payload["words"].items() if key in words},
        "items": [_card(item, layout) for item in inside],
        "stills": " ".join(item["still"]["file"].removesuffix(".avif") for item in inside if "still" in item),
        "rest": max(0, len(payload["items"]) - len(inside)),
        **({"rated": payload.get("rated", "")} if layout == "badge" else {}),
        **({"wall": payload["wall"]} if layout in _LINKED else {}),
    }


def _words(payload: Payload) -> set[str]:
    """What a layout says; about photos only where there is one."""
    has_photos = any("still" in item and "film" not in item for item in payload["items"])
    return set(_WORDS[payload["layout"]]) - (set() if has_photos else {"look"})


def _inside(payload: Payload) -> list[Item]:
    """The stories of the first page. A face is needed where there is room for nothing else."""
    items, layout = payload["items"], payload["layout"]
    if layout in {"badge", "bubble"}:
        items = [item for item in items if "film" in item]
    return items[: _INSIDE.get(layout, FIRST_PAGE)]


def look(payload: Payload) -> str:
    """Return the brand's look as one rule for the element: what a page sets on it itself comes first."""
    brand, tokens = payload["brand"], payload.get("tokens", {})
    said = {"--c": f"{brand['chroma']:g}", "--h": f"{brand['hue']:g}", **tokens}
    if payload["theme"]:
        said["color-scheme"] = payload["theme"]
    return f":host{{{';'.join(f'{name}:{value}' for name, value in said.items())}}}"


def _card(item: Item, layout: str) -> dict[str, Any]:
    whole: dict[str, Any] = {**item}
    if layout in _CLAMPED and "still" not in item:
        is_cut = _breadth(item["quote"]) > _QUOTE_FITS or _breadth(item.get("reply", "")) > _REPLY_FITS
        whole["more"] = item["more"] or is_cut
    card = {key: whole[key] for key in _CARD if whole.get(key)}
    if still := whole.get("still"):
        card["still"] = {key: still[key] for key in _STILL if key in still}
        card["still"]["color"] = _rough(still["color"])
    return card


def _breadth(text: str) -> int:
    """Count the letters of a text, and those twice that are as broad as they are high."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _rough(color: str) -> str:
    """Return `#rrggbb` as `#rgb`: near enough for what is seen for the blink before a picture."""
    return f"#{color[1]}{color[3]}{color[5]}" if len(color) == 7 else color


def _fingerprint() -> str:
    """Return a hash over all sources, so that a build is made once in a process, and again after a change."""
    files = (*sorted(SOURCES.glob("*.*s")), *sorted(TEMPLATES.iterdir()))
    parts = [path.name.encode() + path.read_bytes() for path in files]
    return sha256(b"\0".join(parts)).hexdigest()


@lru_cache(maxsize=16)
def _layout(layout: str, version: str) -> str:
    modules = _bundle("shell.js", f"{layout}.js")
    script = f"(()=>{{{modules}\nconst page={_DATA};register(page.wid,mount,page)}})()"
    return _minified_js(script).replace(_PLAYER_IMPORT, f'import("./{player_file()[0]}")')


@lru_cache(maxsize=2)
def _player(version: str) -> bytes:
    modules, given = _bundle("player.js"), "{open,mend}"
    return _minified_js(f"export const {given}=(()=>{{{modules}\nreturn{given}}})()").encode()


def _bundle(*entries: str) -> str:
    """Return the text of the modules and of all they import, each once, what is needed first."""
    texts: dict[str, str] = {}
    for entry in entries:
        _collect(entry, texts)
    bundled = "\n".join(texts.values())
    twice = [name for name, times in Counter(_DECLARATION.findall(bundled)).items() if times > 1]
    if twice:
        raise BundleClash(f"{', '.join(twice)} in {', '.join(texts)}")
    return bundled


def _collect(name: str, texts: dict[str, str]) -> None:
    source = (SOURCES / name).read_text(encoding="utf-8")
    for needed in _SCRIPT_IMPORT.findall(source):
        if needed not in texts:
            _collect(needed, texts)
    source = _SCRIPT_IMPORT.sub("", source)
    texts[name] = _EXPORT.sub("", _STYLE_IMPORT.sub(_constructed, source))


def _constructed(found: re.Match[str]) -> str:
    name, file = found.groups()
    return f"const {name} = new CSSStyleSheet();\n{name}.replaceSync({json.dumps(style_sheet(file))});\n"


def _whole_css(name: str) -> str:
    text = (SOURCES / name).read_text(encoding="utf-8")
    return _CSS_IMPORT.sub(lambda found: _whole_css(found[1]), text)


@lru_cache(maxsize=16)
def _minified_js(source: str) -> str:
    return _minified("application/javascript", source)


@lru_cache(maxsize=16)
def _minified_css(source: str) -> str:
    """Minify, custom properties and container blocks included, which the minifier leaves alone."""
    return re.sub(r"\s*([,;{}])\s*|(:) +", r"\1\2", _minified("text/css", source))


def _minified(media_type: str, source: str) -> str:
    # Imported here, for it brings the runtime of Go along: in the child of a process that has it, the first
    # collection of garbage waits forever. A worker's parent imports everything, and never comes here.
    import minify

    return str(minify.string(media_type, source))
