"""The log says who did what, in words, and nobody can edit it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from testimonials import appointing, moderating
from testimonials.models import AuditEvent, Membership
from testimonials.views import audit_lines
from tests.cast import Cast
from tests.team.test_team import invite, place, signed_in

AUDIT = "/studio/halden/audit"


def page(client: Client, query: str = "") -> str:
    return client.get(AUDIT + query).content.decode()


def test_what_happened_to_the_team_stands_there_in_words(cast: Cast) -> None:
    appointing.change_role(place(cast, cast.bob), "viewer", by=place(cast, cast.alice))
    shown = page(signed_in(cast.alice)).replace("\u2068", "").replace("\u2069", "")
    assert "“Bob”: Viewer, before that Moderator" in shown
    assert "Alice" in shown


def test_it_speaks_the_readers_language(cast: Cast) -> None:
    invite(signed_in(cast.alice))
    cast.alice.language = "fa"
    cast.alice.save()
    assert '<html lang="fa"' in page(signed_in(cast.alice))


def test_decisions_stand_between_the_events(cast: Cast) -> None:
    moderating.reject(cast.dana_writes(), reason="spam", by=cast.bob)
    shown = page(signed_in(cast.alice), "?about=decisions")
    assert "A story: Not shown" in shown
    assert "It is spam" in shown


def test_one_subject_leaves_the_others_out(cast: Cast) -> None:
    moderating.approve(cast.dana_writes(), by=cast.bob)
    invite(signed_in(cast.alice))
    shown = page(signed_in(cast.alice), "?about=team")
    assert "erin@example.org" in shown
    assert "A story" not in shown


def test_a_code_without_words_is_shown_as_it_is(cast: Cast) -> None:
    AuditEvent.record(cast.brand, cast.alice, "something_newer", kind="link", token="gone")
    assert "something_newer" in page(signed_in(cast.alice))


def test_every_line_is_on_exactly_one_page(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_lines, "PAGE_SIZE", 3)
    for number in range(5):
        AuditEvent.record(cast.brand, cast.alice, f"code_{number}", kind="link", token="x")
        moderating.reject(cast.dana_writes(), reason="spam", by=cast.bob)
    seen, before = [], ""
    for _page in range(10):
        lines, before = audit_lines.lines(cast.brand, before=before)
        seen += [(line.at, line.what) for line in lines]
        if not before:
            break
    assert len(seen) == len(set(seen)) == 10
    assert seen == sorted(seen, reverse=True, key=lambda one: one[0])


def test_a_cursor_that_makes_no_sense_is_the_first_page(cast: Cast) -> None:
    invite(signed_in(cast.alice))
    assert "erin@example.org" in page(signed_in(cast.alice), "?before=1e999-nan-x")


def test_nobody_edits_the_log(cast: Cast) -> None:
    event = AuditEvent.record(cast.brand, cast.alice, "link_changed")
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(code="nothing")
    client = signed_in(cast.alice)
    assert [getattr(client, way)(AUDIT).status_code for way in ("post", "put", "patch", "delete")] == [
        405
    ] * 4


@pytest.mark.parametrize("role", ["moderator", "viewer"])
def test_it_is_for_owners_and_admins(cast: Cast, role: str) -> None:
    Membership.objects.filter(user=cast.bob).update(role=role)
    assert signed_in(cast.bob).get(AUDIT).status_code == 403


def test_charlie_sees_nothing(cast: Cast) -> None:
    client = signed_in(cast.charlie)
    foreign, missing = client.get(AUDIT), client.get("/studio/no-such-brand/audit")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content
