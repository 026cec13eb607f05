"""What is approved and consented is on the wall; what is not, is nowhere. Real files in a real store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone

from embeds import publishing, runtime
from embeds.models import Widget
from testimonials import moderating, stores
from testimonials.models import Asset, Testimonial
from testimonials.models.lease import NotClaimable
from testimonials.stores import StoreUnavailable
from tests.cast import Cast
from tests.publishing.published import items_of, with_media

pytestmark = pytest.mark.slow


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
        with django_assert_max_num_queries(45) as asked:
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


def test_a_widget_of_an_older_version_is_published_again_with_todays(
    cast: Cast, wall: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "version", lambda: "the one before")
    publishing.publish(wall)
    publishing.mark_outdated()
    assert not Widget.objects.stale().exists()
    monkeypatch.undo()
    publishing.mark_outdated()
    assert Widget.objects.stale().get() == wall
    wall.refresh_from_db()
    publishing.publish(wall)
    publishing.mark_outdated()
    assert not Widget.objects.stale().exists()


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
