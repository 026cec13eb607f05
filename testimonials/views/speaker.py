"""The speaker's page, and what its forms change at once: consents and messages. GET changes nothing."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from testimonials import consenting, replying
from testimonials.errors import Refusal
from testimonials.models import Consent, ConsentPart, ConsentPurpose, Testimonial
from testimonials.views import speaker_story
from testimonials.views.admission import Visit, speaker_view

CODES = [*ConsentPurpose.values, *ConsentPart.values]
DONE = {
    "consent": gettext_lazy("Saved. It counts from now on."),
    "message": gettext_lazy("Sent. The answer will be on this page."),
    "link": gettext_lazy("This is your new private page. The old address leads nowhere now."),
}


@require_safe
@speaker_view
def page(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Where the story stands, and what its speaker can do about it; the receipt once it is withdrawn."""
    if visit.testimonial.state == Testimonial.State.WITHDRAWN:
        context = {
            "brand": visit.testimonial.brand,
            "withdrawal": visit.testimonial.withdrawal,
            "visit": visit,
        }
        return render(request, "speaker/withdrawn.html", context)
    done = DONE.get(request.GET.get("done", ""), "")
    return _page(request, visit, done=done)


@require_POST
@speaker_view
def messages(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Write to the brand."""
    text = request.POST.get("text", "")
    try:
        replying.write_as_speaker(visit.testimonial, text)
    except replying.NobodyThere:
        return visit.go()
    except Refusal as refusal:
        return _page(request, visit, status=refusal.status, text=text, text_error=refusal.message)
    return visit.go(done="message")


@require_http_methods(["GET", "HEAD", "POST"])
@speaker_view
def consent(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Say anew where the story may be shown, what may be seen of its speaker, and until when."""
    if visit.testimonial.state == Testimonial.State.WITHDRAWN:
        return visit.go()
    if request.method != "POST":
        return _consent_page(request, visit)
    chosen = {code: code in request.POST for code in CODES}
    try:
        consenting.give(
            visit.testimonial,
            chosen,
            seen_hash=request.POST.get("wording_hash", ""),
            until=_until(visit.testimonial, request.POST.get("until", "")),
        )
    except Refusal as refusal:
        return _consent_page(request, visit, chosen, refusal)
    return visit.go(done="consent")


class NotADay(Refusal):
    code = "not_a_day"
    message = gettext_lazy("Choose a day, such as 2027-03-31.")


class DayHasPassed(Refusal):
    code = "day_has_passed"
    message = gettext_lazy("This day has passed. Today is the earliest, and it means now.")


def _page(request: HttpRequest, visit: Visit, *, status: int = 200, **context: Any) -> HttpResponseBase:
    shown = speaker_story.context_of(visit.testimonial) | {"visit": visit} | context
    return render(request, "speaker/page.html", shown, status=status)


def _consent_page(
    request: HttpRequest, visit: Visit, chosen: dict[str, bool] | None = None, refusal: Refusal | None = None
) -> HttpResponseBase:
    """What was chosen stays chosen, whatever was wrong with it."""
    testimonial = visit.testimonial
    known = testimonial.consent
    wording = consenting.wording(testimonial.brand, testimonial.language)
    switched = chosen if chosen is not None else (known.choices() if known else {})
    context = {
        "visit": visit,
        "testimonial": testimonial,
        "brand": testimonial.brand,
        "purposes": [c | {"is_on": switched.get(c["code"])} for c in speaker_story.choices(testimonial)],
        "parts": [(code, label, switched.get(code)) for code, label in consenting.parts()],
        "until": request.POST.get("until", _last_day(known).isoformat()),
        "earliest": timezone.localdate().isoformat(),
        "latest": timezone.localtime(consenting.latest_end()).date(),
        "wording": wording,
        "wording_hash": consenting.wording_hash(wording),
        "refusal": refusal,
        "is_about_day": isinstance(refusal, NotADay | DayHasPassed | consenting.EndsTooLate),
        "history": testimonial.consents.order_by("-revision"),
    }
    return render(request, "speaker/consent.html", context, status=refusal.status if refusal else 200)


def _last_day(known: Consent | None) -> date:
    is_known = known is not None and known.is_in_force
    return timezone.localtime(known.expires_at if known and is_known else consenting.latest_end()).date()


def _until(testimonial: Testimonial, typed: str) -> datetime | None:
    """Return the moment at which the chosen day begins for the brand; today is now, nothing is two years.

    The day that is in force already keeps its moment.
    """
    if not typed.strip():
        return None
    try:
        chosen = date.fromisoformat(typed.strip())
    except ValueError as error:
        raise NotADay from error
    if chosen < timezone.localdate():
        raise DayHasPassed
    known = testimonial.consent
    if known is not None and known.is_in_force and chosen == timezone.localtime(known.expires_at).date():
        return known.expires_at
    if chosen == timezone.localdate():
        return timezone.now()
    return datetime.combine(chosen, time(), tzinfo=testimonial.brand.zone)
