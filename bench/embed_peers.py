"""What others would put on the same page, from npm, each as its own documentation says.

Versions are pinned, with hashes, in `npm/package-lock.json`. Where a vendor documents several
ways, it has the one that is best for it: a reserved shape, a script at the end, a custom poster.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path

from bench.source import CACHE

PINNED = Path(__file__).parent / "npm"
INSTALL_SECONDS = 600


@dataclass(frozen=True)
class Story:
    """What a website knows of one story: words, and absolute addresses of a picture and a film."""

    name: str
    quote: str
    poster: str
    film: str


@dataclass(frozen=True)
class Markup:
    """What goes into the head of a page, where the stories are, and before the end of its body."""

    head: str
    body: str
    end: str = ""


@dataclass(frozen=True)
class Peer:
    """One product. `files` are of its package; `place` writes the markup for stories.

    `ready` and `clicks` are selectors: what is there when it has drawn itself, and its main controls,
    which are inside `frame` where there is one. `is_single` says that it shows one film, so that twelve
    stories are twelve of it; `plays`, that the last of its controls plays a film from our own server.
    """

    name: str
    files: tuple[str, ...]
    place: Callable[[str, Sequence[Story]], Markup]
    ready: str
    clicks: tuple[str, ...]
    is_single: bool = False
    plays: bool = False
    frame: str = ""


def script(address: str, how: str = "") -> str:
    """A script tag."""
    return f'<script{how} src="{address}"></script>'


def style(address: str) -> str:
    """A link to a style sheet."""
    return f'<link rel="stylesheet" href="{address}">'


def grid(inside: Sequence[str]) -> str:
    """Several of a kind in the page's own columns."""
    return f'<div class="columns">{"".join(f"<div>{one}</div>" for one in inside)}</div>'


def card(story: Story) -> str:
    """A story in plain HTML, for those who bring no cards of their own."""
    picture = (
        f'<img src="{story.poster}" alt="" width="640" height="360" loading="lazy">' if story.poster else ""
    )
    return f"{picture}<blockquote>{escape(story.quote)}</blockquote><b>{escape(story.name)}</b>"


def lite_youtube(npm: str, stories: Sequence[Story]) -> Markup:
    """Its documented custom poster: its own would come from YouTube."""
    players = [
        f"""<lite-youtube videoid="goiWrNiaT0I" playlabel="Play: {escape(story.name)}" style="background-image: url('{story.poster}');"></lite-youtube>"""
        for story in stories
    ]
    head = style(f"{npm}/lite-youtube-embed/src/lite-yt-embed.css")
    return Markup(head, grid(players), script(f"{npm}/lite-youtube-embed/src/lite-yt-embed.js"))


def mux_player(npm: str, stories: Sequence[Story]) -> Markup:
    """With `src`, for files that are not Mux's, and the shape that its guide asks for against shifts."""
    players = [
        f'<mux-player src="{story.film}" poster="{story.poster}" metadata-video-title="{escape(story.name)}" style="aspect-ratio: 16/9"></mux-player>'
        for story in stories
    ]
    return Markup(script(f"{npm}/@mux/mux-player/dist/mux-player.js", " defer"), grid(players))


def video_js(npm: str, stories: Sequence[Story]) -> Markup:
    """The README's tag, `preload` included, with the documented class that reserves its shape."""
    players = [
        f'<video class="video-js vjs-16-9" controls preload="auto" poster="{story.poster}" data-setup="{{}}">'
        f'<source src="{story.film}" type="video/mp4"></video>'
        for story in stories
    ]
    head = style(f"{npm}/video.js/dist/video-js.min.css")
    return Markup(head, grid(players), script(f"{npm}/video.js/dist/video.min.js"))


def plyr(npm: str, stories: Sequence[Story]) -> Markup:
    """Its icons from beside its script, which is an option; by default they come from cdn.plyr.io."""
    players = [
        f'<video class="player" playsinline controls data-poster="{story.poster}"><source src="{story.film}" type="video/mp4"></video>'
        for story in stories
    ]
    setup = f"<script>Plyr.setup('.player', {{ iconUrl: '{npm}/plyr/dist/plyr.svg' }})</script>"
    end = script(f"{npm}/plyr/dist/plyr.min.js") + setup
    return Markup(style(f"{npm}/plyr/dist/plyr.css"), grid(players), end)


def media_chrome(npm: str, stories: Sequence[Story]) -> Markup:
    """The README's controls; a poster and a shape besides."""
    controls = "".join(
        f"<media-{name}></media-{name}>"
        for name in (
            "play-button",
            "mute-button",
            "volume-range",
            "time-range",
            "pip-button",
            "fullscreen-button",
        )
    )
    players = [
        f'<media-controller style="aspect-ratio: 16/9; width: 100%"><video slot="media" src="{story.film}" poster="{story.poster}" crossorigin></video>'
        f"<media-control-bar>{controls}</media-control-bar></media-controller>"
        for story in stories
    ]
    return Markup(script(f"{npm}/media-chrome/dist/iife/index.js", " defer"), grid(players))


def swiper(npm: str, stories: Sequence[Story]) -> Markup:
    """The carousel of its first steps, three slides at a time; the slides are the page's own HTML."""
    slides = "".join(f'<div class="swiper-slide">{card(story)}</div>' for story in stories)
    around = '<div class="swiper-pagination"></div><div class="swiper-button-prev"></div><div class="swiper-button-next"></div>'
    options = "slidesPerView: 3, spaceBetween: 16, pagination: { el: '.swiper-pagination' }, navigation: { nextEl: '.swiper-button-next', prevEl: '.swiper-button-prev' }"
    return Markup(
        style(f"{npm}/swiper/swiper-bundle.min.css"),
        f'<div class="swiper"><div class="swiper-wrapper">{slides}</div>{around}</div>',
        script(f"{npm}/swiper/swiper-bundle.min.js")
        + f"<script>new Swiper('.swiper', {{ {options} }})</script>",
    )


def iframe_resizer(npm: str, stories: Sequence[Story]) -> Markup:
    """Its typical setup: a frame as tall as the window, which takes its content's height."""
    return Markup(
        "<style>#stories { width: 100%; height: 100vh; border: 0 }</style>",
        f'<iframe id="stories" title="Stories" src="{npm}/frame.html"></iframe>',
        script(f"{npm}/@iframe-resizer/parent/index.umd.js")
        + "<script>iframeResize({ license: 'GPLv3', waitForLoad: true }, '#stories')</script>",
    )


def framed(npm: str, stories: Sequence[Story]) -> str:
    """The page inside iframe-resizer's frame: cards, and a button that makes it taller."""
    more = """<button id="more" onclick="document.querySelector('blockquote').append(' '.repeat(9), document.body.innerText)">Read more</button>"""
    child = script(f"{npm}/@iframe-resizer/child/index.umd.js", " async")
    look = "<style>body{font:16px/1.5 sans-serif;margin:0}.columns{display:grid;grid-template-columns:repeat(3,1fr);gap:16px}img{width:100%;height:auto}blockquote{margin:0}</style>"
    cards = grid([card(story) for story in stories])
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Stories</title>{look}<body>{more}{cards}{child}</body></html>'


PEERS = (
    Peer("lite-youtube-embed", ("lite-youtube-embed/src/lite-yt-embed.css", "lite-youtube-embed/src/lite-yt-embed.js"), lite_youtube, ".lyt-playbtn", (".lyt-playbtn",), is_single=True),
    Peer("mux-player", ("@mux/mux-player/dist/mux-player.js",), mux_player, "media-play-button", ("media-play-button[part~=center]",), is_single=True, plays=True),
    Peer("video.js", ("video.js/dist/video-js.min.css", "video.js/dist/video.min.js"), video_js, ".vjs-big-play-button", (".vjs-big-play-button",), is_single=True, plays=True),
    Peer("plyr", ("plyr/dist/plyr.css", "plyr/dist/plyr.min.js", "plyr/dist/plyr.svg"), plyr, ".plyr__control--overlaid", (".plyr__control--overlaid",), is_single=True, plays=True),
    Peer("media-chrome", ("media-chrome/dist/iife/index.js",), media_chrome, "media-play-button[role=button]", ("media-play-button",), is_single=True, plays=True),
    Peer("swiper", ("swiper/swiper-bundle.min.css", "swiper/swiper-bundle.min.js"), swiper, ".swiper-slide-active", (".swiper-button-next",)),
    Peer("iframe-resizer", ("@iframe-resizer/parent/index.umd.js", "@iframe-resizer/child/index.umd.js"), iframe_resizer, "#stories[style*=height]", ("#more",), frame="#stories"),
)  # fmt: skip


@cache
def installed() -> Path:
    """Where npm has put the peers: fetched once, and again when a version changes."""
    version = sha256((PINNED / "package-lock.json").read_bytes()).hexdigest()[:12]
    folder = CACHE / f"npm-{version}"
    done = folder / "done"
    if not done.exists():
        shutil.copytree(PINNED, folder, dirs_exist_ok=True)
        npm = shutil.which("npm") or "npm"
        command = [
            npm,
            "ci",
            "--ignore-scripts",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--prefix",
            str(folder),
        ]
        subprocess.run(command, check=True, timeout=INSTALL_SECONDS)
        done.touch()
    return folder / "node_modules"
