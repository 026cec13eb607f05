"""Many stories at once, each decided on its own: what one of them refuses, the others do not feel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from testimonials import moderating, tagging, writing
from testimonials.errors import Refusal
from testimonials.models import Testimonial
from testimonials.views.deciding import decide, going_on, stories, take_back
from testimonials.views.inbox import listed
from testimonials.views.inbox_found import following
from testimonials.views.inbox_query import Asked
from testimonials.views.inbox_toast import Toast, listing
from testimonials.views.tenancy import Studio, studio_view

AT_ONCE = 100
# Tells whether anything changed; raises a `Refusal`.
Act = Callable[[Testimonial], object]


@require_POST
@studio_view
def bulk(request: HttpRequest, studio: Studio) -> HttpResponse:
    """Approve, reject (`reason`), reopen or tag (`tagging` is add or remove) every chosen `story`."""
    tokens = request.POST.getlist("story")
    try:
        studio.check_may_moderate()
        what, act = _act(request, studio)
        if not tokens:
            raise Refusal(_("Choose some stories first."))
        if len(tokens) > AT_ONCE:
            raise Refusal(_("Please choose at most 100 stories at once."))
    except Refusal as refusal:
        return _answer(request, studio, Toast(refusal.message))
    changed, told = each(stories(studio, tokens), what, act)
    toast = Toast.of(told, what if changed else "", changed, tag=request.POST.get("tag", ""))
    return _answer(request, studio, toast, changed if what in moderating.Verdict.values else [])


@require_POST
@studio_view
def undo(request: HttpRequest, studio: Studio) -> HttpResponse:
    """Take back what a toast told of, as far as nobody has decided since; show the first story again."""
    what, tag = request.POST.get("what", ""), request.POST.get("tag", "")
    chosen = stories(studio, request.POST.get("stories", "").split()[:AT_ONCE])

    def act(story: Testimonial) -> object:
        if what == "tagged":
            return tagging.remove(story, tag)
        if what == "untagged":
            return tagging.add(story, tag, by=studio.user)
        return take_back(studio, story, what)

    try:
        studio.check_may_moderate()
        back, told = each(chosen, "undone", act)
    except Refusal as refusal:
        return _answer(request, studio, Toast(refusal.message))
    if what in {"tagged", "untagged"} or not back:
        return _answer(request, studio, Toast(told))
    return going_on(request, studio, studio.testimonial(back[0].token), Toast(told))


def each(chosen: list[Testimonial], what: str, act: Act) -> tuple[list[Testimonial], str]:
    """Do it to each in a transaction of its own; return those that changed, and one sentence about all."""
    changed, refused = [], Counter[str]()
    for story in chosen:
        try:
            if act(story):
                changed.append(story)
            else:
                refused["same"] += 1
        except Refusal as refusal:
            refused[refusal.code] += 1
    parts = [_done(what, len(changed))] if changed else []
    parts += [_not_done(code, number) for code, number in refused.items()]
    return changed, listing(parts)


def _act(request: HttpRequest, studio: Studio) -> tuple[str, Act]:
    """What is asked for, by its name and as what to do."""
    reason, tag = request.POST.get("reason", ""), request.POST.get("tag", "")
    match request.POST.get("tagging", ""):
        case "add":
            tagging.checked(tag)
            return "tagged", lambda story: tagging.add(story, tag, by=studio.user)
        case "remove":
            return "untagged", lambda story: tagging.remove(story, tag)
    verdict = "rejected" if reason else request.POST.get("verdict", "")
    if verdict not in moderating.Verdict.values:
        raise Refusal(_("Choose what to do with these stories."))
    return verdict, lambda story: decide(studio, story, verdict, reason=reason)


def _answer(
    request: HttpRequest, studio: Studio, toast: Toast, decided: list[Testimonial] | None = None
) -> HttpResponse:
    """The toast alone; with the next story where the one on the stage was among those decided on."""
    asked = Asked.of_page(request)
    shown = next((story for story in decided or [] if story.token == request.POST.get("shown")), None)
    if not request.htmx:  # type: ignore[attr-defined]
        return render(
            request, "studio/inbox.html", listed(request, studio, asked) | {"said": toast, "is_list": True}
        )
    if shown is not None:
        return going_on(request, studio, following(studio.brand, asked, shown), toast)
    response = render(request, "studio/_toast.html", {"studio": studio, "brand": studio.brand, "said": toast})
    response["HX-Reswap"] = "none"
    response["HX-Trigger"] = "decided"
    return response


def _done(what: str, n: int) -> str:
    said = {
        "approved": ngettext("%d approved", "%d approved", n),
        "rejected": ngettext("%d will not be shown", "%d will not be shown", n),
        "reopened": ngettext("%d is back in the inbox", "%d are back in the inbox", n),
        "tagged": ngettext("%d tagged", "%d tagged", n),
        "untagged": ngettext("The tag is off %d story", "The tag is off %d stories", n),
        "undone": ngettext("%d taken back", "%d taken back", n),
    }[what]
    return writing.digits(said % n)


def _not_done(code: str, n: int) -> str:
    said = {
        moderating.NotReady.code: ngettext("%d is still being prepared", "%d are still being prepared", n),
        moderating.AlreadyDecided.code: ngettext("%d was decided on before", "%d were decided on before", n),
        moderating.NewerCut.code: ngettext("%d has a newer cut", "%d have a newer cut", n),
        tagging.TooManyTags.code: ngettext("%d has twenty tags", "%d have twenty tags", n),
        tagging.StoryGone.code: ngettext("%d was withdrawn", "%d were withdrawn", n),
        "same": ngettext("%d was like that", "%d were like that", n),
    }.get(code, ngettext("%d could not be changed", "%d could not be changed", n))
    return writing.digits(said % n)
