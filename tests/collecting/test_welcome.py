"""A film on a link's first page: one of the brand's own stories, for as long as it may be shown."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from testimonials import moderating, withdrawing
from testimonials.models import Cut
from testimonials.processing import pipeline
from tests import clips
from tests.cast import Cast, give
from tests.taken import story

pytestmark = pytest.mark.slow


@pytest.fixture
def cut(cast: Cast) -> Cut:
    told = story(cast, clips.clip("browser.webm"))
    cut = told.cut
    assert cut is not None
    pipeline.render(cut)
    moderating.approve(told, by=cast.alice)
    cast.link.welcome = cut
    cast.link.save()
    cut.refresh_from_db()
    return cut


def address(cast: Cast, cut: Cut) -> str:
    return f"/c/{cast.link.token}/film/{cut.renditions()[0].token}"


def test_the_first_page_plays_it(cast: Cast, cut: Cut, client: Client) -> None:
    assert "welcome-film" in client.get(f"/c/{cast.link.token}").content.decode()
    part = client.get(address(cast, cut), headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(b"".join(part))) == (206, 100)


def test_it_goes_with_the_consent(cast: Cast, cut: Cut, client: Client) -> None:
    film = address(cast, cut)
    give(cut.testimonial, website=False)
    assert "welcome-film" not in client.get(f"/c/{cast.link.token}").content.decode()
    assert client.get(film).status_code == 404


def test_it_goes_with_the_decision(cast: Cast, cut: Cut, client: Client) -> None:
    film = address(cast, cut)
    moderating.reopen(cut.testimonial, by=cast.alice)
    assert client.get(film).status_code == 404


def test_it_goes_with_the_story(cast: Cast, cut: Cut, client: Client) -> None:
    film = address(cast, cut)
    withdrawing.finish(withdrawing.withdraw(cut.testimonial))
    assert client.get(film).status_code == 404
    assert client.get(f"/c/{cast.link.token}").status_code == 200


def test_nothing_else_of_the_brand_is_served_there(cast: Cast, cut: Cut, client: Client) -> None:
    original = cut.testimonial.assets.get(kind="original")
    assert client.get(f"/c/{cast.link.token}/film/{original.token}").status_code == 404


def test_it_is_chosen_in_the_editor_and_stays(cast: Cast, cut: Cut) -> None:
    cast.link.welcome = None
    cast.link.save()
    client = Client()
    client.force_login(cast.alice)
    address = f"/studio/halden/links/{cast.link.token}"
    page = client.get(address).content.decode()
    assert f'<option value="{cut.token}">' in page
    seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
    typed = dict.fromkeys(("minutes", "megabytes"), "1") | {
        "name": "Customers", "title": "How is it?", "language": "en", "seconds": "0", "seen": seen,
        "q0-kind": "open", "q0-text": "What was it like before?", "welcome": cut.token, "do": "save",
    }  # fmt: skip
    saved = client.post(address, typed)
    assert saved.status_code == 302, saved.content.decode()
    cast.link.refresh_from_db()
    assert cast.link.welcome == cut
    assert f'<option value="{cut.token}" selected>' in client.get(address).content.decode()
