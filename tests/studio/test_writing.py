"""Moments as people of each language write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from testimonials import writing

AFTERNOON = datetime(2026, 11, 28, 15, 32, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "Nov. 28, 2026, 15:32"),
        ("fa", "۷ آذر ۱۴۰۵، ۱۵:۳۲"),
        ("zh-hans", "2026年11月28日 15:32"),
    ],
)
def test_a_moment_is_written_with_its_languages_digits_calendar_and_comma(
    language: str, written: str
) -> None:
    with override(language):
        assert writing.moment(AFTERNOON) == written
