"""The public files of a widget: their names, headers, variants, and the fragment that needs no script."""

from __future__ import annotations

import gzip
import json
import re
from html.parser import HTMLParser

import brotli
import pytest

from embeds import rendering, snippet
from embeds.models import Widget
from testimonials.models import Brand
from tests.embeds import stories


def test_a_widget_is_four_files_three_scripts_and_their_compressed_variants() -> None:
    wall = stories.wall(3)
    files = rendering.files(wall)
    plain = {name for name in files if not name.endswith((".br", ".gz"))}
    assert {name.rpartition(".")[2] for name in plain if name.startswith(wall["wid"])} == {
        "js",
        "json",
        "html",
        "css",
    }
    assert len(plain) == 7
    for name in plain:
        assert brotli.decompress(files[f"{name}.br"].body) == files[name].body
        assert gzip.decompress(files[f"{name}.gz"].body) == files[name].body
        assert files[f"{name}.br"].media_type == files[name].media_type


def test_only_the_player_may_be_kept_for_good() -> None:
    for name, file in rendering.files(stories.wall(3)).items():
        is_player = name.startswith("player.")
        assert ("immutable" in file.cache_control) == is_player
        assert file.cache_control == (
            rendering.FOREVER if is_player else "public, max-age=60, stale-if-error=86400"
        )
        assert "stale-while-revalidate" not in file.cache_control


def test_the_data_file_is_the_payload() -> None:
    wall = stories.wall(3)
    assert json.loads(rendering.files(wall)[f"{wall['wid']}.json"].body) == wall


def test_the_same_payload_makes_the_same_files() -> None:
    assert rendering.files(stories.wall(3)) == rendering.files(stories.wall(3))


def fragment(**changes: str) -> str:
    wall = stories.wall(4)
    for item in wall["items"]:
        item.update(changes)  # type: ignore[typeddict-item]
    return rendering.files(wall)[f"{wall['wid']}.html"].body.decode()


class _Reader(HTMLParser):
    """Collects what a policy without inline styles and scripts would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.refused: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.refused += [name for name, _value in attrs if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and ("type", "application/ld+json") not in attrs):
            self.refused.append(tag)


def test_the_fragment_holds_every_story_and_nothing_a_strict_policy_refuses() -> None:
    html = fragment()
    reader = _Reader()
    reader.feed(html)
    assert reader.refused == []
    assert reader.tags.count("li") == 4
    assert reader.tags.count("source") == 3 * html.count("<picture>")
    assert "shadowrootmode" in html


def test_the_fragment_shows_what_the_brand_answered() -> None:
    assert fragment().count('class="reply"') == 0
    assert fragment(reply="We are glad of it.").count(">We are glad of it.</p>") == 4


def test_text_in_the_fragment_is_escaped_in_html_and_in_json_ld() -> None:
    attack = "</script><img src=x onerror=alert(1)>"
    html = fragment(name=attack, role=attack, quote=attack)
    reader = _Reader()
    reader.feed(html)
    assert reader.refused == []
    assert reader.tags.count("img") == html.count("<picture>")


def test_search_engines_get_films_and_no_ratings() -> None:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', fragment())
    assert found is not None
    graph = json.loads(found[1])["@graph"]
    assert {entry["@type"] for entry in graph} == {"VideoObject"}
    assert all(entry["contentUrl"].startswith("https://sayso.example/m/") for entry in graph)
    assert "atingValue" not in found[1]


@pytest.mark.parametrize("title", ["", 'Halden & "friends" <b>'])
def test_the_snippet_reserves_the_height_and_holds_a_link(title: str) -> None:
    brand = Brand(name="Halden", slug="halden", language="en")
    widget = Widget(brand=brand, name="Wall", slug="halden", title=title, settings={"height": 720})
    html = snippet.snippet(widget, "https://sayso.example")
    assert (
        f'<script type="module" async fetchpriority="low" src="https://sayso.example/w/{widget.token}.js"></script>'
        in html
    )
    assert f'<sayso-widget wid="{widget.token}" style="display:block;min-height:720px">' in html
    link = "Halden &amp; &quot;friends&quot; &lt;b&gt;" if title else "Customer stories"
    assert f'<a href="https://sayso.example/wall/halden">{link}</a></sayso-widget>' in html
