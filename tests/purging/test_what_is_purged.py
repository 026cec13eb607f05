"""What is replaced or taken down is purged, and nothing else is. Real files, a real hook."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from embeds import publishing
from embeds.models import Widget
from testimonials import closing, moderating, purging, stores, withdrawing
from testimonials.models import Purge, Testimonial, Withdrawal
from testimonials.stores import DiskStore, StoreUnavailable
from tests.cast import Cast, give
from tests.publishing.published import with_media
from tests.purging.edge import Edge

pytestmark = pytest.mark.slow
SITE = "https://say.example.com"


@pytest.fixture
def wall(cast: Cast) -> Widget:
    return Widget.objects.create(brand=cast.brand, name="Wall", slug="halden", title="People who ride")


def publish(wall: Widget) -> None:
    Widget.objects.update(stale_since=timezone.now())
    wall.refresh_from_db()
    publishing.publish(wall)


@pytest.fixture
def story(cast: Cast, wall: Widget, told: Edge) -> Testimonial:
    """A story on film, on the wall, and the CDN has heard of it."""
    found = cast.approved()
    with_media(found)
    publish(wall)
    told_of(told)
    return found


def film_of(story: Testimonial) -> str:
    return f"{SITE}/{story.assets.get().public_key}"


def told_of(told: Edge) -> set[str]:
    """Send what waits; return what the CDN heard by that."""
    told.asked.clear()
    Purge.objects.update(lease_until=None)
    for purge in Purge.objects.all():
        purging.send(purge)
    return set(told.told)


def pages_of(story: Testimonial) -> set[str]:
    return {f"{SITE}/v/{story.token}", f"{SITE}/v/{story.token}/player"}


def everything_of(wall: Widget) -> set[str]:
    files = {f"{SITE}/w/{wall.token}.{kind}" for kind in ("css", "html", "json", "js")}
    return files | {f"{SITE}/wall/halden", f"{SITE}/frame/{wall.token}"}


def test_a_first_publication_is_told_by_the_names_that_are_asked_for(
    cast: Cast, wall: Widget, told: Edge
) -> None:
    publish(wall)
    heard = told_of(told)
    assert everything_of(wall) | {f"{SITE}/w/embed.js"} <= heard
    assert not [url for url in heard if url.endswith((".br", ".gz"))]


def test_bytes_that_did_not_change_are_neither_put_nor_purged(
    cast: Cast, wall: Widget, told: Edge, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.approved()
    publish(wall)
    told_of(told)
    written: list[str] = []
    real = DiskStore.put

    def put(self: DiskStore, name: str, *arguments: Any, **keywords: Any) -> None:
        written.append(name)
        real(self, name, *arguments, **keywords)

    monkeypatch.setattr(DiskStore, "put", put)
    publish(wall)
    assert written == []
    assert told_of(told) == set()


def test_only_what_changed_is_purged(cast: Cast, wall: Widget, told: Edge) -> None:
    cast.approved()
    publish(wall)
    told_of(told)
    cast.approved()
    publish(wall)
    heard = told_of(told)
    assert {f"{SITE}/w/{wall.token}.js", f"{SITE}/w/{wall.token}.json", f"{SITE}/wall/halden"} <= heard
    assert f"{SITE}/w/embed.js" not in heard


def test_a_compressed_variant_that_is_behind_is_put_again(cast: Cast, wall: Widget, told: Edge) -> None:
    publish(wall)
    told_of(told)
    name = f"w/{wall.token}.js.br"
    stores.public().put(name, b"half a write of somebody who died", media_type="text/javascript")
    publish(wall)
    assert b"".join(stores.public().read(name)) != b"half a write of somebody who died"
    assert told_of(told) == {f"{SITE}/w/{wall.token}.js"}


@pytest.mark.django_db(transaction=True)
def test_withdrawn_media_is_purged_once_it_is_gone(wall: Widget, story: Testimonial, told: Edge) -> None:
    film = film_of(story)
    path = film.removeprefix(SITE)
    assert Client().get(path).status_code == 200
    withdrawal = withdrawing.withdraw(story)
    assert Client().get(path).status_code == 404
    assert told_of(told) == {film} | pages_of(story)
    publish(wall)
    withdrawing.finish(withdrawal)
    assert f"{SITE}/w/{wall.token}.js" in told_of(told)


def test_a_storys_own_pages_are_purged_with_every_change_while_it_is_shown(
    cast: Cast, wall: Widget, told: Edge
) -> None:
    shown, unseen = cast.approved(), cast.dana_writes()
    publish(wall)
    told_of(told)
    give(shown, name=False)
    give(unseen, name=False)
    assert told_of(told) == pages_of(shown)


@pytest.mark.django_db(transaction=True)
def test_media_that_only_the_erasure_could_reach_is_purged_too(
    story: Testimonial, told: Edge, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = film_of(story)
    with monkeypatch.context() as broken:
        broken.setattr(DiskStore, "remove", away)
        withdrawal = withdrawing.withdraw(story)
    # It may be gone for all a store has said, so it is told now and once more when it is.
    assert told_of(told) == {film} | pages_of(story)
    withdrawing.finish(withdrawal)
    assert told_of(told) == {film}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("status", [500, 401, 429])
def test_a_cdn_in_trouble_delays_no_withdrawal(
    wall: Widget, story: Testimonial, told: Edge, status: int
) -> None:
    film = film_of(story)
    told.answers = [status] * 9
    withdrawal = withdrawing.withdraw(story)
    publish(wall)
    withdrawing.finish(withdrawal)
    told_of(told)
    assert Withdrawal.objects.get().erased_at is not None
    assert Client().get(film.removeprefix(SITE)).status_code == 404
    told.answers = []
    assert film in told_of(told)


@pytest.mark.django_db(transaction=True)
def test_a_deleted_widget_is_purged_whole(cast: Cast, wall: Widget, story: Testimonial, told: Edge) -> None:
    film = film_of(story)
    client = Client()
    client.force_login(cast.alice)
    assert client.post(f"/studio/halden/widgets/{wall.token}/removal").status_code == 302
    assert told_of(told) == everything_of(wall) | pages_of(story) | {film}


@pytest.mark.django_db(transaction=True)
def test_a_closed_brand_is_purged_whole(cast: Cast, wall: Widget, story: Testimonial, told: Edge) -> None:
    film = film_of(story)
    closing.close(cast.brand, by=cast.alice, typed="Halden")
    assert told_of(told) == everything_of(wall) | pages_of(story) | {film}


@pytest.mark.django_db(transaction=True)
def test_without_a_cdn_nothing_is_queued(cast: Cast, wall: Widget, settings: Any) -> None:
    settings.CDN = {}
    story = cast.approved()
    with_media(story)
    publish(wall)
    moderating.reopen(story, by=cast.bob)
    assert not Purge.objects.exists()


def away(*args: object) -> None:
    raise StoreUnavailable("away")
