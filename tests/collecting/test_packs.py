"""Question packs: six kinds of business, three or four open questions each, in the brand's language."""

from __future__ import annotations

import pytest

from testimonials import packs
from testimonials.models import CollectionLink
from tests.cast import Cast
from tests.collecting.studio import NEW, as_typed, signed_in


def test_there_is_a_pack_for_each_industry() -> None:
    codes = [pack.code for pack in packs.PACKS]
    assert codes == ["consumer", "saas", "fitness", "education", "hospitality", "retail"]


@pytest.mark.parametrize("pack", packs.PACKS, ids=lambda pack: pack.code)
def test_a_pack_asks_a_few_open_questions_with_tips(pack: packs.Pack) -> None:
    assert 3 <= len(pack.questions) <= 4
    for text, tip in pack.questions:
        assert str(text).endswith("?")
        assert not str(text).startswith(("Do ", "Did ", "Are ", "Is ", "Would ", "Don’t "))
        assert 0 < len(str(tip)) <= 300


@pytest.mark.parametrize("pack", packs.PACKS, ids=lambda pack: pack.code)
def test_a_pack_is_a_link_as_soon_as_it_is_saved(cast: Cast, pack: packs.Pack) -> None:
    client = signed_in(cast.alice)
    page = client.get(NEW, {"pack": pack.code})
    shown = page.context["editor"].typed
    answer = client.post(NEW, {name: values[0] for name, values in shown.lists() if values})
    assert answer.status_code == 302
    link = CollectionLink.objects.latest("pk")
    assert [(q.text, q.tip) for q in link.questions.current()] == [
        (str(t), str(tip)) for t, tip in pack.questions
    ]


def test_all_packs_and_an_empty_start_are_offered(cast: Cast) -> None:
    shown = signed_in(cast.alice).get(NEW).content.decode()
    for code in (*(pack.code for pack in packs.PACKS), "empty"):
        assert f"?pack={code}" in shown


def test_an_empty_start_has_one_question_to_write(cast: Cast) -> None:
    page = signed_in(cast.alice).get(NEW, {"pack": "empty"})
    assert len(page.context["editor"].questions) == 1
    assert page.context["form"]["title"].value() == ""


def test_a_link_starts_in_the_brands_language(cast: Cast) -> None:
    cast.brand.language = "fa"
    cast.brand.save()
    page = signed_in(cast.alice).get(NEW, {"pack": "saas"})
    assert page.context["form"]["language"].value() == "fa"


def test_an_untouched_link_is_typed_as_it_is_stored(cast: Cast) -> None:
    assert as_typed(cast.link)["q1-text"] == "What changed?"
