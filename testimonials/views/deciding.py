"""Decide on one story or many, take it back, and go on with the next one that waits."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from testimonials import moderating
from testimonials.errors import Refusal
from testimonials.models import Decision, Testimonial
from testimonials.views.inbox import listed
from testimonials.views.inbox_found import following
from testimonials.views.inbox_query import Asked
from testimonials.views.inbox_toast import DONE, Toast
from testimonials.views.stage import stage
from testimonials.views.tenancy import Studio, studio_view


@require_POST
@studio_view
def decision(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Approve, reject or reopen; the answer is the next story of the list, with a toast that undoes it."""
    story = studio.testimonial(token)
    verdict = request.POST.get("verdict", "")
    try:
        studio.check_may_moderate()
        decide(
            studio,
            story,
            verdict,
            reason=request.POST.get("reason", ""),
            seen=request.POST.get("cut", ""),
            note=request.POST.get("note", ""),
        )
    except Refusal as refusal:
        return _refused(request, studio, token, refusal)
    toast = Toast.of(DONE[verdict], verdict, [story])
    return going_on(request, studio, following(studio.brand, Asked.of_page(request), story), toast)


def decide(
    studio: Studio, story: Testimonial, verdict: str, *, reason: str = "", seen: str = "", note: str = ""
) -> Decision:
    """Decide as the member. Raises a `Refusal`."""
    if verdict == Decision.Verdict.APPROVED:
        return moderating.approve(story, by=studio.user, seen=seen, note=note)
    if verdict == Decision.Verdict.REJECTED:
        return moderating.reject(story, reason=reason, by=studio.user, note=note)
    if verdict == Decision.Verdict.REOPENED:
        return moderating.reopen(story, by=studio.user)
    raise Refusal(_("Choose what to do with this story."))


def take_back(studio: Studio, story: Testimonial, verdict: str) -> Decision:
    """Undo the member's own last decision with another one: history is never written anew.

    What was approved or rejected is in the inbox again; what was put back there is decided as it was.
    Raises a `Refusal`, also where somebody has decided since.
    """
    last, before = [*story.decisions.select_related("cut").order_by("-pk")[:2], None, None][:2]
    if last is None or last.verdict != verdict or last.by_id != studio.user.pk:
        raise moderating.AlreadyDecided
    if verdict != Decision.Verdict.REOPENED:
        return moderating.reopen(story, by=studio.user)
    if before is None:
        raise moderating.AlreadyDecided
    return decide(studio, story, before.verdict, reason=before.reason, seen=before.cut.token)


def going_on(request: HttpRequest, studio: Studio, story: Testimonial | None, toast: Toast) -> HttpResponse:
    """Answer with a story of the list on the stage, or that nothing is left, and the toast."""
    asked = Asked.of_page(request)
    name, arguments = ("testimonial", [story.token]) if story else ("inbox", [])
    address = reverse(f"studio:{name}", args=[studio.brand.slug, *arguments])
    address = f"{address}?{asked.query}" if asked.query else address
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(address)
    context = stage(studio, story) if story else {"studio": studio, "brand": studio.brand}
    response = render(request, "studio/_decided.html", context | {"asked": asked, "said": toast})
    response["HX-Trigger"] = "decided"
    response["HX-Push-Url"] = address
    return response


def stories(studio: Studio, tokens: Iterable[str]) -> list[Testimonial]:
    """Return those of the brand's stories that have these tokens, in their order; others are nobody's."""
    wanted = list(dict.fromkeys(tokens))
    rows = Testimonial.objects.of(studio.brand).submitted().select_related("speaker", "link", "brand")
    known = {story.token: story for story in rows.filter(token__in=wanted)}
    return [known[token] for token in wanted if token in known]


def _refused(request: HttpRequest, studio: Studio, token: str, refusal: Refusal) -> HttpResponse:
    """The story as it is now, and why nothing was decided."""
    context = stage(studio, studio.testimonial(token)) | {"problem": refusal.message}
    if not request.htmx:  # type: ignore[attr-defined]
        asked = Asked.of_page(request)
        return render(
            request, "studio/inbox.html", listed(request, studio, asked) | context, status=refusal.status
        )
    response = render(request, "studio/_stage.html", context)
    response["HX-Trigger"] = "decided"
    return response
