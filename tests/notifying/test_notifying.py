"""Mails are rows that wait, and nothing personal stays in them once they are out."""

from __future__ import annotations

import re
from datetime import timedelta
from smtplib import SMTPDataError, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from config.sweeping import sweep
from testimonials import admitting, notifying, proving, replying, tasks, withdrawing
from testimonials.models import Notice, Testimonial
from testimonials.models.lease import MAX_ATTEMPTS, MAX_FAILURES, NotClaimable
from tests.cast import Cast


@pytest.fixture
def notice(cast: Cast) -> Notice:
    """Dana's thank-you mail, which waits."""
    made = admitting.open_page(cast.dana_writes())
    assert made is not None
    return made


def letter() -> mail.EmailMultiAlternatives:
    found = mail.outbox[-1]
    assert isinstance(found, mail.EmailMultiAlternatives)
    return found


def html() -> str:
    return str(letter().alternatives[0][0])


def test_the_first_mail_brings_the_private_page(notice: Notice) -> None:
    notifying.send(notice)
    address = f"http://localhost:8000/s/{Testimonial.objects.get().page_secret()}"
    assert letter().to == ["dana@example.org"]
    assert letter().subject == "Thank you for your story, from Halden"
    assert address in str(letter().body)
    assert f'href="{address}"' in html()


def test_what_is_out_keeps_neither_address_nor_details(notice: Notice) -> None:
    notifying.send(notice)
    notice.refresh_from_db()
    assert (notice.state, notice.to, notice.details) == ("sent", "", {})
    assert notice.sent_at is not None


def test_a_mail_is_sent_once(notice: Notice) -> None:
    notifying.send(notice)
    with pytest.raises(NotClaimable):
        notifying.send(notice)
    assert len(mail.outbox) == 1


def refuse(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def send_messages(self: EmailBackend, messages: object) -> int:
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)


def test_a_refused_mail_is_tried_three_times(notice: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, SMTPDataError(554, b"no"))
    for _ in range(MAX_FAILURES):
        notifying.send(notice)
        Notice.objects.update(lease_until=None)
    with pytest.raises(NotClaimable):
        notifying.send(notice)
    notifying.give_up()
    notice.refresh_from_db()
    assert (notice.state, notice.to) == ("failed", "")


@pytest.mark.parametrize("error", [SMTPServerDisconnected("gone"), ConnectionRefusedError(), TimeoutError()])
def test_a_server_that_is_away_is_asked_again_for_hours(
    notice: Notice, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    refuse(monkeypatch, error)
    waited = timedelta()
    for _ in range(MAX_ATTEMPTS - 1):
        notifying.send(notice)
        assert notice.lease_until is not None
        waited += notice.lease_until - timezone.now()
        Notice.objects.update(lease_until=None)
    assert notice.failures == 0
    assert waited > timedelta(hours=8)


def test_it_arrives_once_the_server_is_back(notice: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        refuse(broken, SMTPServerDisconnected("gone"))
        notifying.send(notice)
    Notice.objects.update(lease_until=None)
    tasks.send_notice(notice.pk)
    assert len(mail.outbox) == 1


def test_the_sweeper_rings_for_what_waits(notice: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    monkeypatch.setattr("testimonials.doorbell.transaction.on_commit", lambda bell: bell())
    monkeypatch.setattr(tasks.send_notice, "delay", rung.append)
    sweep()
    assert rung == [notice.pk]


def test_an_expired_code_is_not_sent(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    code = proving.send_code(cast.dana_writes())
    assert code is not None
    Notice.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    notifying.send(code)
    code.refresh_from_db()
    assert (code.state, code.to, code.details) == ("failed", "", {})
    assert mail.outbox == []


def test_a_code_is_six_digits(cast: Cast) -> None:
    code = proving.send_code(cast.dana_writes())
    assert code is not None
    notifying.send(code)
    assert re.search(r"^Your code: \d{6}$", str(letter().body), re.MULTILINE)


def test_a_receipt_waits_for_the_erasure_and_says_when(cast: Cast) -> None:
    story = cast.dana_writes()
    done = withdrawing.withdraw(story)
    receipt = Notice.objects.get(kind="withdrawn")
    notifying.send(receipt)
    assert mail.outbox == []
    assert receipt.attempts == 0
    withdrawing.finish(done)
    Notice.objects.update(lease_until=None)
    notifying.send(receipt)
    assert letter().to == ["dana@example.org"]
    assert done.receipt in str(letter().body)
    assert story.page_secret() not in str(letter().body) + html()


def test_a_persian_mail_reads_from_right_to_left(cast: Cast) -> None:
    story = cast.dana_writes()
    Testimonial.objects.update(language="fa")
    story.refresh_from_db()
    waiting = admitting.open_page(story)
    assert waiting is not None
    notifying.send(waiting)
    assert '<html lang="fa" dir="rtl">' in html()


@pytest.mark.parametrize("kind", ["sent", "code", "message", "withdrawn"])
def test_no_mail_runs_what_a_brand_is_called(cast: Cast, kind: str) -> None:
    cast.brand.name = "<b>Hal&den</b>"
    cast.brand.save()
    story = cast.dana_writes()
    story.brand = cast.brand
    if kind == "withdrawn":
        withdrawing.finish(withdrawing.withdraw(story))
    made = {
        "sent": lambda: admitting.open_page(story),
        "code": lambda: proving.send_code(story),
        "message": lambda: replying.write_as_brand(story, "Hello", by=cast.alice),
        "withdrawn": lambda: Notice.objects.get(kind="withdrawn"),
    }[kind]()
    assert made is not None
    notifying.send(made)
    assert "<b>Hal" not in html()
    assert "<b>Hal&den</b>" in str(letter().body)
    assert "\n" not in letter().subject
