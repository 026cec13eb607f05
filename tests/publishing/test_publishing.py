"""What is approved and consented is on the wall; what is not, is nowhere. Real files in a real store."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone

from embeds import publishing
from embeds.models import Placement, Widget
from testimonials import moderating, stores
from testimonials.models import Asset, Cut, Testimonial
from testimonials.models.lease import LeaseLost, NotClaimable
from testimonials.stores import DiskStore, StoreUnavailable
from tests.cast import Cast, give

pytestmark = pytest.mark.slow


@pytest.fixture
def wall(cast: Cast) -> Widget:
    return Widget.objects.create(brand=cast.brand, name="Wall", slug="wall", title="People who ride")


def items_of(wall: Widget) -> list[dict[str, Any]]:
    wall.refresh_from_db()
    with storages["public"].open(f"w/{wall.token}.json") as file:
        found: list[dict[str, Any]] = json.loads(file.read())["items"]
        return found


def public_files() -> list[Path]:
    root = Path(settings.STORAGES["public"]["OPTIONS"]["location"])
    return [path for path in root.rglob("*") if path.is_file() and "m" in path.relative_to(root).parts[:1]]


def with_media(story: Testimonial) -> Asset:
    """Give a story one rendition, as if it had been rendered."""
    Cut.objects.filter(testimonial=story).update(segments=[{"upload": "x", "in_ms": 0, "out_ms": None}])
    stores.private().put("renditions/x/720.mp4", b"bytes of a video", media_type="video/mp4")
    return Asset.objects.create(
        brand=story.brand, testimonial=story, cut=story.cut, kind="rendition", key="renditions/x/720.mp4",
        media_type="video/mp4", bytes=16, sha256="a" * 64, width=1280, height=720, duration_ms=1000,
    )  # fmt: skip


def test_an_approved_story_is_on_the_wall(cast: Cast, wall: Widget) -> None:
    cast.approved()
    publishing.publish(wall)
    assert len(items_of(wall)) == 1
    assert wall.stale_since is None


def test_a_publication_of_twenty_asks_no_more_than_one_of_five(
    cast: Cast, wall: Widget, django_assert_max_num_queries: Any
) -> None:
    def queries() -> int:
        Widget.objects.update(stale_since=timezone.now())
        wall.refresh_from_db()
        with django_assert_max_num_queries(40) as asked:
            publishing.publish(wall)
        return len(asked)

    def at_rest() -> int:
        """The second time: nobody is new on the wall, so no history is written."""
        queries()
        return queries()

    for _ in range(5):
        cast.approved()
    of_five = at_rest()
    for _ in range(15):
        cast.approved()
    assert len(items_of(wall)) == 5
    assert at_rest() == of_five


def test_an_undecided_story_is_not(cast: Cast, wall: Widget) -> None:
    cast.dana_writes()
    publishing.publish(wall)
    assert items_of(wall) == []


def test_without_consent_for_the_website_it_is_not(cast: Cast, wall: Widget) -> None:
    cast.approved(website=False)
    publishing.publish(wall)
    assert items_of(wall) == []


def test_a_name_that_may_not_be_shown_is_nowhere_in_the_files(cast: Cast, wall: Widget) -> None:
    cast.approved(name=False, company=False)
    publishing.publish(wall)
    files = [
        path.read_bytes() for path in Path(settings.STORAGES["public"]["OPTIONS"]["location"]).rglob("*.*")
    ]
    assert files
    assert not any(b"Dober" in content or b"St. Mary" in content for content in files)


def test_a_face_that_may_not_be_shown_has_no_public_media(cast: Cast, wall: Widget) -> None:
    story = cast.approved(face=False)
    with_media(story)
    publishing.publish(wall)
    assert public_files() == []


def test_taking_it_back_takes_words_and_media_down(cast: Cast, wall: Widget) -> None:
    story = cast.approved()
    with_media(story)
    publishing.publish(wall)
    assert len(public_files()) == 1
    address = "/" + Asset.objects.get().public_key
    assert b"".join(Client().get(address).streaming_content) == b"bytes of a video"  # type: ignore[arg-type]
    moderating.reopen(story, by=cast.bob)
    assert Placement.objects.count() == 0
    wall.refresh_from_db()
    publishing.publish(wall)
    assert items_of(wall) == []
    assert public_files() == []
    assert Client().get(address).status_code == 404


def test_a_changed_consent_takes_it_down(cast: Cast, wall: Widget) -> None:
    story = cast.approved()
    publishing.publish(wall)
    give(story, website=False)
    wall.refresh_from_db()
    publishing.publish(wall)
    assert items_of(wall) == []


def test_an_expired_consent_takes_it_down(cast: Cast, wall: Widget, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.approved()
    publishing.publish(wall)
    later = timezone.now() + timedelta(days=731)
    monkeypatch.setattr(timezone, "now", lambda: later)
    publishing.mark_expired()
    wall.refresh_from_db()
    publishing.publish(wall)
    assert items_of(wall) == []


def test_another_brands_story_is_not_on_this_wall(cast: Cast) -> None:
    cast.approved()
    charlies = Widget.objects.create(brand=cast.charlies_brand, name="Wall", slug="charlies")
    publishing.publish(charlies)
    assert items_of(charlies) == []


def test_publishing_twice_changes_nothing(cast: Cast, wall: Widget) -> None:
    cast.approved()
    publishing.publish(wall)
    with storages["public"].open(f"w/{wall.token}.js") as file:
        before = file.read()
    Widget.objects.update(stale_since=timezone.now())
    wall.refresh_from_db()
    publishing.publish(wall)
    with storages["public"].open(f"w/{wall.token}.js") as file:
        assert file.read() == before


def test_a_fresh_wall_is_left_alone(cast: Cast, wall: Widget) -> None:
    publishing.publish(wall)
    with pytest.raises(NotClaimable):
        publishing.publish(wall)


def test_a_store_that_is_down_is_tried_again_and_costs_no_try(
    cast: Cast, wall: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.approved()

    def away(*args: object, **kwargs: object) -> None:
        raise StoreUnavailable("no route")

    with monkeypatch.context() as patched:
        patched.setattr("testimonials.stores.DiskStore.put", away)
        publishing.publish(wall)
    wall.refresh_from_db()
    assert wall.stale_since is not None
    assert wall.attempts == 0
    Widget.objects.update(lease_until=None)
    wall.refresh_from_db()
    publishing.publish(wall)
    assert len(items_of(wall)) == 1


def test_a_change_while_publishing_is_published_next(
    cast: Cast, wall: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = cast.approved()
    real = publishing._place
    calls: list[int] = []

    def place(*args: Any) -> Any:
        placed = real(*args)
        if not calls:
            calls.append(1)
            moderating.reopen(first, by=cast.bob)
        return placed

    monkeypatch.setattr(publishing, "_place", place)
    publishing.publish(wall)
    assert items_of(wall) == []


def test_what_is_taken_down_while_it_is_copied_is_not_left_behind(
    cast: Cast, wall: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = cast.approved()
    with_media(story)
    copy = publishing._copy_to_public

    def and_take_down(asset: Asset) -> None:
        Placement.objects.all().delete()
        publishing.conceal(story)
        copy(asset)

    monkeypatch.setattr(publishing, "_copy_to_public", and_take_down)
    publishing.publish(wall)

    assert public_files() == []
    assert not Asset.objects.public().exists()


@pytest.mark.django_db(transaction=True)
def test_a_wall_deleted_while_it_is_written_leaves_no_file(
    cast: Cast, wall: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.approved()
    real = DiskStore.put

    def put(self: DiskStore, key: str, *arguments: Any, **keywords: Any) -> Any:
        Widget.objects.filter(pk=wall.pk).delete()
        return real(self, key, *arguments, **keywords)

    monkeypatch.setattr(DiskStore, "put", put)
    with pytest.raises(LeaseLost):
        publishing.publish(wall)
    root = Path(settings.STORAGES["public"]["OPTIONS"]["location"])
    assert [path for path in root.rglob(f"{wall.token}*") if path.is_file()] == []


@pytest.mark.django_db(transaction=True)
def test_media_is_gone_when_the_answer_to_the_decision_goes_out(cast: Cast, wall: Widget) -> None:
    """No worker runs here: the one who decides takes it down."""
    story = cast.approved()
    with_media(story)
    publishing.publish(wall)
    assert len(public_files()) == 1

    moderating.reopen(story, by=cast.alice)

    assert public_files() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", ["face", "voice"])
def test_who_keeps_back_face_or_voice_takes_the_film_down_at_once(
    cast: Cast, wall: Widget, part: str
) -> None:
    """No worker runs here, and the words stay."""
    story = cast.approved()
    with_media(story)
    publishing.publish(wall)
    assert len(public_files()) == 1
    give(story, **{part: False})
    assert public_files() == []
    publishing.publish(Widget.objects.get())
    assert public_files() == []
    assert [item["quote"] for item in items_of(wall)] == ["It changed my way to work."]


@pytest.mark.django_db(transaction=True)
def test_another_consent_that_shows_the_film_leaves_it_where_it_is(cast: Cast, wall: Widget) -> None:
    story = cast.approved()
    with_media(story)
    publishing.publish(wall)
    give(story, ads=False)
    assert len(public_files()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_store_that_is_away_delays_only_the_deletion(
    cast: Cast, wall: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = cast.approved()
    with_media(story)
    publishing.publish(wall)
    with monkeypatch.context() as broken:
        broken.setattr(DiskStore, "remove", away)
        moderating.reopen(story, by=cast.alice)
    assert len(public_files()) == 1

    publishing.conceal()

    assert public_files() == []


def away(*args: object) -> None:
    raise StoreUnavailable("away")


def test_a_story_that_was_only_told_has_no_face_to_keep_back(cast: Cast, wall: Widget) -> None:
    story = cast.approved(face=False)
    with_media(story)
    publishing.publish(wall)
    assert public_files() == []

    Cut.objects.filter(testimonial=story).update(is_sound_only=True)
    publishing.mark_stale(story)
    publishing.publish(wall)

    assert len(public_files()) == 1


def test_av1_joins_a_wall_that_is_up(cast: Cast, wall: Widget) -> None:
    story = cast.approved()
    with_media(story)
    poster(story)
    publishing.publish(wall)
    stores.private().put("renditions/x/av1.mp4", b"fewer bytes", media_type="video/mp4")
    Asset.objects.create(
        brand=story.brand, testimonial=story, cut=story.cut, kind="rendition", key="renditions/x/av1.mp4",
        media_type="video/mp4", codecs="av01.0.05M.08,mp4a.40.2", bytes=11, sha256="b" * 64, width=1280, height=720,
    )  # fmt: skip
    publishing.mark_stale(story)
    publishing.publish(wall)

    [item] = items_of(wall)
    assert [source["type"] for source in item["film"]["sources"]] == [
        'video/mp4; codecs="av01.0.05M.08,mp4a.40.2"', "video/mp4",
    ]  # fmt: skip
    html = b"".join(stores.public().read(f"w/{wall.token}.html")).decode()
    assert f'href="http://localhost:8000/m/{story.cut.token}/{"a" * 64}.mp4"' in html


def poster(story: Testimonial) -> None:
    stores.private().put("renditions/x/p.jpg", b"a picture", media_type="image/jpeg")
    Asset.objects.create(
        brand=story.brand, testimonial=story, cut=story.cut, kind="poster", key="renditions/x/p.jpg",
        media_type="image/jpeg", bytes=9, sha256="c" * 64, width=640, height=360,
    )  # fmt: skip
