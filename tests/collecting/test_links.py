"""Links in the Studio: the list, the pages, who may do what, and what is told when it goes wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from testimonials import collecting
from testimonials.models import AuditEvent, CollectionLink, Membership
from tests.cast import Cast
from tests.collecting.studio import NEW, address, as_typed, signed_in, typed

LIST = "/studio/halden/links"


def page(cast: Cast, path: str) -> str:
    answer = signed_in(cast.alice).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_card_says_how_many_stories_came_and_when_the_last_one_did(cast: Cast) -> None:
    cast.dana_writes()
    collecting.create(
        cast.brand, name="Spring", title="t", questions=[("Q?", "")], campaign="bike-week", max_submissions=20
    )
    told = page(cast, LIST)
    assert "1 story, the last one " in " ".join(told.split())
    assert "0 of 20 stories" in told
    assert "bike-week" in told
    assert f'data-copy="http://localhost:8000/c/{cast.link.token}"' in told


@pytest.mark.parametrize(
    ("changes", "badge"),
    [
        ({}, "Open"),
        ({"state": "paused"}, "Paused"),
        ({"state": "closed"}, "Closed"),
        ({"state": "revoked", "revoked_at": timezone.now()}, "Revoked"),
        ({"expires_at": timezone.now() - timedelta(days=1)}, "Ended"),
        ({"opens_at": timezone.now() + timedelta(days=1)}, "Opens"),
        ({"max_submissions": 1}, "Enough stories"),
    ],
)
def test_a_badge_says_where_a_link_stands(cast: Cast, changes: dict[str, Any], badge: str) -> None:
    cast.dana_writes()
    CollectionLink.objects.update(**changes)
    for path in (LIST, address(cast.link), address(cast.link, "/share")):
        assert badge in page(cast, path).split("badge")[1].split("</span>")[0]


def test_without_a_link_there_is_one_way_on(cast: Cast) -> None:
    cast.link.delete()
    assert NEW in page(cast, LIST).split("<main")[1]


def test_links_that_are_over_stand_last(cast: Cast) -> None:
    late = collecting.create(cast.brand, name="Late", title="t", questions=[("Q?", "")])
    collecting.close(late)
    told = page(cast, LIST)
    assert told.index("Customers") < told.index("Late")


@pytest.mark.parametrize("state", ["paused", "closed", "revoked"])
def test_alice_moves_a_link(cast: Cast, state: str) -> None:
    signed_in(cast.alice).post(address(cast.link, "/state"), {"state": state})
    cast.link.refresh_from_db()
    assert cast.link.state == state


@pytest.mark.parametrize(("state", "says"), [("closed", "cannot be opened again"), ("revoked", "24 hours")])
def test_what_cannot_be_taken_back_is_asked_once_more(cast: Cast, state: str, says: str) -> None:
    asked = address(cast.link, f"/state/{state}")
    assert asked in page(cast, LIST)
    assert says in page(cast, asked)
    cast.link.refresh_from_db()
    assert cast.link.state == "open"


def test_a_click_on_an_old_page_is_told_that_the_link_has_ended(cast: Cast) -> None:
    collecting.close(cast.link)
    answer = signed_in(cast.alice).post(address(cast.link, "/state"), {"state": "open"})
    assert answer.status_code == 409
    assert "A closed link stays closed." in answer.content.decode()


def test_an_unknown_move_is_not_found(cast: Cast) -> None:
    client = signed_in(cast.alice)
    assert client.post(address(cast.link, "/state"), {"state": "gone"}).status_code == 404
    assert client.get(address(cast.link, "/state/paused")).status_code == 404


def test_a_new_link_leads_to_sharing_it(cast: Cast) -> None:
    answer = signed_in(cast.alice).post(NEW, typed(), follow=True)
    link = CollectionLink.objects.latest("pk")
    assert answer.redirect_chain[-1][0] == address(link, "/share?made")
    assert "Your link is ready" in answer.content.decode()


def test_saving_says_so(cast: Cast) -> None:
    client = signed_in(cast.alice)
    seen = client.get(address(cast.link)).context["seen"]
    answer = client.post(
        address(cast.link), as_typed(cast.link) | {"title": "New", "seen": seen}, follow=True
    )
    assert "Saved." in answer.content.decode()
    assert CollectionLink.objects.get().title == "New"


def test_whoever_saves_second_sees_both_and_loses_nothing(cast: Cast) -> None:
    Membership.objects.filter(user=cast.bob).update(role="admin")
    client = signed_in(cast.bob)
    form = as_typed(cast.link) | {
        "seen": client.get(address(cast.link)).context["seen"],
        "title": "Bob’s title",
    }
    form |= {"opens_at": "", "closes_daily": "", "max_submissions": ""}  # a browser sends what is empty, too
    CollectionLink.objects.update(title="Alice’s title")
    answer = client.post(address(cast.link), form)
    assert answer.status_code == 409
    assert "Bob’s title" in answer.content.decode()
    assert answer.context["theirs"] == [("What you ask, in one line", "Alice’s title")]
    assert CollectionLink.objects.get().title == "Alice’s title"
    assert client.post(address(cast.link), form | {"seen": answer.context["seen"]}).status_code == 302
    assert CollectionLink.objects.get().title == "Bob’s title"


def rows(answer: Any) -> list[str]:
    return [form["text"].value() for form in answer.context["editor"].questions]


@pytest.mark.parametrize(
    ("wish", "left"),
    [
        ("add:q", ["A?", "B?", "C?", ""]),
        ("up:q1", ["B?", "A?", "C?"]),
        ("up:q0", ["A?", "B?", "C?"]),
        ("down:q0", ["B?", "A?", "C?"]),
        ("down:q2", ["A?", "B?", "C?"]),
        ("remove:q1", ["A?", "C?"]),
        ("remove:q9", ["A?", "B?", "C?"]),
        ("burn:q1", ["A?", "B?", "C?"]),
        ("refresh", ["A?", "B?", "C?"]),
    ],
)
def test_rows_are_rearranged_without_saving_and_without_a_script(
    cast: Cast, wish: str, left: list[str]
) -> None:
    form = typed(
        q0__text="A?", q1__kind="open", q1__text="B?", q2__kind="open", q2__text="C?", name="", do=wish
    )
    answer = signed_in(cast.alice).post(NEW, form)
    assert answer.status_code == 200
    assert [text or "" for text in rows(answer)] == left
    assert "to mend" not in answer.content.decode()
    assert CollectionLink.objects.count() == 1


def test_a_moved_row_takes_its_translations_along_and_gets_the_cursor(cast: Cast) -> None:
    form = typed(q1__kind="open", q1__text="B?", q1__text_fa="ب؟", languages=["fa"], do="up:q1")
    answer = signed_in(cast.alice).post(NEW, form)
    first = answer.context["editor"].questions[0]
    assert first["text_fa"].value() == "ب؟"
    assert "autofocus" in str(first["text"])


@pytest.mark.parametrize("role", ["moderator", "viewer"])
def test_who_does_not_administer_looks_and_changes_nothing(cast: Cast, role: str) -> None:
    Membership.objects.filter(user=cast.bob).update(role=role)
    client = signed_in(cast.bob)
    for path in (LIST, address(cast.link), address(cast.link, "/share"), address(cast.link, "/qr.svg")):
        assert client.get(path).status_code == 200
    assert "disabled" in client.get(address(cast.link)).content.decode()
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, typed()).status_code == 403
    assert client.post(address(cast.link), as_typed(cast.link)).status_code == 403
    assert client.get(address(cast.link, "/state/closed")).status_code == 403
    assert client.post(address(cast.link, "/state"), {"state": "closed"}).status_code == 403
    assert CollectionLink.objects.get().state == "open"


def test_what_is_done_with_a_link_is_written_down(cast: Cast) -> None:
    client = signed_in(cast.alice)
    client.post(NEW, typed())
    made = CollectionLink.objects.latest("pk")
    seen = client.get(address(made)).context["seen"]
    client.post(address(made), as_typed(made) | {"seen": seen, "title": "Other"})
    client.post(address(made, "/state"), {"state": "paused"})
    events = AuditEvent.objects.filter(object_token=made.token, by=cast.alice).order_by("pk")
    assert [event.code for event in events] == ["link_created", "link_changed", "link_paused"]


PAGES = ["", "/preview", "/share", "/qr.svg", "/qr.png", "/state/closed", "/state/revoked"]


@pytest.mark.parametrize("path", PAGES)
def test_a_foreign_link_answers_like_a_missing_one(cast: Cast, path: str) -> None:
    client = signed_in(cast.charlie)
    foreign = client.get(f"/studio/charlies/links/{cast.link.token}{path}")
    missing = client.get(f"/studio/charlies/links/{'x' * 22}{path}")
    elsewhere = client.get(address(cast.link, path))
    assert foreign.status_code == missing.status_code == elsewhere.status_code == 404
    assert foreign.content == missing.content == elsewhere.content


@pytest.mark.parametrize("path", ["", "/preview", "/state"])
def test_charlie_changes_nothing(cast: Cast, path: str) -> None:
    client = signed_in(cast.charlie)
    for brand in ("halden", "charlies"):
        answer = client.post(f"/studio/{brand}/links/{cast.link.token}{path}", typed(state="closed"))
        assert answer.status_code == 404
    assert CollectionLink.objects.get().state == "open"


@pytest.mark.parametrize("path", [LIST, NEW, f"{NEW}/preview"])
def test_charlie_finds_no_studio(cast: Cast, path: str) -> None:
    assert signed_in(cast.charlie).get(path).status_code == 404


def test_a_stranger_is_sent_to_sign_in(cast: Cast) -> None:
    from django.test import Client

    for path in (LIST, NEW, address(cast.link), address(cast.link, "/qr.svg")):
        assert Client().get(path)["Location"].startswith("/accounts/login/")
