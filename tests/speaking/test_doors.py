"""Holding the link is not enough for what cannot be undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from testimonials.models import Asset, OneTimeCode, Speaker, Testimonial
from testimonials.models.tokens import digest
from tests.cast import Cast
from tests.clips import clip
from tests.speaking.conftest import Page, deliver, page_of
from tests.taken import rendered, story

pytestmark = pytest.mark.slow


def state(page: Page) -> str:
    return Testimonial.objects.get(pk=page.story.pk).state


def nameless(page: Page) -> Page:
    """The same page of somebody who left no address."""
    Speaker.objects.update(email="")
    return page


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_withdrawing_asks_for_a_code(page: Page) -> None:
    answer = page.post("/withdrawal")
    assert answer.status_code == 422
    assert state(page) == "new"


def test_the_code_from_the_mail_withdraws(page: Page) -> None:
    answer = page.post("/withdrawal", code=page.code("withdrawal"))
    assert (answer.status_code, answer["Location"]) == (303, page.address)
    assert state(page) == "withdrawn"


def test_a_code_may_be_typed_with_a_space_and_in_persian_digits(page: Page) -> None:
    code = page.code("withdrawal").translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    page.post("/withdrawal", code=f"{code[:3]} {code[3:]}")
    assert state(page) == "withdrawn"


def test_who_left_no_address_confirms_on_a_page_of_its_own(page: Page) -> None:
    nameless(page)
    assert "Withdraw for good" in page.text("/withdrawal")
    assert state(page) == "new"
    page.post("/withdrawal")
    assert state(page) == "withdrawn"


def test_a_code_works_once(page: Page) -> None:
    code = page.code("link")
    page.post("/link", code=code)
    fresh = Page(Testimonial.objects.get(pk=page.story.pk), page.client)
    assert fresh.post("/link", code=code).status_code == 422


def test_a_code_works_for_a_quarter_of_an_hour(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    code = page.code("withdrawal")
    later = timezone.now() + timedelta(minutes=16)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert page.post("/withdrawal", code=code).status_code == 422
    assert state(page) == "new"


def test_five_guesses_are_enough(page: Page) -> None:
    code = page.code("withdrawal")
    for _ in range(5):
        assert page.post("/withdrawal", code=wrong(code)).status_code == 422
    page.post("/withdrawal", code=code)
    assert state(page) == "new"


def test_only_the_newest_code_counts(page: Page) -> None:
    first, second = page.code("withdrawal"), page.code("withdrawal")
    if first != second:
        assert page.post("/withdrawal", code=first).status_code == 422
    page.post("/withdrawal", code=second)
    assert state(page) == "withdrawn"


def test_there_are_five_codes_an_hour(page: Page) -> None:
    for _ in range(5):
        assert page.post("/code", **{"for": "link"}).status_code == 303
    answer = page.post("/code", **{"for": "link"})
    assert answer.status_code == 429
    assert OneTimeCode.objects.count() == 5


def test_another_storys_code_opens_nothing(cast: Cast, page: Page) -> None:
    other = page_of(cast.dana_writes())
    code = other.code("withdrawal")
    page.post("/code", **{"for": "withdrawal"})
    OneTimeCode.objects.filter(testimonial=page.story).update(digest=OneTimeCode.objects.first().digest)  # type: ignore[union-attr]
    assert page.post("/withdrawal", code=code).status_code == 422


def test_neither_code_nor_address_is_readable_in_the_database_afterwards(page: Page) -> None:
    code = page.code("withdrawal")
    notice = page.story.notices.get(kind="code")
    assert (notice.to, notice.details, notice.state) == ("", {}, "sent")
    assert OneTimeCode.objects.get().digest not in {code, digest(code)}


def test_the_page_shows_only_enough_of_the_address_to_know_it_by(page: Page) -> None:
    told = page.text("/withdrawal")
    assert "d…@example.org" in told
    assert "dana@" not in told


def test_a_new_link_closes_the_old_one_and_comes_by_mail(page: Page) -> None:
    old = page.address
    answer = page.post("/link", code=page.code("link"))
    deliver()
    page.story.refresh_from_db()
    assert answer["Location"] == f"{page.address}?done=link"
    assert page.address != old
    assert Client().get(old).status_code == 404
    assert Client().get(page.address).status_code == 200
    assert page.address in str(mail.outbox[-1].body)


@pytest.fixture
def film(cast: Cast) -> Page:
    """Dana on video, rendered."""
    told = story(cast, clip("plain.mp4"))
    rendered(told)
    return page_of(told)


def test_an_original_is_handed_out_only_with_a_key(film: Page) -> None:
    original = Asset.objects.get(kind="original")
    assert film.get(f"/originals/{original.token}")["Location"] == f"{film.address}/originals"
    assert film.get(f"/originals/{original.token}", key="forged")["Location"] == f"{film.address}/originals"
    shown = film.client.get(film.post("/originals", code=film.code("originals"))["Location"])
    key = shown.context["key"]
    answer = film.get(f"/originals/{original.token}", key=key)
    assert b"".join(answer.streaming_content) == clip("plain.mp4").read_bytes()  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"


def test_a_key_opens_nobody_elses_originals_and_ends(
    cast: Cast, film: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Asset.objects.get(kind="original")
    nameless(film)
    key = film.client.get(film.post("/originals")["Location"]).context["key"]
    other = page_of(cast.dana_writes())
    assert other.get(f"/originals/{original.token}", key=key).status_code == 303
    later = timezone.now().timestamp() + 901
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert film.get(f"/originals/{original.token}", key=key).status_code == 303


def test_the_rendition_plays_in_ranges_and_downloads(film: Page) -> None:
    found = Asset.objects.filter(kind="rendition").first()
    assert found is not None
    assert f"/media/{found.token}" in film.text()
    part = film.client.get(f"{film.address}/media/{found.token}", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part["Content-Type"]) == (206, "video/mp4")
    kept = film.get(f"/media/{found.token}", download="")
    assert kept["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("kind", ["original", "remux"])
def test_neither_original_nor_the_brands_copy_plays_on_the_page(film: Page, kind: str) -> None:
    found = Asset.objects.get(kind=kind)
    assert film.get(f"/media/{found.token}").status_code == 404


def test_anothers_media_is_not_on_this_page(cast: Cast, film: Page) -> None:
    other = page_of(cast.dana_writes())
    found = Asset.objects.filter(kind="rendition").first()
    assert found is not None
    assert other.get(f"/media/{found.token}").status_code == 404
