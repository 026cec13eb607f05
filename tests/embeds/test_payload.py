"""What a payload holds, and what consent keeps out of it. Real rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from embeds import payload, selecting, wording
from embeds.models import Placement, Widget
from testimonials import moderating
from testimonials.models import Asset, Consent, Cut, Testimonial
from tests.cast import Cast, give

SITE = "https://sayso.example"
POSTERS = [
    ("avif", 640, 360),
    ("webp", 640, 360),
    ("jpeg", 640, 360),
    ("avif", 1280, 720),
    ("jpeg", 1280, 720),
]


def placed(wall: Widget, story: Testimonial) -> Placement:
    """A placement as `publishing` makes it; it is not saved."""
    return Placement(
        brand=wall.brand, widget=wall, testimonial=story, cut=story.cut, decision=story.decisions.latest("pk"),
        consent=story.consent, relation=story.relation, incentive=story.incentive, position=0,
    )  # fmt: skip


def with_film(story: Testimonial, *, exposed: bool = True) -> Testimonial:
    """Give a story a film: two renditions, posters, and a cut that has them."""
    cut = story.cut
    assert cut is not None
    Cut.objects.filter(pk=cut.pk).update(
        segments=[{"upload": 1, "in_ms": 0, "out_ms": None}], duration_ms=98_400, color="#a58f72"
    )
    files = [("rendition", "video/mp4", 640, 360), ("rendition", "video/mp4", 1280, 720)]
    files += [("poster", f"image/{kind}", width, height) for kind, width, height in POSTERS]
    for number, (kind, media_type, width, height) in enumerate(files):
        sha = f"{number:064x}"
        Asset.objects.create(
            brand=story.brand, testimonial=story, cut=cut, kind=kind, key=f"renditions/{number}", media_type=media_type,
            public_key=f"m/{cut.token}/{sha}.{Asset(media_type=media_type).extension}" if exposed else "",
            bytes=1000 + number, sha256=sha, width=width, height=height, duration_ms=98_400,
        )  # fmt: skip
    return story


def item_of(wall: Widget, story: Testimonial) -> Any:
    items = payload.build(wall, [placed(wall, story)], site_url=SITE)["items"]
    return items[0] if items else None


def test_a_written_story_has_its_words_and_who_says_them(cast: Cast, wall: Widget) -> None:
    item = item_of(wall, cast.approved())
    assert item["quote"] == "It changed my way to work."
    assert (item["name"], item["role"], item["rating"]) == ("Dana Dober", "Nurse, St. Mary", 4)
    assert item["told"] == [{"question": "What was it like before?", "text": "It changed my way to work."}]
    assert item["notes"] == []
    assert "film" not in item
    assert "lang" not in item


def test_the_widget_says_who_it_is_and_how_many_there_are(cast: Cast, wall: Widget) -> None:
    cast.dana_writes()
    built = payload.build(wall, [placed(wall, cast.approved())], site_url=SITE)
    assert built["v"] == 2
    assert (built["wid"], built["layout"], built["lang"], built["dir"]) == (wall.token, "wall", "en", "ltr")
    assert (built["received"], built["shown"], built["counts"]) == (2, 1, "2 received, 1 shown")
    assert built["media"] == f"{SITE}/m/"
    assert built["wall"] == f"{SITE}/wall/wall"


def test_a_film_has_its_files_by_name_in_the_cuts_folder(cast: Cast, wall: Widget) -> None:
    story = with_film(cast.approved())
    item = item_of(wall, story)
    still, film = item["still"], item["film"]
    assert still["time"] == "1:38"
    assert (still["width"], still["height"]) == (640, 360)
    assert still["file"].endswith(".avif")
    assert still["older"].endswith(".jpg")
    assert [source["height"] for source in film["sources"]] == [720, 360]
    assert all("/" not in source["file"] for source in film["sources"])
    assert {picture["type"] for picture in still["pictures"]} == {"image/avif", "image/webp", "image/jpeg"}


@pytest.mark.parametrize(
    ("kept_back", "missing"),
    [({"name": False}, "Dana"), ({"company": False}, "St. Mary"), ({"company": False}, "Nurse")],
)
def test_an_identity_part_that_was_kept_back_is_nowhere(
    cast: Cast, wall: Widget, kept_back: dict[str, bool], missing: str
) -> None:
    story = cast.approved(**kept_back)
    assert missing not in repr(payload.build(wall, [placed(wall, story)], site_url=SITE))


def test_without_a_name_it_is_a_customer_in_their_language(cast: Cast, wall: Widget) -> None:
    assert item_of(wall, cast.approved(name=False))["name"] == "A customer"


@pytest.mark.parametrize("part", ["face", "voice"])
def test_who_keeps_back_face_or_voice_keeps_back_the_film_and_the_words_stay(
    cast: Cast, wall: Widget, part: str
) -> None:
    story = with_film(cast.approved(**{part: False}))
    item = item_of(wall, story)
    assert "film" not in item
    assert item["quote"] == "It changed my way to work."


@pytest.mark.parametrize("part", ["face", "voice"])
def test_a_film_without_words_that_may_not_be_shown_is_withheld(cast: Cast, wall: Widget, part: str) -> None:
    story = with_film(cast.approved(**{part: False}))
    story.answers.all().delete()
    assert item_of(wall, story) is None
    assert selecting.entitlement(story) is None


def test_a_film_that_is_not_in_the_public_store_is_not_shown(cast: Cast, wall: Widget) -> None:
    assert "film" not in item_of(wall, with_film(cast.approved(), exposed=False))


def test_without_consent_for_websites_there_is_nothing(cast: Cast, wall: Widget) -> None:
    story = cast.approved()
    placement = placed(wall, story)
    placement.consent = give(story, website=False)
    assert payload.build(wall, [placement], site_url=SITE)["items"] == []


def test_a_consent_that_has_run_out_shows_nothing(cast: Cast, wall: Widget) -> None:
    placement = placed(wall, cast.approved())
    placement.consent = Consent(for_website=True, expires_at=timezone.now() - timedelta(seconds=1))
    assert payload.build(wall, [placement], site_url=SITE)["items"] == []


def test_a_rating_is_shown_as_it_was_given(cast: Cast, wall: Widget) -> None:
    story = cast.approved()
    for rating in (1, 5, None):
        story.rating = rating
        assert item_of(wall, story)["rating"] == rating


def test_a_reward_and_a_tie_are_said(cast: Cast, wall: Widget) -> None:
    placement = placed(wall, cast.approved())
    placement.relation, placement.incentive = "employee", "€10 voucher"
    (item,) = payload.build(wall, [placement], site_url=SITE)["items"]
    assert item["notes"] == ["Got a €10 voucher", "Works at Halden"]


def test_a_story_in_another_language_says_so(cast: Cast, wall: Widget) -> None:
    story = cast.approved()
    story.language = "fa"
    item = item_of(wall, story)
    assert (item["lang"], item["dir"]) == ("fa", "rtl")


def test_a_long_story_is_cut_off_at_a_space_and_whole_in_the_player(cast: Cast, wall: Widget) -> None:
    words = "We rode along the river every single day. " * 12
    story = cast.dana_writes(words)
    moderating.approve(story, by=cast.alice)
    item = item_of(wall, story)
    assert item["more"] is True
    assert item["quote"].endswith("…")
    assert len(item["quote"]) <= payload.QUOTE_CHARS
    assert words.startswith(item["quote"][:-1])
    assert item["told"][0]["text"] == words.strip()


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short enough", 20, "short enough"),
        ("two\n\n lines", 20, "two lines"),
        ("a sentence that is too long", 20, "a sentence that is…"),
        ("电池换了一次之后再没有出过问题", 8, "电池换了一次之…"),
    ],
)
def test_words_are_shortened_and_never_changed(text: str, limit: int, expected: str) -> None:
    assert wording.shortened(text, limit) == expected


@pytest.mark.parametrize(
    ("milliseconds", "lang", "expected"),
    [(0, "en", "0:00"), (59_600, "en", "1:00"), (98_400, "fa", "۱:۳۸"), (42_000, "zh-hans", "0:42")],
)
def test_a_length_is_written_with_the_languages_digits(milliseconds: int, lang: str, expected: str) -> None:
    assert wording.clock(milliseconds, lang) == expected
