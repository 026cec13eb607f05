"""What is taken back, not consented to any more, or deleted, is nowhere: neither words nor media."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from embeds import exposing, payload, publishing
from embeds.models import Placement, Widget
from embeds.rendering import PublicFile
from testimonials import moderating, stores
from testimonials.models import Asset, Cut
from testimonials.models.lease import LeaseLost
from testimonials.models.tokens import new_token
from testimonials.stores import DiskStore, StoreUnavailable
from tests.cast import Cast, give
from tests.publishing.published import items_of, public_files, with_media

pytestmark = pytest.mark.slow


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


def test_a_consent_that_runs_out_is_down_though_its_wall_cannot_be_written(
    cast: Cast, wall: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_media(cast.approved())
    publishing.publish(wall)
    Widget.objects.update(attempts=10)
    later = timezone.now() + timedelta(days=731)
    monkeypatch.setattr(timezone, "now", lambda: later)
    publishing.mark_expired()
    exposing.conceal()
    assert (Placement.objects.count(), public_files()) == (0, [])
    wall.refresh_from_db()
    publishing.publish(wall)
    assert items_of(wall) == []


def test_many_new_films_do_not_keep_up_what_is_taken_back_meanwhile(
    cast: Cast, wall: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = cast.dana_writes("Words that are taken back.")
    moderating.approve(old, by=cast.alice)
    publishing.publish(wall)
    for _ in range(publishing.STORIES_AT_ONCE + 1):
        with_media(cast.approved())
    copy, seen = exposing._copy_to_public, list[bool]()

    def and_take_back(asset: Asset) -> None:
        if not seen:
            moderating.reopen(old, by=cast.bob)
        seen.append("taken back" in json.dumps(items_of(wall)))
        copy(asset)

    monkeypatch.setattr(exposing, "_copy_to_public", and_take_back)
    wall.refresh_from_db()
    publishing.publish(wall)
    assert (seen[0], seen[-1]) == (True, False)
    assert len(items_of(wall)) == len(public_files()) == publishing.STORIES_AT_ONCE + 1


def test_many_films_that_get_another_file_stay_on_the_wall_meanwhile(
    cast: Cast, wall: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = publishing.STORIES_AT_ONCE + 1
    films = [with_media(cast.approved()) for _ in range(count)]
    publishing.publish(wall)
    for film in films:
        film.pk, film.key, film.public_key, film.exposed_at = None, f"{film.key}.av1", "", None
        film.token, film.sha256 = new_token(), "b" * 64
        stores.private().put(film.key, b"smaller", media_type="video/mp4")
        film.save(force_insert=True)
    copy, up = exposing._copy_to_public, list[int]()

    def and_count(asset: Asset) -> None:
        up.append(len(items_of(wall)))
        copy(asset)

    monkeypatch.setattr(exposing, "_copy_to_public", and_count)
    Widget.objects.mark_stale()
    wall.refresh_from_db()
    publishing.publish(wall)
    assert up == [count] * count


def test_a_film_that_was_lost_does_not_keep_the_wall_as_it_was(cast: Cast, wall: Widget) -> None:
    lost = with_media(cast.approved())
    stores.private().remove(lost.key)
    publishing.publish(wall)
    assert [("film" in item) for item in items_of(wall)] == [False]
    assert not Widget.objects.stale().exists()
    assert not Asset.objects.public().exists()


def test_what_is_taken_back_after_a_fault_of_ours_is_down_within_a_minute(
    cast: Cast, wall: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = cast.approved()
    publishing.publish(wall)
    moderating.reopen(story, by=cast.bob)
    with monkeypatch.context() as broken:
        broken.setattr(payload, "build", lambda *args, **options: 1 // 0)
        for _ in range(12):
            wall.refresh_from_db()
            with pytest.raises(ZeroDivisionError):
                publishing.publish(wall)
            Widget.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    wall.refresh_from_db()
    publishing.publish(wall)
    assert items_of(wall) == []


def test_a_fault_of_ours_is_tried_again_within_half_a_minute(
    cast: Cast, wall: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.approved()
    monkeypatch.setattr(payload, "build", lambda *args, **options: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        publishing.publish(wall)
    wall.refresh_from_db()
    assert wall.lease_until is not None
    assert timezone.now() < wall.lease_until <= timezone.now() + timedelta(seconds=30)


def test_what_is_taken_down_while_it_is_copied_is_not_left_behind(
    cast: Cast, wall: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = cast.approved()
    with_media(story)
    copy = exposing._copy_to_public

    def and_take_down(asset: Asset) -> None:
        Placement.objects.all().delete()
        exposing.conceal(story)
        copy(asset)

    monkeypatch.setattr(exposing, "_copy_to_public", and_take_down)
    publishing.publish(wall)

    assert public_files() == []
    assert not Asset.objects.public().exists()


@pytest.mark.django_db(transaction=True)
def test_a_wall_deleted_while_it_is_written_leaves_no_file(
    cast: Cast, wall: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.approved()
    real = publishing._write

    def write(widget: Widget, files: dict[str, PublicFile]) -> None:
        Widget.objects.filter(pk=wall.pk).delete()
        real(widget, files)

    monkeypatch.setattr(publishing, "_write", write)
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

    exposing.conceal()

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
