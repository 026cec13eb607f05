"""The database itself refuses what must never be public. Raw SQL, so that no Python stands in the way."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from embeds.models import Placement, Widget
from testimonials import moderating
from testimonials.models import Consent, Cut, Testimonial
from tests.cast import Cast, decision_of, give

TABLE = Placement._meta.db_table


def wall_of(cast: Cast) -> Widget:
    return Widget.objects.create(brand=cast.brand, name="Wall", slug="wall")


def entitled(cast: Cast, widget: Widget, **changes: Any) -> dict[str, Any]:
    """The columns of a placement that may be, with some of them changed."""
    story = cast.approved()
    row = {
        "brand_id": cast.brand.pk,
        "widget_id": widget.pk,
        "testimonial_id": story.pk,
        "cut_id": story.cut.pk,
        "decision_id": decision_of(story).pk,
        "consent_id": story.consent.pk,
        "relation": "customer",
        "incentive": "",
        "position": 0,
        "placed_at": timezone.now(),
    }
    return row | changes


def insert(row: dict[str, Any]) -> None:
    columns, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} ({columns}) VALUES ({marks})", list(row.values()))


def test_it_takes_a_placement_that_is_entitled(cast: Cast) -> None:
    insert(entitled(cast, wall_of(cast)))
    assert Placement.objects.count() == 1


@pytest.mark.parametrize("column", ["cut_id", "decision_id", "consent_id", "relation", "incentive"])
def test_it_refuses_a_placement_with_something_missing(cast: Cast, column: str) -> None:
    row = entitled(cast, wall_of(cast), **{column: None})
    with pytest.raises(IntegrityError):
        insert(row)


@pytest.mark.parametrize("column", ["cut_id", "decision_id", "consent_id"])
def test_it_refuses_what_belongs_to_another_testimonial(cast: Cast, column: str) -> None:
    other = entitled(cast, wall_of(cast))
    row = entitled(cast, Widget.objects.create(brand=cast.brand, name="2", slug="two")) | {
        column: other[column]
    }
    with pytest.raises(IntegrityError):
        insert(row)


@pytest.mark.parametrize("change", [{"relation": "family"}, {"incentive": "none of it"}])
def test_it_refuses_an_undisclosed_relation_or_incentive(cast: Cast, change: dict[str, str]) -> None:
    row = entitled(cast, wall_of(cast), **change)
    with pytest.raises(IntegrityError):
        insert(row)


def test_it_refuses_without_consent_for_websites(cast: Cast) -> None:
    row = entitled(cast, wall_of(cast))
    story = Testimonial.objects.get(pk=row["testimonial_id"])
    row["consent_id"] = give(story, website=False).pk
    with pytest.raises(IntegrityError):
        insert(row)


def test_it_refuses_a_consent_that_was_revised(cast: Cast) -> None:
    row = entitled(cast, wall_of(cast))
    give(Testimonial.objects.get(pk=row["testimonial_id"]), website=True)
    with pytest.raises(IntegrityError):
        insert(row)


def test_it_refuses_a_cut_that_was_not_decided_on(cast: Cast) -> None:
    row = entitled(cast, wall_of(cast))
    story = Testimonial.objects.get(pk=row["testimonial_id"])
    newer = Cut.objects.create(brand=cast.brand, testimonial=story, number=2, state=Cut.State.READY)
    with pytest.raises(IntegrityError):
        insert(row | {"cut_id": newer.pk})


def test_it_refuses_after_the_decision_was_taken_back(cast: Cast) -> None:
    row = entitled(cast, wall_of(cast))
    story = Testimonial.objects.get(pk=row["testimonial_id"])
    moderating.reopen(story, by=cast.bob)
    with pytest.raises(IntegrityError):
        insert(row)


def test_it_refuses_a_widget_of_another_brand(cast: Cast) -> None:
    foreign = Widget.objects.create(brand=cast.charlies_brand, name="Wall", slug="charlies")
    row = entitled(cast, foreign)
    with pytest.raises(IntegrityError):
        insert(row)


def test_it_refuses_an_update_that_would_break_a_placement(cast: Cast) -> None:
    insert(entitled(cast, wall_of(cast)))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET relation = 'family'")


@pytest.mark.parametrize("model", [Testimonial, Consent, Cut])
def test_it_refuses_a_row_whose_brand_is_not_its_parents(cast: Cast, model: Any) -> None:
    cast.approved()
    table = model._meta.db_table
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET brand_id = %s", [cast.charlies_brand.pk])


@pytest.mark.parametrize("change", ["for_ads = NOT for_ads", "wording = 'I agree to everything'"])
def test_it_refuses_any_change_to_a_consent(cast: Cast, change: str) -> None:
    cast.approved()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Consent._meta.db_table} SET {change}")


def test_it_refuses_any_change_to_a_decision(cast: Cast) -> None:
    cast.approved()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE testimonials_decision SET verdict = 'reopened'")
