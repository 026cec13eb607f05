"""The zip holds what is public and nothing else, and no film is whole in memory while it is made."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from struct import unpack
from zipfile import ZipFile

import pytest
from django.test import Client

from embeds import ejecting
from embeds.models import Widget
from testimonials import moderating, stores
from testimonials.models import Asset, AuditEvent
from testimonials.stores import DiskStore, StoreUnavailable
from tests.cast import Cast, give
from tests.embeds.ejected import downloaded, published, with_film

pytestmark = pytest.mark.slow


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_it_holds_a_page_its_films_and_what_to_mind(cast: Cast, tmp_path: Path) -> None:
    story = cast.approved()
    with_film(story)
    site = downloaded(cast, published(cast), tmp_path)
    assert files_in(site) == {
        "index.html", "style.css", "README.txt", "media/story-001.mp4", "media/story-001.jpg",
    }  # fmt: skip
    html = (site / "index.html").read_text(encoding="utf-8")
    assert "Dana Dober" in html
    assert "It changed my way to work." in html
    assert "http" not in html
    assert "<script" not in html
    assert "withdraws a story" in (site / "README.txt").read_text(encoding="utf-8")


def test_the_film_is_the_largest_of_its_kind_byte_for_byte(cast: Cast, tmp_path: Path) -> None:
    with_film(cast.approved())
    site = downloaded(cast, published(cast), tmp_path)
    largest = Asset.objects.get(kind="rendition", height=720)
    kept = b"".join(stores.private().read(largest.key))
    assert (site / "media/story-001.mp4").read_bytes() == kept


def test_av1_stands_before_what_every_browser_plays(cast: Cast, tmp_path: Path) -> None:
    story = cast.approved()
    with_film(story)
    stores.private().put("renditions/x/av1.mp4", b"fewer bytes", media_type="video/mp4")
    Asset.objects.create(
        brand=story.brand, testimonial=story, cut=story.cut, kind="rendition", key="renditions/x/av1.mp4",
        media_type="video/mp4", codecs="av01.0.05M.08,mp4a.40.2", bytes=11, sha256="b" * 64, width=1280, height=720,
    )  # fmt: skip
    site = downloaded(cast, published(cast), tmp_path)
    assert (site / "media/story-001-av1.mp4").read_bytes() == b"fewer bytes"
    html = (site / "index.html").read_text(encoding="utf-8")
    assert html.index("story-001-av1.mp4") < html.index("story-001.mp4")


def test_a_name_or_a_face_that_may_not_be_shown_is_not_in_it(cast: Cast, tmp_path: Path) -> None:
    with_film(cast.approved(name=False, company=False, face=False))
    site = downloaded(cast, published(cast), tmp_path)
    assert files_in(site) == {"index.html", "style.css", "README.txt"}
    html = (site / "index.html").read_text(encoding="utf-8")
    assert "It changed my way to work." in html
    assert "Dober" not in html
    assert "St. Mary" not in html


def test_a_name_kept_back_since_the_wall_was_published_is_not_in_it(cast: Cast, tmp_path: Path) -> None:
    story = cast.approved()
    wall = published(cast)
    give(story, name=False)
    html = (downloaded(cast, wall, tmp_path) / "index.html").read_text(encoding="utf-8")
    assert "Dana Dober" not in html
    assert "It changed my way to work." in html


def test_what_is_not_placed_any_more_is_not_in_it(cast: Cast, tmp_path: Path) -> None:
    story = cast.approved()
    with_film(story)
    wall = published(cast)
    moderating.reopen(story, by=cast.bob)  # and nobody has published since
    site = downloaded(cast, wall, tmp_path)
    assert "Dana" not in (site / "index.html").read_text(encoding="utf-8")
    assert not (site / "media").exists()


@pytest.mark.django_db(transaction=True)
def test_a_story_that_is_taken_down_while_another_is_packed_is_left_out_whole(cast: Cast) -> None:
    for number, words in enumerate(["Forty stops a day.", "The dogs jump in."]):
        with_film(cast.approved(text=words), number)
    wall = published(cast)
    pieces = ejecting.eject(wall, by=cast.alice)
    begun = next(pieces)
    kept, gone = (placement.testimonial for placement in wall.placements.order_by("position"))
    moderating.reopen(gone, by=cast.bob)
    with ZipFile(io.BytesIO(begun + b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert "media/story-001.mp4" in archive.namelist()
        assert not [name for name in archive.namelist() if "story-002" in name]
        html = archive.read("index.html").decode()
    assert kept.answers.get().text in html
    assert gone.answers.get().text not in html


def test_however_long_a_film_is_only_a_piece_of_it_is_in_memory(cast: Cast) -> None:
    with_film(cast.approved())
    wall = published(cast)
    film = Asset.objects.get(kind="rendition", height=720)
    stores.public().put(film.public_key, bytes(30_000_000), media_type="video/mp4")
    pieces = [len(piece) for piece in ejecting.eject(wall, by=cast.alice)]
    assert sum(pieces) > 30_000_000
    assert max(pieces) < 300_000
    assert min(pieces) > 0


def test_a_store_that_is_away_is_said_before_the_download_begins(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: object) -> None:
        raise StoreUnavailable("away")

    with_film(cast.approved())
    wall = published(cast)
    monkeypatch.setattr(DiskStore, "read", away)
    client = Client()
    client.force_login(cast.alice)
    assert client.post(f"/studio/halden/widgets/{wall.token}/eject").status_code == 503


def test_the_log_says_who_has_a_copy(cast: Cast, tmp_path: Path) -> None:
    downloaded(cast, published(cast), tmp_path)
    event = AuditEvent.objects.get(code="widget_ejected")
    assert event.by == cast.alice
    client = Client()
    client.force_login(cast.alice)
    assert "Downloaded the stories of the widget" in client.get("/studio/halden/audit").content.decode()


def test_each_file_says_itself_where_it_ends(cast: Cast) -> None:
    """So that it can be taken apart from front to back, as macOS and a browser do while it arrives."""
    with_film(cast.approved())
    whole = b"".join(ejecting.eject(published(cast), by=cast.alice))
    name_bytes, extra_bytes = unpack("<HH", whole[26:30])
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    content = inflating.decompress(whole[30 + name_bytes + extra_bytes :])
    assert inflating.eof
    with ZipFile(io.BytesIO(whole)) as archive:
        first = archive.infolist()[0]
        assert content == archive.read(first)
        assert (
            first.file_size < first.compress_size < 1.01 * first.file_size
        )  # nothing was squeezed for nothing


def test_only_who_administers_is_offered_it(cast: Cast) -> None:
    wall = Widget.objects.create(brand=cast.brand, name="Wall", slug="halden")
    for who, is_offered in ((cast.alice, True), (cast.bob, False)):
        client = Client()
        client.force_login(who)
        page = client.get(f"/studio/halden/widgets/{wall.token}/install").content.decode()
        assert ("/eject" in page) is is_offered
