"""The inbox: a list, a stage, a decision. New arrivals appear by themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from testimonials import moderating, replying
from testimonials.doorbell import ring
from testimonials.errors import Refusal
from testimonials.models import Answer, Asset, Cut, Decision, Message, Testimonial
from testimonials.tasks import send_notice
from testimonials.views.tenancy import Studio, studio_view

PAGE_SIZE = 50
SHELVES = {
    "new": gettext_lazy("To watch"),
    "approved": gettext_lazy("Approved"),
    "rejected": gettext_lazy("Not shown"),
    "withdrawn": gettext_lazy("Withdrawn"),
}
SHOWN_EMPTY = {"new", "approved", "rejected"}


@dataclass
class Row:
    """One line of the list, with everything it shows already loaded."""

    testimonial: Testimonial
    cut: Cut | None = None
    shown: Cut | None = None
    poster: Asset | None = None
    quote: str = ""
    answers: list[Answer] = field(default_factory=list)
    unanswered: Message | None = None

    @property
    def state(self) -> str:
        """What the row's badge says: a failed or rendering cut comes before the decision's state.

        Beside a cut that is up, a newer one only counts once there is something to decide on.
        """
        if self.testimonial.state == Testimonial.State.WITHDRAWN:
            return "withdrawn"
        if self.shown and self.cut and self.shown != self.cut:
            return "recut" if self.cut.is_ready else self.testimonial.state
        if self.cut and self.cut.is_failed:
            return "failed"
        if self.cut and not self.cut.is_ready:
            return "rendering"
        return self.testimonial.state


@require_safe
@never_cache
@studio_view
def inbox(request: HttpRequest, studio: Studio) -> HttpResponse:
    """The list beside the first testimonial that waits, on a shelf chosen by `?shelf=`."""
    context = _list(request, studio)
    first = next(iter(context["rows"]), None)
    if first is not None:
        context |= _stage(studio, first.testimonial)
    return render(request, "studio/inbox.html", context | {"is_list": True})


@require_safe
@never_cache
@studio_view
def rows(request: HttpRequest, studio: Studio) -> HttpResponse:
    """The list alone, asked for every two seconds; 204 while nothing has changed."""
    context = _list(request, studio)
    if request.GET.get("seen") == context["version"]:
        return HttpResponse(status=204)
    return render(request, "studio/_list.html", context)


@require_safe
@never_cache
@studio_view
def testimonial(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """One testimonial on the stage, with its address; the fragment alone where htmx asks."""
    context = _stage(studio, studio.testimonial(token))
    if request.htmx and not request.htmx.history_restore_request:  # type: ignore[attr-defined]
        return render(request, "studio/_stage.html", context)
    return render(request, "studio/inbox.html", _list(request, studio) | context)


@require_safe
@never_cache
@studio_view
def progress(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """How far the newest cut is, asked for every second; once it is over, with what can be done now.

    Only this is replaced, not the whole stage: somebody may be watching an answer as it came. As
    long as there is none to watch (`?watchable=0`), the stage is replaced when the first comes.
    """
    context = _stage(studio, studio.testimonial(token)) | {"is_poll": True}
    if request.GET.get("watchable") == "0" and context["watchable"]:
        response = render(request, "studio/_stage.html", context | {"is_poll": False})
        response["HX-Retarget"] = "#story"
        return response
    response = render(request, "studio/_progress.html", context)
    if not context["is_rendering"]:
        response["HX-Trigger"] = "rendered"
    return response


@require_POST
@studio_view
def decision(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Approve, reject or reopen; the answer is the stage as it is now, with a toast."""
    found = studio.testimonial(token)
    try:
        toast = _decide(request, studio, found)
        problem = ""
    except Refusal as refusal:
        toast, problem = "", str(refusal.message)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(reverse("studio:testimonial", args=[studio.brand.slug, token]))
    found = studio.testimonial(token)
    context = _stage(studio, found) | {"toast": toast, "problem": problem}
    response = render(request, "studio/_stage.html", context)
    response["HX-Trigger"] = "decided"
    return response


@require_POST
@studio_view
def messages(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Write to the speaker; the answer is the thread as it is now, with what was typed if it was refused."""
    found = studio.testimonial(token)
    text, problem = request.POST.get("text", ""), ""
    try:
        studio.check_may_moderate()
        if (notice := replying.write_as_brand(found, text, by=studio.user)) is not None:
            ring(send_notice, notice.pk)
        text = ""
    except Refusal as refusal:
        problem = str(refusal.message)
    if not problem and not request.htmx:  # type: ignore[attr-defined]
        return redirect(reverse("studio:testimonial", args=[studio.brand.slug, token]))
    context = _stage(studio, found) | {"text": text, "text_problem": problem}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "studio/_thread.html", context)
    return render(request, "studio/inbox.html", _list(request, studio) | context, status=422)


def _decide(request: HttpRequest, studio: Studio, found: Testimonial) -> str:
    studio.check_may_moderate()
    verdict = request.POST.get("verdict", "")
    if verdict == "approved":
        moderating.approve(found, by=studio.user, seen=request.POST.get("cut", ""))
        return _("Approved. It is on its way to your walls.")
    if verdict == "rejected":
        moderating.reject(found, reason=request.POST.get("reason", ""), by=studio.user)
        return _("It will not be shown.")
    if verdict == "reopened":
        moderating.reopen(found, by=studio.user)
        return _("Back in the inbox, and off your walls.")
    raise Refusal(_("Choose what to do with this story."))


def _list(request: HttpRequest, studio: Studio) -> dict[str, Any]:
    shelf = request.GET.get("shelf", "new")
    shelf = shelf if shelf in SHELVES else "new"
    counts = Testimonial.objects.of(studio.brand).aggregate(
        **{name: Count("pk", filter=Q(state=name)) for name in SHELVES}
    )
    found = Testimonial.objects.of(studio.brand).submitted().filter(state=shelf)
    page = Paginator(_loaded(found), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = [_row(item) for item in page]
    return {
        "studio": studio,
        "brand": studio.brand,
        "section": "inbox",
        "shelf": shelf,
        "shelves": [
            (name, label, counts[name])
            for name, label in SHELVES.items()
            if counts[name] or name in SHOWN_EMPTY or name == shelf
        ],
        "waiting": counts["new"],
        "page": page,
        "rows": shown,
        "version": _version(shelf, shown, counts),
        "first_link": studio.brand.links.order_by("pk").first(),
    }


def _stage(studio: Studio, found: Testimonial) -> dict[str, Any]:
    row = _row(_loaded(Testimonial.objects.filter(pk=found.pk)).get())
    newest = row.cut
    is_beside = row.shown is not None and newest != row.shown and not (newest and newest.is_ready)
    cut = row.shown if is_beside else newest
    return {
        "studio": studio,
        "brand": studio.brand,
        "section": "inbox",
        "row": row,
        "watchable": Asset.objects.filter(remux_of__answer__testimonial=found).count(),
        "is_rendering": newest is not None and not (newest.is_ready or newest.is_failed),
        "newest": newest,
        "is_beside": is_beside,
        "testimonial": found,
        "cut": cut,
        "renditions": cut.renditions() if cut else [],
        "poster": _still(cut.posters()) if cut else None,
        "answers": found.answers.select_related("question", "upload__original", "upload__remux"),
        "consent": found.consent,
        "decisions": found.decisions.select_related("by").order_by("-pk"),
        "reasons": Decision.Reason.choices,
        "thread": found.messages.select_related("by"),
        "extra": _extra(found),
    }


def _extra(found: Testimonial) -> list[tuple[str, str]]:
    """What the link's own fields were answered with, by their labels."""
    labels = {str(asked["key"]): str(asked["label"]) for asked in found.link.fields}
    return [(labels.get(key, key), str(value)) for key, value in found.extra.items() if value]


def _loaded(found: QuerySet[Testimonial]) -> QuerySet[Testimonial]:
    cuts = Prefetch("cuts", Cut.objects.order_by("-number").prefetch_related("assets"), to_attr="loaded_cuts")
    decided = Prefetch(
        "decisions", Decision.objects.order_by("-pk").select_related("cut"), to_attr="loaded_decisions"
    )
    answers = Prefetch(
        "answers", Answer.objects.select_related("question", "upload"), to_attr="loaded_answers"
    )
    said = Prefetch("messages", to_attr="loaded_messages")
    return found.select_related("speaker", "link").prefetch_related(cuts, decided, answers, said)


def _row(item: Testimonial) -> Row:
    cuts: list[Cut] = item.loaded_cuts  # type: ignore[attr-defined]  # set by _loaded
    answers: list[Answer] = item.loaded_answers  # type: ignore[attr-defined]
    cut = cuts[0] if cuts else None
    posters = [asset for asset in cut.assets.all() if asset.kind == Asset.Kind.POSTER] if cut else []
    quote = next((answer.text for answer in answers if answer.text), "")
    return Row(item, cut, _shown(item), _still(posters), quote, answers, _unanswered(item))


def _shown(item: Testimonial) -> Cut | None:
    """The cut that the last approval named, while it holds: what visitors see."""
    decisions: list[Decision] = item.loaded_decisions  # type: ignore[attr-defined]
    is_up = decisions and item.state == Testimonial.State.APPROVED
    return decisions[0].cut if is_up else None


def _unanswered(item: Testimonial) -> Message | None:
    """What the speaker wrote last, if the last word is theirs."""
    said: list[Message] = item.loaded_messages  # type: ignore[attr-defined]
    return said[-1] if said and said[-1].is_from_speaker else None


def _still(posters: list[Asset]) -> Asset | None:
    """The JPEG of middle width: small enough for a list, sharp enough for the stage."""
    jpegs = sorted((p for p in posters if p.media_type == "image/jpeg"), key=lambda p: p.width or 0)
    return jpegs[len(jpegs) // 2] if jpegs else None


def _version(shelf: str, shown: list[Row], counts: dict[str, int]) -> str:
    seen = [
        (row.testimonial.token, row.state, row.cut.percent if row.cut else 0, row.unanswered is None)
        for row in shown
    ]
    return sha256(repr((shelf, seen, sorted(counts.items()))).encode()).hexdigest()[:16]
