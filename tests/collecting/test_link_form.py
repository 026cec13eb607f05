"""Every limit of a link is checked beside its field, and what was typed stays."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest

from testimonials.models import CollectionLink
from tests.cast import Cast
from tests.collecting.studio import NEW, address, as_typed, signed_in, typed

LONG = "x" * 401


def made(cast: Cast, **changes: Any) -> CollectionLink:
    answer = signed_in(cast.alice).post(NEW, typed(**changes))
    assert answer.status_code == 302, answer.context["editor"].problems
    return CollectionLink.objects.latest("pk")


def problems(cast: Cast, **changes: Any) -> dict[str, str]:
    answer = signed_in(cast.alice).post(NEW, typed(**changes))
    assert answer.status_code == 422
    return {problem.where: problem.sentence for problem in answer.context["editor"].problems}


def test_everything_that_is_typed_is_stored(cast: Cast) -> None:
    cast.brand.time_zone = "Europe/Oslo"
    cast.brand.save()
    link = made(
        cast,
        campaign="spring", intro="Short.", thanks="Thank you.", share_url="https://halden.example/spring",
        incentive="A bell", asks_rating="on", asks_nps="on", max_submissions="50",
        opens_at="2099-01-01T09:00", expires_at="2099-07-01T09:00", opens_daily="22:00", closes_daily="06:00",
        minutes="1", seconds="30", megabytes="1024", sites="https://Halden.example/\nhttp://localhost:8080",
        f0__label="Your city", f0__is_required="on",
    )  # fmt: skip
    assert (link.campaign, link.intro, link.thanks, link.incentive) == (
        "spring",
        "Short.",
        "Thank you.",
        "A bell",
    )
    assert link.opens_at == datetime(2099, 1, 1, 8, 0, tzinfo=UTC)
    assert link.expires_at == datetime(2099, 7, 1, 7, 0, tzinfo=UTC)
    assert (link.opens_daily, link.closes_daily) == (time(22), time(6))
    assert (link.max_seconds, link.max_bytes, link.max_submissions) == (90, 1024 * 1024 * 1024, 50)
    assert link.asks_rating
    assert link.asks_nps
    assert link.sites == ["https://halden.example", "http://localhost:8080"]
    assert link.fields == [{"key": "your-city", "label": "Your city", "is_required": True}]
    assert link.share_url == "https://halden.example/spring"


def test_a_stored_link_comes_back_as_it_was_typed(cast: Cast) -> None:
    link = made(
        cast,
        minutes="1",
        seconds="5",
        opens_at="2099-01-01T09:00",
        sites="https://a.example",
        f0__label="City",
    )
    signed_in(cast.alice).post(address(link), as_typed(link) | {"seen": _seen(cast, link)})
    again = CollectionLink.objects.get(pk=link.pk)
    assert {**vars(again), "_state": 0} == {**vars(link), "_state": 0}


def _seen(cast: Cast, link: CollectionLink) -> str:
    return str(signed_in(cast.alice).get(address(link)).context["seen"])


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"name": ""}, "id_name"),
        ({"name": "x" * 121}, "id_name"),
        ({"title": " "}, "id_title"),
        ({"title": "x" * 201}, "id_title"),
        ({"campaign": "x" * 61}, "id_campaign"),
        ({"intro": LONG}, "id_intro"),
        ({"thanks": LONG}, "id_thanks"),
        ({"incentive": "x" * 121}, "id_incentive"),
        ({"share_url": "javascript:alert(1)"}, "id_share_url"),
        ({"share_url": "ftp://halden.example"}, "id_share_url"),
        ({"language": "tlh"}, "id_language"),
        ({"opens_at": "next week"}, "id_opens_at"),
        ({"expires_at": "2020-01-01T00:00"}, "id_expires_at"),
        ({"opens_at": "2099-02-01T00:00", "expires_at": "2099-01-01T00:00"}, "id_expires_at"),
        ({"opens_daily": "09:00"}, "id_closes_daily"),
        ({"closes_daily": "09:00"}, "id_opens_daily"),
        ({"opens_daily": "09:00", "closes_daily": "09:00"}, "id_closes_daily"),
        ({"max_submissions": "0"}, "id_max_submissions"),
        ({"max_submissions": "many"}, "id_max_submissions"),
        ({"minutes": "15", "seconds": "1"}, "id_minutes"),
        ({"minutes": "0", "seconds": "4"}, "id_minutes"),
        ({"seconds": "60"}, "id_seconds"),
        ({"megabytes": "0"}, "id_megabytes"),
        ({"megabytes": "1025"}, "id_megabytes"),
        ({"q0__text": None, "q0__tip": None}, "questions"),
        ({"q0__text": ""}, "id_q0-text"),
        ({"q0__text": "x" * 301}, "id_q0-text"),
        ({"q0__tip": "x" * 301}, "id_q0-tip"),
        ({"q0__kind": "essay"}, "id_q0-kind"),
        ({"q0__kind": "poll", "q0__options": "only one"}, "id_q0-options"),
        ({"q0__kind": "poll", "q0__options": "\n".join("abcdefghi")}, "id_q0-options"),
        ({"q0__kind": "poll", "q0__options": "a\na"}, "id_q0-options"),
        ({"q0__kind": "poll", "q0__options": f"a\n{'x' * 121}"}, "id_q0-options"),
        ({f"q{n}__text": "Why?" for n in range(9)} | {f"q{n}__kind": "open" for n in range(9)}, "questions"),
        ({"f0__label": "x" * 81}, "id_f0-label"),
        ({f"f{n}__label": f"Detail {n}" for n in range(7)}, "fields"),
    ],
)
def test_each_limit_is_said_beside_its_field(cast: Cast, changes: dict[str, Any], where: str) -> None:
    assert list(problems(cast, **changes)) == [where]


def test_a_time_that_the_clock_jumps_over_is_refused(cast: Cast) -> None:
    cast.brand.time_zone = "Europe/Oslo"
    cast.brand.save()
    assert list(problems(cast, opens_at="2099-03-29T02:30")) == ["id_opens_at"]


def test_nothing_typed_is_lost(cast: Cast) -> None:
    answer = signed_in(cast.alice).post(
        NEW,
        typed(
            title="", thanks="So long", sites="nonsense here", q0__tip="Mine", q1__kind="poll", q1__text="Which?",
            q1__options="red\nblue", f0__label="City", languages=["fa"], title_fa="چطور بود؟", opens_at="2099-01-01T09:00",
        ),
    )  # fmt: skip
    page = answer.content.decode()
    for said in (
        "So long",
        "nonsense here",
        "Mine",
        "Which?",
        "red\nblue",
        "City",
        "چطور بود؟",
        "2099-01-01T09:00",
    ):
        assert said in page
    assert 'aria-describedby="id_title_error"' in page
    assert 'id="id_title_error"' in page


def test_rows_without_a_word_count_as_not_there(cast: Cast) -> None:
    link = made(cast, q1__kind="open", q1__text=" ", q2__kind="open", q2__text="And now?", f0__label="")
    assert [question.text for question in link.questions.current()] == ["What changed?", "And now?"]
    assert link.fields == []


def test_options_of_an_open_question_are_not_kept(cast: Cast) -> None:
    assert made(cast, q0__options="a\nb").questions.get().options == []


def test_several_lines_of_a_question_are_one(cast: Cast) -> None:
    assert made(cast, q0__text="What\r\nchanged?").questions.get().text == "What changed?"


def test_other_languages_are_kept_with_what_is_translated(cast: Cast) -> None:
    link = made(
        cast, languages=["fa", "en"], title_fa="بهار چطور بود؟", intro_fa="", thanks_fa="سپاس",
        q0__kind="poll", q0__options="a\nb", q0__text_fa="چه شد؟", q0__options_fa="الف\nب",
    )  # fmt: skip
    question = link.questions.get()
    assert link.languages == ["fa"]
    assert link.translations == {"fa": {"title": "بهار چطور بود؟", "thanks": "سپاس"}}
    assert question.translations == {"fa": {"text": "چه شد؟", "options": ["الف", "ب"]}}


def test_every_option_is_translated_or_none(cast: Cast) -> None:
    found = problems(cast, languages=["fa"], q0__kind="poll", q0__options="a\nb\nc", q0__options_fa="الف\nب")
    assert list(found) == ["id_q0-options_fa"]


def test_two_details_of_one_name_get_two_keys_and_keep_them(cast: Cast) -> None:
    link = made(cast, f0__label="City", f1__label="City", f2__label="شهر")
    keys = [one["key"] for one in link.fields]
    assert keys == ["city", "city-2", "field"]
    form = as_typed(link) | {"f0-label": "Your town", "seen": _seen(cast, link)}
    signed_in(cast.alice).post(address(link), form)
    link.refresh_from_db()
    assert [one["key"] for one in link.fields] == keys
    assert link.fields[0]["label"] == "Your town"


def test_an_end_that_has_passed_does_not_stand_in_the_way_of_a_new_name(cast: Cast) -> None:
    cast.link.expires_at = datetime(2020, 1, 1, tzinfo=UTC)
    cast.link.save()
    form = as_typed(cast.link) | {"name": "Renamed", "seen": _seen(cast, cast.link)}
    assert signed_in(cast.alice).post(address(cast.link), form).status_code == 302


@pytest.mark.parametrize(
    "site",
    [
        "https://www.example.com/stories", "http://example.com", "https://*.example.com", "https://a.example;script-src *",
        "https://user@a.example", "javascript:alert(1)", "https://a.example?x", "https://a b.example", "https://a.example:99999",
        "ftp://a.example", "https://", "'self'",
    ],
)  # fmt: skip
def test_what_is_no_origin_is_no_site(cast: Cast, site: str) -> None:
    assert list(problems(cast, sites=site)) == ["id_sites"]


@pytest.mark.parametrize(
    ("site", "stored"),
    [
        ("www.example.com", "https://www.example.com"),
        ("https://WWW.Example.com:443/", "https://www.example.com"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8001"),
    ],
)
def test_a_site_is_stored_as_its_origin(cast: Cast, site: str, stored: str) -> None:
    assert made(cast, sites=f"{site}\n\n{site}").sites == [stored]
