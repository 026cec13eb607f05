"""Nothing a person reads is left in another language than theirs."""

from __future__ import annotations

from datetime import date

import pytest
from babel.messages.catalog import Catalog
from django.utils.translation import gettext, override

from config import catalogues
from testimonials import writing

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_sentence_is_translated_with_its_placeholders(language: str) -> None:
    assert catalogues.problems(language) == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_no_catalogue_keeps_what_nobody_asks_for(language: str) -> None:
    asked = {message.id for message in catalogues.wanted()}
    assert [
        message.id for message in catalogues.catalogue(language) if message.id and message.id not in asked
    ] == []


def test_a_missing_sentence_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "catalogue", lambda language: Catalog(locale=language))
    assert any("'Send my story'" in problem for problem in catalogues.problems("fa"))


def test_a_lost_placeholder_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Catalog(locale="fa")
    wrong.add("Safe on our server to {time}", "روی سرور ما")
    monkeypatch.setattr(catalogues, "catalogue", lambda language: wrong)
    assert any("other placeholders: 'Safe on our server" in problem for problem in catalogues.problems("fa"))


def test_what_is_compiled_is_what_django_says() -> None:
    with override("zh-hans"):
        assert gettext("Send my story") == catalogues.catalogue("zh_Hans")["Send my story"].string
    with override("fa"):
        assert gettext("Send my story") == catalogues.catalogue("fa")["Send my story"].string


@pytest.mark.parametrize(
    ("language", "written", "month"),
    [
        ("fa", "۳ آذر ۱۴۰۵", "آذر ۱۴۰۵"),
        ("zh-hans", "2026年11月24日", "2026年11月"),
        ("en", "Nov. 24, 2026", "November 2026"),
    ],
)
def test_a_day_is_written_in_its_readers_calendar(language: str, written: str, month: str) -> None:
    with override(language):
        assert (writing.day(date(2026, 11, 24)), writing.month(date(2026, 11, 24))) == (written, month)


@pytest.mark.parametrize(("language", "written"), [("fa", "۱۲:۰۴"), ("en", "12:04"), ("zh-hans", "12:04")])
def test_digits_are_those_of_the_language(language: str, written: str) -> None:
    assert writing.digits("12:04", language) == written
