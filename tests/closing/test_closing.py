"""A brand ends: off every page at once, kept for a week, then erased."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from config.sweeping import sweep
from embeds import publishing
from embeds.models import Placement, Widget
from testimonials import closing, collecting, configuring, recording, stores
from testimonials.models import Brand, Notice, Speaker, Testimonial
from tests.cast import Cast
from tests.studio.test_studio import signed_in


@pytest.fixture
def wall(cast: Cast) -> Widget:
    """A live wall with one story."""
    cast.approved()
    made = Widget.objects.create(brand=cast.brand, slug="halden", name="Wall")
    publishing.publish(made)
    assert Placement.objects.exists()
    return made


def _close(cast: Cast, commits: Any) -> None:
    with commits(execute=True):
        closing.close(cast.brand, by=cast.alice, typed="Halden")


def test_a_closed_brand_is_off_every_page_at_once(
    cast: Cast, wall: Widget, client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    _close(cast, django_capture_on_commit_callbacks)
    assert not Placement.objects.exists()
    assert not [name for name in stores.public().list("w/") if wall.token in name]
    assert client.get("/wall/halden").status_code == 404
    assert signed_in(cast.alice).get("/studio/halden/inbox").status_code == 404


def test_its_links_take_nobody_any_more(cast: Cast) -> None:
    closing.close(cast.brand, by=cast.alice, typed="Halden")
    cast.link.refresh_from_db()
    with pytest.raises(collecting.LinkNotOpen):
        collecting.check_open(type(cast.link).objects.select_related("brand").get())


def test_its_name_has_to_be_typed(cast: Cast) -> None:
    answer = signed_in(cast.alice).post("/studio/halden/settings/ending", {"name": "halden"})
    assert answer.status_code == 422
    assert Brand.objects.get(slug="halden").closed_at is None


def test_only_an_owner_ends_a_brand(cast: Cast) -> None:
    assert signed_in(cast.bob).post("/studio/halden/settings/ending", {"name": "Halden"}).status_code == 403


def test_an_owner_has_it_back_within_a_week(
    cast: Cast, wall: Widget, django_capture_on_commit_callbacks: Any
) -> None:
    _close(cast, django_capture_on_commit_callbacks)
    signed_in(cast.alice).post("/studio/halden/keeping")
    publishing.publish(Widget.objects.get())
    assert Placement.objects.exists()
    assert signed_in(cast.alice).get("/studio/halden/inbox").status_code == 200


def test_nobody_else_has_it_back(cast: Cast) -> None:
    closing.close(cast.brand, by=cast.alice, typed="Halden")
    for user in (cast.bob, cast.charlie):
        assert signed_in(user).post("/studio/halden/keeping").status_code == 404
    assert Brand.objects.get(slug="halden").closed_at is not None


def test_after_a_week_nothing_of_it_is_left(cast: Cast, wall: Widget) -> None:
    cast.dana_writes("I arrive awake.")
    recording.begin(cast.link, language="en")
    configuring.change(cast.brand, by=cast.alice, seen=1, website="https://halden.example")
    closing.close(cast.brand, by=cast.alice, typed="Halden")
    Brand.objects.filter(slug="halden").update(closed_at=timezone.now() - timedelta(days=8))
    for _time in range(4):
        sweep()
        for stale in Widget.objects.stale():  # as the worker does when the sweeper rings
            publishing.publish(stale)
    assert not Brand.objects.filter(slug="halden").exists()
    assert not Testimonial.objects.exists()
    assert not Speaker.objects.exists()
    assert Brand.objects.filter(slug="charlies").exists()


def test_what_is_not_shown_is_kept_as_long_as_the_brand_says(cast: Cast) -> None:
    old, recent = cast.dana_writes("Old."), cast.dana_writes("Recent.")
    Testimonial.objects.update(state="rejected")
    Testimonial.objects.filter(pk=old.pk).update(submitted_at=timezone.now() - timedelta(days=100))
    sweep()
    assert not Testimonial.objects.filter(state="withdrawn").exists()
    Brand.objects.filter(pk=cast.brand.pk).update(retention_months=3)
    sweep()
    assert [story.pk for story in Testimonial.objects.filter(state="withdrawn")] == [old.pk]
    assert Testimonial.objects.get(pk=recent.pk).state == "rejected"


def test_what_is_kept_no_longer_is_erased_without_a_receipt(cast: Cast) -> None:
    story = cast.dana_writes()
    past = timezone.now() - timedelta(days=100)
    Testimonial.objects.filter(pk=story.pk).update(state="rejected", submitted_at=past)
    Brand.objects.filter(pk=cast.brand.pk).update(retention_months=3)
    sweep()
    assert Testimonial.objects.get(pk=story.pk).state == "withdrawn"
    assert not Notice.objects.filter(kind=Notice.Kind.WITHDRAWN).exists()
