"""What the inbox costs: as many queries for fifty rows as for five, and a poll that asks little."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from testimonials import moderating, replying, tagging
from testimonials.models import Cut
from testimonials.views import inbox
from tests.cast import Cast

pytestmark = pytest.mark.slow

INBOX = "/studio/halden/inbox"


@pytest.fixture
def alice(cast: Cast, client: Client) -> Client:
    client.force_login(cast.alice)
    return client


def queries(client: Client, address: str, query: dict[str, str]) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address, query).status_code == 200
    return len(caught)


@pytest.mark.parametrize("address", [INBOX, f"{INBOX}/rows"])
def test_fifty_rows_cost_as_many_queries_as_five(
    cast: Cast, alice: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(inbox, "PAGE_SIZE", 50)

    def fill(count: int) -> None:
        for number in range(count):
            story = cast.dana_writes(f"Story {number}.")
            tagging.add(story, f"tag {number % 3}", by=cast.bob)
            replying.write_as_speaker(story, "Hello?")
            moderating.approve(story, by=cast.alice)

    fill(5)
    alice.get(address, {"shelf": "approved"})
    few = queries(alice, address, {"shelf": "approved"})
    fill(45)
    assert queries(alice, address, {"shelf": "approved"}) == few


def test_a_poll_asks_little_and_answers_nothing_while_nothing_changes(cast: Cast, alice: Client) -> None:
    cast.dana_writes()
    seen = alice.get(f"{INBOX}/rows", {"q": "awake"}).context["version"]
    with CaptureQueriesContext(connection) as caught:
        answer = alice.get(f"{INBOX}/rows", {"q": "awake", "seen": seen})
    if answer.status_code == 200:  # a minute has just ended
        pytest.skip("the clock struck")
    assert answer.status_code == 204
    assert len(caught) <= 4  # session, user, membership, pulse
    assert not any("searchable" in query["sql"] for query in caught)


@pytest.mark.parametrize("change", ["arrives", "decided", "written", "progress"])
def test_a_poll_sees_what_changes(cast: Cast, alice: Client, change: str) -> None:
    story = cast.dana_writes()
    if change == "progress":
        Cut.objects.update(state="rendering", percent=1)
    seen = alice.get(f"{INBOX}/rows").context["version"]
    match change:
        case "arrives":
            cast.dana_writes()
        case "decided":
            moderating.approve(story, by=cast.bob)
        case "written":
            replying.write_as_speaker(story, "Hello?")
        case "progress":
            Cut.objects.update(percent=2)
    assert alice.get(f"{INBOX}/rows", {"seen": seen}).status_code == 200
