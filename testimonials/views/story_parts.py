"""What a team writes onto a testimonial, part by part: each is a small form of its own.

With htmx the answer is that part as it is now, so that a film that plays goes on playing; without
it, the page. What is refused comes back beside its field, with what was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from testimonials import annotating, answering, quoting, replying
from testimonials.doorbell import ring
from testimonials.errors import Refusal
from testimonials.models import Testimonial
from testimonials.tasks import send_notice
from testimonials.views.inbox import listed
from testimonials.views.stage import stage
from testimonials.views.tenancy import Studio, studio_view
from testimonials.views.typed import whole_number

Act = Callable[[], None]


@require_POST
@studio_view
def messages(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Write to the speaker."""
    found = studio.testimonial(token)

    def write() -> None:
        notice = replying.write_as_brand(found, request.POST.get("text", ""), by=studio.user)
        if notice is not None:
            ring(send_notice, notice.pk)

    return _answer(request, studio, found, part="thread", act=write)


@require_POST
@studio_view
def notes(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Note something for the team, or with `written` take one's own note back."""
    found = studio.testimonial(token)

    def write() -> None:
        if (written := parse_datetime(request.POST.get("written", ""))) is not None:
            annotating.take_back(found, written, by=studio.user)
        else:
            annotating.note(found, request.POST.get("text", ""), by=studio.user)

    return _answer(request, studio, found, part="notes", act=write)


@require_POST
@studio_view
def reply(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Publish or change the public reply; `do=remove` takes it off. `do=keep` keeps it at hand."""
    found = studio.testimonial(token)
    text, seen = request.POST.get("text", ""), whole_number(request.POST.get("seen", ""))

    def write() -> None:
        if name := request.POST.get("forget", ""):
            return answering.forget(studio.brand, name)
        match request.POST.get("do", ""):
            case "remove":
                answering.take_back(found, by=studio.user)
            case "keep":
                answering.keep(studio.brand, request.POST.get("name", ""), text)
            case _:
                answering.answer(found, text, by=studio.user, seen=seen)

    is_kept = request.POST.get("do") == "keep" or "forget" in request.POST
    return _answer(request, studio, found, part="reply", act=write, keeps_typed=is_kept)


@require_POST
@studio_view
def quote(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Pick the words `span` = "answer:from:to" as the story's quote; an empty one drops it."""
    found = studio.testimonial(token)

    def write() -> None:
        if not (asked := request.POST.get("span", "")):
            return quoting.drop(found, by=studio.user)
        number, starts, ends = _span(asked)
        answer = found.answers.order_by("question__position", "question_id")[number:].first()
        if answer is None:
            raise quoting.NotTheirWords
        quoting.pick(found, answer, starts, ends, by=studio.user)

    return _answer(request, studio, found, part="quote", act=write)


@require_POST
@studio_view
def facts(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Feature a story or no longer (`featured`), or name the product it is about (`product`)."""
    found = studio.testimonial(token)

    def write() -> None:
        if "featured" in request.POST:
            annotating.feature(found, is_featured=request.POST["featured"] == "yes", by=studio.user)
        if "product" in request.POST:
            annotating.name_product(found, request.POST["product"], by=studio.user)

    return _answer(request, studio, found, part="facts", act=write)


def _answer(
    request: HttpRequest,
    studio: Studio,
    found: Testimonial,
    *,
    part: str,
    act: Act,
    keeps_typed: bool = False,
) -> HttpResponse:
    typed: dict[str, Any] = {}
    try:
        studio.check_may_moderate()
        act()
        if keeps_typed:
            typed = {"typed": request.POST.get("text", "")}
    except Refusal as refusal:
        typed = {"typed": request.POST.get("text", ""), "problem_part": part, "part_problem": refusal.message}
        typed |= {"typed_product": request.POST.get("product", "")}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, f"studio/_{part}.html", stage(studio, found) | typed | {"is_answer": True})
    if "part_problem" not in typed:
        return redirect(reverse("studio:testimonial", args=[studio.brand.slug, found.token]))
    context = listed(request, studio) | stage(studio, found) | typed
    return render(request, "studio/inbox.html", context, status=422)


def _span(text: str) -> tuple[int, int, int]:
    """Read "answer:from:to", as a form of ours wrote it. Raises `NotTheirWords`."""
    numbers = [whole_number(part, otherwise=-1) for part in text.split(":")]
    if len(numbers) != 3 or min(numbers) < 0:
        raise quoting.NotTheirWords
    return numbers[0], numbers[1], numbers[2]
