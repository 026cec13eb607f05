"""How many watched: people once a day, programs never, nobody known."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from embeds import counting, designing, publishing
from embeds.models import Viewing, ViewingDay, Widget
from testimonials import admitting
from testimonials.models import Testimonial
from tests.cast import Cast

PERSON = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/153.0"


@pytest.fixture
def wall(cast: Cast) -> Widget:
    cache.clear()
    cast.approved()
    made = designing.create(cast.brand, by=cast.alice, name="Wall", layout="wall")
    publishing.publish(made)
    return made


def told(wall: Widget, **changes: str) -> bool:
    item = wall.placements.get().cut.token
    event = {"wid": wall.token, "item": item, "kind": "play", "address": "192.0.2.7", "agent": PERSON}
    return counting.note(**event | changes)


def test_a_visitor_counts_once_a_day(wall: Widget) -> None:
    assert [told(wall), told(wall), told(wall, address="192.0.2.8")] == [True, False, True]
    assert Viewing.objects.count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"agent": "Googlebot/2.1"},
        {"agent": ""},
        {"agent": "python-requests/2.32"},
        {"kind": "bought"},
        {"item": "AAAAAAAAAAAA"},
        {"item": ""},
        {"wid": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
)
def test_what_is_no_viewing_is_not_counted(wall: Widget, changes: dict[str, str]) -> None:
    assert not told(wall, **changes)
    assert not Viewing.objects.exists()


def test_what_is_not_placed_any_more_is_not_counted(wall: Widget) -> None:
    item = wall.placements.get().cut.token
    wall.placements.all().delete()
    assert not counting.note(wid=wall.token, item=item, kind="play", address="192.0.2.7", agent=PERSON)


def test_a_flood_from_one_network_ends(wall: Widget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "AN_HOUR", 3)
    counted = [told(wall, address=f"192.0.2.{number}") for number in range(1, 7)]
    assert counted == [True, True, True, False, False, False]


def test_neither_address_nor_browser_is_kept(wall: Widget) -> None:
    told(wall)
    row = Viewing.objects.get()
    assert "192.0.2.7" not in repr(vars(row))
    assert "Firefox" not in repr(vars(row))


def test_tomorrow_the_same_visitor_is_another(wall: Widget) -> None:
    told(wall)
    before = Viewing.objects.get().visitor
    Viewing.objects.all().delete()
    cache.clear()  # as the night does
    told(wall)
    assert Viewing.objects.get().visitor != before


def test_events_become_one_number_a_day(wall: Widget) -> None:
    told(wall)
    told(wall, address="192.0.2.8")
    Viewing.objects.update(at=timezone.now() - timedelta(days=3))
    counting.roll_up()
    counting.roll_up()
    assert ViewingDay.objects.get().count == 2
    assert not Viewing.objects.exists()


def test_who_asks_not_to_be_counted_is_not(wall: Widget, client: Client) -> None:
    item = wall.placements.get().cut.token
    for header in ({"Sec-GPC": "1"}, {"DNT": "1"}):
        answer = client.post(
            f"/n/{wall.token}",
            f"play {item}",
            content_type="text/plain",
            headers={"User-Agent": PERSON, **header},
        )
        assert (answer.status_code, answer.content) == (204, b"")
    assert not Viewing.objects.exists()


def test_the_beacon_counts_and_sets_no_cookie(wall: Widget, client: Client) -> None:
    item = wall.placements.get().cut.token
    answer = client.post(
        f"/n/{wall.token}", f"play {item}", content_type="text/plain", headers={"User-Agent": PERSON}
    )
    assert answer.status_code == 204
    assert not answer.cookies
    assert Viewing.objects.count() == 1


@pytest.mark.parametrize("body", [b"", b"\xff\xfe play", b"play " + b"A" * 5000, b"play"])
def test_a_broken_event_is_nothing(wall: Widget, client: Client, body: bytes) -> None:
    answer = client.post(f"/n/{wall.token}", body, content_type="text/plain", headers={"User-Agent": PERSON})
    assert answer.status_code == 204
    assert not Viewing.objects.exists()


def test_the_speaker_sees_how_many_watched(wall: Widget, client: Any) -> None:
    told(wall)
    told(wall, address="192.0.2.8")
    story = Testimonial.objects.get()
    admitting.open_page(story)
    page = client.get(f"/s/{story.page_secret()}").content.decode()
    assert "<b>2</b> people have watched it there." in page
