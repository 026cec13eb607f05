"""Send the e-mails that wait as rows, each when its turn comes.

Promises: the text is made at the moment it is sent, in the reader's language; who it went to
and what was in it are emptied in the same UPDATE that says it is out; a server that is away is
asked again for hours, a letter it refuses three times. Killed between the two, a letter may go
out twice; it is never lost.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPConnectError, SMTPException, SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from testimonials.models import Notice, Testimonial
from testimonials.models.code import LIFETIME as CODE_LIFETIME
from testimonials.models.notice import STORY_HEADER

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10
RETRY_AFTER = timedelta(minutes=1)
NOT_YET = timedelta(seconds=5)
# Where mail is a file nobody receives it, and the last letter about somebody must not keep their address.
NOBODY = "withdrawn@localhost"
AWAY = (SMTPServerDisconnected, SMTPConnectError)
NOTHING_KEPT: dict[str, Any] = {"to": "", "details": {}}


def send(notice: Notice) -> None:
    """Send one waiting e-mail. Raises `NotClaimable` or `LeaseLost`."""
    notice.claim()
    if _is_pointless(notice):
        notice.release(state=Notice.State.FAILED, problem_code="too_late", **NOTHING_KEPT)
    elif _is_early(notice):
        notice.wait_out(NOT_YET)
    else:
        _send(notice)


def give_up() -> None:
    """Close what could not be sent, without keeping whom it was for."""
    Notice.objects.exhausted().update(state=Notice.State.FAILED, problem_code="gave_up", **NOTHING_KEPT)


def _send(notice: Notice) -> None:
    try:
        with timezone.override(notice.brand.zone), translation.override(notice.language):
            _letter(notice).send()
    except (SMTPException, OSError) as error:
        log.warning("%s was not sent: %s", notice, type(error).__name__)
        if isinstance(error, SMTPException) and not isinstance(error, AWAY):
            notice.count_failure(RETRY_AFTER * (1 + 9 * notice.failures), problem_code="refused")
        else:
            notice.retry_later(RETRY_AFTER * 2 ** (notice.attempts - 1), problem_code="no_server")
    else:
        notice.release(state=Notice.State.SENT, problem_code="", sent_at=timezone.now(), **NOTHING_KEPT)


def _is_pointless(notice: Notice) -> bool:
    """Nobody can use a code that has expired."""
    return notice.kind == Notice.Kind.CODE and notice.created_at + CODE_LIFETIME < timezone.now()


def _is_early(notice: Notice) -> bool:
    """A receipt says when everything was erased, so it waits for that."""
    if notice.kind != Notice.Kind.WITHDRAWN or notice.testimonial is None:
        return False
    return notice.testimonial.withdrawal.erased_at is None


def _letter(notice: Notice) -> EmailMultiAlternatives:
    context = _context(notice)
    subject = render_to_string(f"emails/{notice.kind}-subject.txt", context)
    letter = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string(f"emails/{notice.kind}-text.txt", context),
        to=[_recipient(notice)],
        headers={STORY_HEADER: notice.testimonial.token} if notice.testimonial else {},
        connection=get_connection(timeout=TIMEOUT_SECONDS),
    )
    letter.attach_alternative(render_to_string(f"emails/{notice.kind}-html.html", context), "text/html")
    return letter


def _recipient(notice: Notice) -> str:
    is_file = settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")
    return NOBODY if is_file and notice.kind == Notice.Kind.WITHDRAWN else notice.to


def _context(notice: Notice) -> dict[str, Any]:
    testimonial = notice.testimonial
    return {
        "brand": notice.brand,
        "testimonial": testimonial,
        "page": _page_of(testimonial) if testimonial else "",
        "withdrawal": testimonial.withdrawal
        if notice.kind == Notice.Kind.WITHDRAWN and testimonial
        else None,
        "decision": testimonial.decisions.order_by("-pk").first() if testimonial else None,
        "details": notice.details,
        **_places(notice),
        "site": settings.SITE_URL,
    }


def _places(notice: Notice) -> dict[str, str]:
    """Where in the Studio the news is, and where its reader chooses how often to hear."""
    brand, story = notice.brand.slug, notice.testimonial
    news = (
        reverse("studio:testimonial", args=[brand, story.token])
        if story
        else reverse("studio:inbox", args=[brand])
    )
    choices = reverse("studio:notifications", args=[brand])
    return {"studio": f"{settings.SITE_URL}{news}", "choices": f"{settings.SITE_URL}{choices}"}


def _page_of(testimonial: Testimonial) -> str:
    return f"{settings.SITE_URL}{reverse('speaker:page', args=[testimonial.page_secret()])}"
