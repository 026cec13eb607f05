"""The tags of one story, and the name of a tag everywhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from testimonials import tagging
from testimonials.errors import Refusal
from testimonials.models import Testimonial
from testimonials.views.inbox import listed
from testimonials.views.inbox_query import Asked
from testimonials.views.inbox_toast import Toast
from testimonials.views.stage import stage
from testimonials.views.tenancy import Studio, studio_view


@require_POST
@studio_view
def tags(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Put `tag` on a story, or with `do=remove` take it off; the answer is its tags as they are now."""
    story, tag = studio.testimonial(token), request.POST.get("tag", "")
    problem: dict[str, Any] = {}
    toast = None
    try:
        studio.check_may_moderate()
        toast = _change(request, studio, story, tag)
    except Refusal as refusal:
        problem = {"typed": tag, "problem_part": "tags", "part_problem": refusal.message}
    context = {
        "studio": studio,
        "brand": studio.brand,
        "testimonial": story,
        "said": toast,
        "is_answer": True,
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "studio/_tags.html", context | problem)
    if not problem:
        return redirect(reverse("studio:testimonial", args=[studio.brand.slug, token]))
    page = listed(request, studio, Asked.of_page(request)) | stage(studio, story)
    return render(request, "studio/inbox.html", page | problem, status=422)


@require_POST
@studio_view
def renaming(request: HttpRequest, studio: Studio) -> HttpResponse:
    """Give the tag `tag` the name `new` on every story, and show those."""
    asked = Asked.of_page(request).without("tag")
    new, problem = request.POST.get("tag", ""), ""
    try:
        studio.check_may_moderate()
        new = tagging.rename(studio.brand, new, request.POST.get("new", "")).name
    except Refusal as refusal:
        problem = str(refusal.message)
    shown = Asked.of({**dict(asked.filters), "shelf": asked.shelf, "q": asked.words, "tag": new})
    if problem:
        name = "studio/_list.html" if request.htmx else "studio/inbox.html"  # type: ignore[attr-defined]
        context = listed(request, studio, shown) | {"list_problem": problem, "is_list": True}
        return render(request, name, context)
    return redirect(f"{reverse('studio:inbox', args=[studio.brand.slug])}?{shown.query}")


def _change(request: HttpRequest, studio: Studio, story: Testimonial, tag: str) -> Toast | None:
    tag = tagging.clean(tag)
    if request.POST.get("do") == "remove":
        if not tagging.remove(story, tag):
            raise tagging.TagGone
        return Toast.of(_("The tag “%s” is off.") % tag, "untagged", [story], tag=tag)
    if tagging.add(story, tag, by=studio.user) is None:
        return None
    return Toast.of(_("Tagged “%s”.") % tag, "tagged", [story], tag=tag)
