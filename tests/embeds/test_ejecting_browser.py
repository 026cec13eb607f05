"""The unpacked folder in a real Chromium, from the disk: whole, playing, and asking nobody for anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import is_wide, violations
from tests.cast import Cast
from tests.embeds.ejected import downloaded, published, with_film
from tests.embeds.watching import until

pytestmark = [pytest.mark.slow, pytest.mark.browser]
# A video does not say whether its poster came; a picture of the same file does.
POSTER_WIDTH = """async (video) => {
    const picture = new Image();
    picture.src = video.poster;
    await picture.decode();
    return picture.naturalWidth;
}"""


@dataclass
class Disk:
    """The folder as a browser sees it, what it asked for and what it complained about."""

    folder: Path
    browser: Browser
    asked: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def open(self, **options: Any) -> Page:
        page = self.browser.new_page(**options)
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.problems.append(message.text))
        page.goto((self.folder / "index.html").as_uri())
        return page


@pytest.fixture
def disk(cast: Cast, tmp_path: Path, running_browser: Browser) -> Disk:
    cast.approved(text="Nothing has broken yet. " * 20)
    with_film(cast.approved(text="Forty stops a day."), 1)
    with_film(cast.approved(text="The dogs jump in."), 2, clip="walt.mp4")
    site = downloaded(cast, published(cast), tmp_path)
    return Disk(site, running_browser)


def test_every_story_is_there_and_a_film_plays_from_the_folder_alone(disk: Disk) -> None:
    page = disk.open(java_script_enabled=True)
    expect(page.get_by_role("listitem")).to_have_count(3)
    expect(page.get_by_role("heading", level=1)).to_have_text("People who ride")
    for words in ("Forty stops a day.", "The dogs jump in."):
        expect(page.get_by_role("blockquote").get_by_text(words)).to_be_visible()
    page.get_by_text("Read the whole story").first.click()
    film = page.locator("video").first
    film.evaluate("video => { video.muted = true; return video.play() }")
    until(lambda: film.evaluate("video => video.currentTime > 0.2"))
    assert page.locator("video").nth(1).evaluate(POSTER_WIDTH) > 0
    inside = disk.folder.as_uri() + "/"
    assert len(disk.asked) >= 4
    assert [url for url in disk.asked if not url.startswith(inside)] == []
    assert disk.problems == []
    page.close()


@pytest.mark.parametrize(
    "options",
    [{}, {"color_scheme": "dark"}, {"viewport": {"width": 360, "height": 800}}, {"forced_colors": "active"}],
)
def test_axe_objects_to_nothing(disk: Disk, options: dict[str, Any]) -> None:
    page = disk.open(**options)
    assert violations(page) == []
    assert not is_wide(page)
    page.close()


def test_it_is_read_without_scripts_too(disk: Disk) -> None:
    page = disk.open(java_script_enabled=False)
    expect(page.get_by_role("listitem")).to_have_count(3)
    expect(page.locator("video[controls]")).to_have_count(2)
    page.close()
