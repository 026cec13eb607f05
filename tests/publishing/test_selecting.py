"""Which stories a widget shows: by rules or chosen one by one, never by rating."""

from __future__ import annotations

from typing import Any

import pytest

from embeds import design, designing, selecting
from embeds.models import Widget, WidgetVersion
from testimonials import annotating, tagging
from testimonials.models import AuditEvent, Testimonial
from tests.cast import Cast


@pytest.fixture
def wall(cast: Cast) -> Widget:
    return designing.create(cast.brand, by=cast.alice, name="Front page", layout="wall")


def shown(widget: Widget, **settings: Any) -> list[Testimonial]:
    """What the widget shows with these settings."""
    widget.settings = design.read(settings).stored()
    return [item.testimonial for item in selecting.select(widget)]


def test_the_newest_stands_first(cast: Cast, wall: Widget) -> None:
    old, new = cast.approved(), cast.approved()
    assert shown(wall) == [new, old]


def test_a_featured_story_stands_first_where_that_is_asked_for(cast: Cast, wall: Widget) -> None:
    old, new = cast.approved(), cast.approved()
    annotating.feature(old, is_featured=True, by=cast.alice)
    assert shown(wall, order="featured") == [old, new]


def test_chosen_stories_stand_as_they_were_chosen(cast: Cast, wall: Widget) -> None:
    one, _two, three = cast.approved(), cast.approved(), cast.approved()
    assert shown(wall, order="chosen", chosen=[three.token, one.token]) == [three, one]


def test_a_chosen_story_without_consent_is_not_shown(cast: Cast, wall: Widget) -> None:
    story = cast.approved(website=False)
    assert shown(wall, order="chosen", chosen=[story.token]) == []


def test_a_tag_narrows(cast: Cast, wall: Widget) -> None:
    tagged, _other = cast.approved(), cast.approved()
    tagging.add(tagged, "commute", by=cast.alice)
    assert shown(wall, rules={"tags": ["commute"]}) == [tagged]


def test_a_tag_that_is_renamed_goes_on_narrowing(cast: Cast, wall: Widget) -> None:
    tagged, _other = cast.approved(), cast.approved()
    tagging.add(tagged, "comute", by=cast.alice)
    asks = design.read({"rules": {"tags": ["comute"]}})
    designing.change(wall, by=cast.alice, seen=1, name="Wall", title="", layout="wall", design=asks, sites=[])
    Widget.objects.update(stale_since=None)
    tagging.rename(cast.brand, "comute", "Commute")
    wall.refresh_from_db()
    assert [item.testimonial for item in selecting.select(wall)] == [tagged]
    assert wall.stale_since is not None


def test_following_a_tag_is_a_version_of_its_own(cast: Cast, wall: Widget) -> None:
    tagging.add(cast.approved(), "comute", by=cast.alice)
    asks = design.read({"rules": {"tags": ["comute"]}})
    designing.change(wall, by=cast.alice, seen=1, name="Wall", title="", layout="wall", design=asks, sites=[])
    tagging.rename(cast.brand, "comute", "Commute")
    asked = {version.number: design.read(version.settings).rules.tags for version in wall.versions.all()}
    assert (asked[2], asked[3]) == (("comute",), ("Commute",))


def test_another_brands_wall_keeps_its_words(cast: Cast) -> None:
    other = designing.create(cast.charlies_brand, by=cast.charlie, name="Wall", layout="wall")
    asks = design.read({"rules": {"tags": ["comute"]}})
    designing.change(
        other, by=cast.charlie, seen=1, name="Wall", title="", layout="wall", design=asks, sites=[]
    )
    tagging.add(cast.approved(), "comute", by=cast.alice)
    tagging.rename(cast.brand, "comute", "Commute")
    other.refresh_from_db()
    assert design.read(other.settings).rules.tags == ("comute",)


def test_another_brands_story_is_never_chosen(cast: Cast, wall: Widget) -> None:
    story = cast.approved()
    Testimonial.objects.filter(pk=story.pk).update(brand=cast.brand)
    other = designing.create(cast.charlies_brand, by=cast.charlie, name="Wall", layout="wall")
    assert shown(other, order="chosen", chosen=[story.token]) == []


def test_a_widget_has_no_rule_about_ratings() -> None:
    told = design.read({"rules": {"rating": 5, "min_rating": 4}, "order": "rating", "min_rating": 4})
    assert told == design.Design()


@pytest.mark.parametrize(
    "value", ["red;}", "url(https://x.example)", "expression(1)", "#12", "var(--x)", "10px;color:red", "<b>"]
)
def test_a_token_that_is_no_value_is_left_out(value: str) -> None:
    assert design.read({"tokens": {"surface": value, "radius": value, "ui": value + ";"}}).tokens == {}


def test_saving_over_somebody_elses_change_is_refused(cast: Cast, wall: Widget) -> None:
    said: dict[str, Any] = {
        "name": "A",
        "title": "",
        "layout": "grid",
        "design": design.Design(),
        "sites": [],
    }
    designing.change(wall, by=cast.bob, seen=1, **said)
    with pytest.raises(designing.WidgetChanged):
        designing.change(Widget.objects.get(), by=cast.alice, seen=1, **said | {"name": "B"})


def test_saving_what_is_there_makes_no_version(cast: Cast, wall: Widget) -> None:
    same = design.read(wall.settings)
    done = designing.change(
        wall, by=cast.bob, seen=1, name=wall.name, title=wall.title, layout="wall", design=same, sites=[]
    )
    assert done is None
    assert WidgetVersion.objects.count() == 1


def test_going_back_is_a_new_version_and_publishes_again(cast: Cast, wall: Widget) -> None:
    designing.change(
        wall, by=cast.bob, seen=1, name="B", title="", layout="grid", design=design.Design(most=3), sites=[]
    )
    Widget.objects.update(stale_since=None)
    designing.go_back(wall, 1, by=cast.alice, seen=2)
    wall.refresh_from_db()
    assert (wall.name, wall.layout, wall.revision) == ("Front page", "wall", 3)
    assert wall.stale_since is not None
    assert AuditEvent.objects.filter(code="widget_changed").count() == 2
