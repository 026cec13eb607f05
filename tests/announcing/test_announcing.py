"""A team hears of what it should know: at once, once a day, or in the Studio alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from testimonials import announcing, notifying, replying, withdrawing
from testimonials.models import Membership, Notice, Notification
from testimonials.models.notification import MAILS_AN_HOUR
from tests.cast import Cast
from tests.studio.test_studio import signed_in


@pytest.fixture(autouse=True)
def everybody_at_once(cast: Cast) -> None:
    """As a new member has it."""
    Membership.objects.update(mail=Membership._meta.get_field("mail").default)


def _news_for(cast: Cast) -> list[str]:
    return sorted(Notice.objects.filter(kind="news").values_list("to", flat=True))


def test_a_new_story_is_told_to_the_team_at_once(cast: Cast) -> None:
    cast.dana_writes()
    assert _news_for(cast) == ["alice@example.org", "bob@example.org"]
    notifying.send(Notice.objects.filter(kind="news").first())
    assert mail.outbox[-1].subject == "A new story for Halden"
    assert "Dana Dober has sent a story." in str(mail.outbox[-1].body)


@pytest.mark.parametrize("choice", ["digest", "none"])
def test_whoever_does_not_want_it_at_once_is_not_mailed_at_once(cast: Cast, choice: str) -> None:
    Membership.objects.filter(user=cast.bob).update(mail=choice)
    cast.dana_writes()
    assert _news_for(cast) == ["alice@example.org"]


def test_charlie_hears_nothing(cast: Cast) -> None:
    cast.dana_writes()
    assert not Notification.objects.filter(brand=cast.charlies_brand).exists()
    assert "charlie@example.org" not in _news_for(cast)


def test_a_flood_of_stories_is_no_flood_of_mails(cast: Cast) -> None:
    for _number in range(MAILS_AN_HOUR + 2):
        cast.dana_writes()
    assert len(_news_for(cast)) == 2 * MAILS_AN_HOUR
    assert Notification.objects.count() == MAILS_AN_HOUR + 2


def test_a_message_of_the_speaker_is_told(cast: Cast) -> None:
    story = cast.dana_writes()
    replying.write_as_speaker(story, "Could you blur the house number?")
    assert Notification.objects.get(kind="message").testimonial == story


def test_the_news_of_a_withdrawal_outlives_the_story(cast: Cast) -> None:
    story = cast.dana_writes()
    withdrawing.finish(withdrawing.withdraw(story))
    news = Notice.objects.filter(kind="news")
    assert {notice.details["news"] for notice in news} == {"withdrawn"}
    notifying.send(news.first())
    assert "Dana" not in str(mail.outbox[-1].body)


def _a_day_later(monkeypatch: pytest.MonkeyPatch) -> None:
    later = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: later)


def test_the_digest_comes_once_a_day_and_says_how_many(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    Membership.objects.filter(user=cast.bob).update(mail="digest")
    cast.dana_writes()
    cast.dana_writes()
    _a_day_later(monkeypatch)
    announcing.send_digests()
    announcing.send_digests()
    digest = Notice.objects.get(kind="digest")
    assert (digest.to, digest.details) == ("bob@example.org", {"counts": {"story": 2}})
    notifying.send(digest)
    assert "2 new stories" in str(mail.outbox[-1].body)


def test_a_day_without_news_has_no_digest(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    Membership.objects.filter(user=cast.bob).update(mail="digest")
    _a_day_later(monkeypatch)
    announcing.send_digests()
    assert not Notice.objects.filter(kind="digest").exists()


def test_a_consent_that_ends_soon_is_told_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    consent = cast.approved().consent
    assert consent is not None
    announcing.tell_of_endings()
    assert not Notification.objects.filter(kind="expiring").exists()
    later = consent.expires_at - timedelta(days=10)
    monkeypatch.setattr(timezone, "now", lambda: later)
    announcing.tell_of_endings()
    announcing.tell_of_endings()
    assert Notification.objects.filter(kind="expiring").count() == 1


def test_the_page_lists_the_news_and_looking_changes_nothing(cast: Cast) -> None:
    cast.dana_writes()
    client = signed_in(cast.bob)
    for _again in range(2):
        page = client.get("/studio/halden/notifications")
        assert "A new story" in page.content.decode()
        assert page.context["studio"].unseen == 1
    client.post("/studio/halden/notifications/seen")
    assert client.get("/studio/halden/notifications").context["studio"].unseen == 0


def test_everybody_chooses_for_themselves(cast: Cast) -> None:
    signed_in(cast.bob).post("/studio/halden/notifications/mail", {"mail": "none"})
    assert dict(Membership.objects.filter(brand=cast.brand).values_list("user__name", "mail")) == {
        "Alice": "instant",
        "Bob": "none",
    }


@pytest.mark.parametrize("page", ["", "/seen", "/mail"])
def test_charlie_sees_none_of_it(cast: Cast, page: str) -> None:
    client = signed_in(cast.charlie)
    answer = (
        client.post(f"/studio/halden/notifications{page}")
        if page
        else client.get("/studio/halden/notifications")
    )
    assert answer.status_code == 404
