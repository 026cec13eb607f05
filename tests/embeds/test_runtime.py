"""The build: what it does to the modules, what it refuses, and what a host page pays."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from embeds import runtime
from tests.embeds import stories

pytestmark = pytest.mark.slow


def cost(body: bytes) -> int:
    return len(runtime.squeezed(body))


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the modules that a test may change."""
    for path in runtime.SOURCES.glob("*.*s"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(runtime, "SOURCES", tmp_path)
    return tmp_path


def test_a_wall_of_twelve_stories_and_its_player_stay_within_their_budgets() -> None:
    wall = stories.wall(12)
    assert sum("film" in item for item in wall["items"]) == 8
    assert cost(runtime.widget_file(wall)) <= runtime.BUDGETS["wall"] == 5_000
    assert cost(runtime.player_file()[1]) <= runtime.PLAYER_BUDGET == 3_000


def test_no_module_writes_markup_evaluates_text_or_keeps_anything() -> None:
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|setAttribute\(\"style"
        r"|cookie|localStorage|sessionStorage|indexedDB"
    )
    for path in runtime.SOURCES.glob("*.js"):
        assert forbidden.findall(path.read_text(encoding="utf-8")) == [], path.name


def test_the_same_payload_makes_the_same_bytes() -> None:
    assert runtime.widget_file(stories.wall()) == runtime.widget_file(stories.wall())


def test_only_the_first_page_is_inside_and_without_what_the_player_asks_for() -> None:
    wall = stories.wall(12)
    wall["items"] *= 2
    page = runtime.first_page(wall)
    assert len(page["items"]) == page["rest"] == 12
    assert {"told", "date"}.isdisjoint(page["items"][0])
    assert set(page["items"][0]["still"]) == {"time", "color", "width", "height"}
    assert len(page["stills"].split()) == sum("still" in item for item in page["items"])


def test_empty_fields_cost_nothing() -> None:
    wall = stories.wall(2)
    wall["items"][1].update(role="", rating=None, notes=[])
    assert {"role", "rating", "notes", "more", "lang", "still"}.isdisjoint(
        runtime.first_page(wall)["items"][1]
    )


@pytest.mark.parametrize("quote", ["轻" * 41, "I am never late. " * 5])
def test_where_a_layout_may_cut_words_off_they_lead_to_the_whole(quote: str) -> None:
    for layout, leads in {"carousel": True, "wall": False}.items():
        made = stories.widget(layout)
        made["items"] = [{**next(item for item in made["items"] if "still" not in item), "quote": quote}]
        assert ("more" in runtime.first_page(made)["items"][0]) == leads


def test_text_cannot_leave_the_script_it_stands_in() -> None:
    attack = "</script><!--\u2028\u2029"
    wall = stories.wall(1, title=attack)
    script = runtime.widget_file(wall).decode()
    assert not {"</script", "<!--", "\u2028", "\u2029"} & {script[n : n + 8] for n in range(len(script))}
    assert "</" not in script
    title = re.search(r'"title":("(?:[^"\\]|\\.)*")', script)
    assert title is not None
    assert json.loads(title[1]) == attack


def test_the_widget_names_the_player_by_the_hash_of_its_bytes() -> None:
    name, _body = runtime.player_file()
    assert re.fullmatch(r"player\.[0-9a-f]{16}\.js", name)
    assert f'import("./{name}")' in runtime.widget_file(stories.wall(1)).decode()


def test_a_change_of_the_player_changes_its_name(sources: Path) -> None:
    before, _body = runtime.player_file()
    (sources / "player.css").write_text(".player { color: red }", encoding="utf-8")
    assert runtime.player_file()[0] != before


def test_a_module_is_bundled_once_and_after_what_it_needs(sources: Path) -> None:
    (sources / "one.js").write_text('import { two } from "./two.js";\nimport { make } from "./element.js";\nexport const mount = () => two + make;\n', encoding="utf-8")  # fmt: skip
    (sources / "two.js").write_text(
        'import { make } from "./element.js";\nexport const two = make;\n', encoding="utf-8"
    )
    bundled = runtime._bundle("one.js")
    assert "import" not in bundled
    assert "export" not in bundled
    assert bundled.count("const make =") == 1
    assert bundled.index("const make =") < bundled.index("const two =") < bundled.index("const mount =")


def test_two_modules_that_declare_the_same_name_are_refused(sources: Path) -> None:
    (sources / "one.js").write_text('import { two } from "./two.js";\nconst hidden = 1;\n', encoding="utf-8")
    (sources / "two.js").write_text("const hidden = 2;\nexport const two = 2;\n", encoding="utf-8")
    with pytest.raises(runtime.BundleClash, match="hidden"):
        runtime._bundle("one.js")


def test_a_new_layout_is_a_new_module(sources: Path) -> None:
    (sources / "badge.js").write_text('import { make } from "./element.js";\nexport const mount = (root) => root.append(make("p", "badge", "12 stories"));\n', encoding="utf-8")  # fmt: skip
    script = runtime.widget_file({**stories.wall(1), "layout": "badge"}).decode()
    assert "12 stories" in script
    assert "sayso-widget" in script


FORKED = """
import os, sys
from config.celery import app
app.loader.import_default_modules()
from embeds import runtime
if not os.fork():
    for _ in range(300):
        runtime._minified_js.cache_clear()
        runtime.script_file("host.js")
    os._exit(0)
sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))
"""


def test_a_worker_that_was_forked_goes_on_publishing() -> None:
    # What the minifier is made of stops for good after some dozen calls in a child of a process that has loaded it.
    subprocess.run([sys.executable, "-c", FORKED], check=True, timeout=60, cwd=runtime.ROOT)
