"""Two origins on this machine: a shop's website, and whoever it takes its stories from.

Ours is published by the code that publishes: the files, names and compression are those of the
public store. What the peers serve is compressed the same way. Media are the tests' stories, and
one real film through our pipeline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from tests.standalone import DATA  # before everything of Django's

# isort: split
from bench import embed_peers, source
from bench.embed_peers import Markup, Peer, Story
from bench.ours import Ours
from embeds import rendering, runtime, snippet
from embeds.contract import Source
from embeds.exposing import MEDIA_CACHE
from testimonials.processing import verify
from tests.embeds import stories
from tests.embeds.host import Origin, origin

if TYPE_CHECKING:
    from embeds.contract import Item, Payload

STORIES = 12
OURS = "Sayso, wall"
FILM_SECONDS = 20
TYPES = {
    "js": "text/javascript", "css": "text/css", "svg": "image/svg+xml", "html": "text/html; charset=utf-8",
    "mp4": "video/mp4", "avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "json": "application/json",
}  # fmt: skip
LOOK = "body{font:16px/1.5 sans-serif;max-width:1152px;margin:0 auto}.columns{display:grid;grid-template-columns:repeat(3,1fr);gap:16px}.columns>*{min-width:0}img{max-width:100%;height:auto}blockquote{margin:0}#hero{display:block;width:100%}"
WORDS = (
    "Our bicycles are built to order in a small workshop by the river, and every one of them carries a load. "
)


@dataclass(frozen=True)
class Web:
    """Who serves what: `vendor` the widgets and their media, `shop` the pages; `wall` is what was published."""

    vendor: Origin
    shop: Origin
    wall: Payload


@contextmanager
def standing() -> Iterator[Web]:
    """Publish everything, and serve it for as long as the block runs."""
    folder = Path(DATA.name)
    with origin() as vendor, origin("localhost") as shop:
        wall = stories.wall(STORIES)
        wall["media"], wall["wall"] = f"{vendor.url}/m/", f"{vendor.url}/wall/halden"
        for name, body in stories.media_files(wall).items():
            _put_media(vendor, name, body)
        _film_first(wall, vendor, folder)
        shop.put("/hero.jpg", _photograph(folder), TYPES["jpg"])
        for name, file in rendering.files(wall).items():
            if name.endswith(".br"):
                how = {"Content_Encoding": "br", "Cache_Control": file.cache_control}
                vendor.put(f"/w/{name[:-3]}", file.body, file.media_type, **how)
        web = Web(vendor, shop, wall)
        for peer in embed_peers.PEERS:
            _serve(web, peer)
        yield web


def ours(web: Web) -> Peer:
    """Our widget, by the snippet as it is pasted: its stories are in its file, however many are asked for."""
    wid, site = web.wall["wid"], web.vendor.url
    body = (
        f"{snippet.script(site, wid)}\n"
        f'<sayso-widget wid="{wid}" style="display:block;min-height:860px">{_link(web)}</sayso-widget>'
    )
    return Peer(OURS, (), lambda *_: Markup("", body), ".card", (".more", ".play"), plays=True)


def plain(web: Web) -> Peer:
    """What drawing costs by itself: all twelve cards as HTML of the page's own, with their style sheet and no script."""
    files, wid = rendering.files(web.wall), web.wall["wid"]
    html, css = files[f"{wid}.html"].body.decode(), files[f"{wid}.css"].body.decode()
    cards = html.partition("</template>")[0].partition('.css">')[2]
    look = runtime.look(web.wall).removeprefix(":host")
    body = f'<style>#stories {look}\n{css}</style><div id="stories">{cards}</div>'
    return Peer("the cards, as HTML", (), lambda *_: Markup("", body), ".card", (".quote",))


def nothing(web: Web) -> Peer:
    """The page without a widget, but with its box, its link, and a button that does nothing."""
    body = f'<div style="min-height:860px">{_link(web)} <button>Nothing</button></div>'
    return Peer("the page alone", (), lambda *_: Markup("", body), "h1", ("button",))


def page(web: Web, peer: Peer, count: int, *, above: str = "") -> str:
    """Put the shop's page with so many stories in the middle of it; return its address."""
    markup = peer.place(f"{web.vendor.url}/npm", _told(web)[:count])
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">'
        f'<meta name="viewport" content="width=device-width"><style>{LOOK}</style>{markup.head}</head><body>'
        f"<h1>Bicycles for everything</h1>{above}<p>{WORDS * 2}</p>{markup.body}<h2>Visit us</h2><p>{WORDS * 6}</p>{markup.end}</body></html>"
    )
    return web.shop.page("/", html)


def layouts() -> dict[str, int]:
    """Bytes of the widget file of every layout, and of the player, as a browser gets them."""
    sizes = {}
    for layout in runtime.BUDGETS:
        made = stories.widget(layout)
        sizes[layout] = len(rendering.files(made)[f"{made['wid']}.js.br"].body)
    return sizes | {"player": len(runtime.squeezed(runtime.player_file()[1]))}


def _film_first(wall: Payload, vendor: Origin, folder: Path) -> None:
    """Give the first story the bench's film, as our pipeline renders it; the others keep their two seconds."""
    path = Ours(source.make(FILM_SECONDS).webm, folder)
    published, planned, _ = path.publish()
    refined = path.refine(published, planned)
    first = wall["items"][0]
    av1 = refined.delivered[-1]
    videos = [(av1, f'video/mp4; codecs="{verify.codecs(av1)}"')]
    videos += [(video, "video/mp4") for video in published.delivered if video.stem.isdigit()]
    first["film"]["duration_ms"] = FILM_SECONDS * 1000
    first["film"]["sources"] = []
    for video, kind in videos:
        body, short = video.read_bytes(), int(video.stem.partition("-")[0])
        _put_media(vendor, f"{first['id']}/{video.name}", body)
        rung = Source(file=video.name, type=kind, width=short * 16 // 9, height=short, bytes=len(body))
        first["film"]["sources"].append(rung)


def _photograph(folder: Path) -> bytes:
    """A picture of the film for the top of the page, as large as shops have them."""
    frame = Image.open(max(folder.glob("*.jpg"), key=lambda path: path.stat().st_size)).convert("RGB")
    buffer = BytesIO()
    ImageOps.fit(frame, (960, 720)).save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def _link(web: Web) -> str:
    return f'<a href="{web.wall["wall"]}">Customer stories</a>'


def _serve(web: Web, peer: Peer) -> None:
    npm = embed_peers.installed()
    for name in peer.files:
        _put(web.vendor, f"/npm/{name}", (npm / name).read_bytes())
    if peer.frame:
        _put(web.vendor, "/npm/frame.html", embed_peers.framed(f"{web.vendor.url}/npm", _told(web)).encode())


def _put_media(vendor: Origin, name: str, body: bytes) -> None:
    vendor.put(f"/m/{name}", body, TYPES[name.rpartition(".")[2]], Cache_Control=MEDIA_CACHE)


def _put(vendor: Origin, path: str, body: bytes) -> None:
    vendor.put(path, runtime.squeezed(body), TYPES[path.rpartition(".")[2]], Content_Encoding="br")


def _told(web: Web) -> Sequence[Story]:
    """The same twelve for everybody. A player needs a film, and a row one shape: who has no wide one gets another's."""
    films = [item for item in web.wall["items"] if _is_wide(item)]
    found = []
    for number, item in enumerate(web.wall["items"]):
        shown = item if _is_wide(item) else films[number % len(films)]
        folder, film = f"{web.wall['media']}{shown['id']}/", shown["film"]
        playable = next(one["file"] for one in film["sources"] if one["type"] == "video/mp4")
        found.append(Story(item["name"], item["quote"], folder + shown["still"]["file"], folder + playable))
    return found


def _is_wide(item: Item) -> bool:
    return "film" in item and item["still"]["width"] > item["still"]["height"]
