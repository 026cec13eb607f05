"""Make a link, change it, and see it as speakers will while it is being written."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from testimonials import collecting, packs
from testimonials.models import CollectionLink
from testimonials.views import link_typed
from testimonials.views.framing import framed_by_us, framing_ours
from testimonials.views.link_editor import Editor
from testimonials.views.links import context_of, link_of, note
from testimonials.views.tenancy import Studio, studio_view

EMPTY = "empty"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@studio_view
def new(request: HttpRequest, studio: Studio) -> HttpResponse:
    """Choose a pack, then write the link; a POST makes it and goes on to sharing it."""
    studio.check_may_administer()
    if request.method == "POST":
        return _written(request, studio, None)
    pack = packs.find(request.GET.get("pack", ""))
    if pack is None and request.GET.get("pack") != EMPTY:
        with translation.override(studio.brand.language):
            shown = [(pack.code, pack.icon, [str(q) for q, _tip in pack.questions]) for pack in packs.PACKS]
        labels = [pack.label for pack in packs.PACKS]
        context = {"packs": zip(shown, labels, strict=True), "language": studio.brand.language}
        return render(request, "studio/link_packs.html", context_of(studio) | context)
    return _page(request, studio, Editor(studio.brand, link_typed.of_pack(studio.brand, pack)))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@studio_view
def edit(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Show a link as it is stored; a POST changes it, or says what to mend and keeps what was typed."""
    link = link_of(studio, token)
    if request.method == "POST":
        studio.check_may_administer()
        return _written(request, studio, link)
    editor = Editor(studio.brand, link_typed.of_link(link), link=link)
    return _page(request, studio, editor, seen=collecting.stamp(link), is_saved="saved" in request.GET)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@studio_view
def preview(request: HttpRequest, studio: Studio, token: str = "") -> HttpResponse:
    """The welcome a speaker would see, from what is typed (POST) or stored (GET). Nothing is stored."""
    link = link_of(studio, token) if token else None
    if request.method == "POST":
        studio.check_may_administer()
    typed = request.POST if request.method == "POST" else _stored(request, studio, link)
    editor = Editor(studio.brand, typed, link=link)
    drawn, questions = editor.sketch()
    asked = request.POST.get("shown_in", "")
    language = asked if asked in drawn.readable_in else drawn.language
    with translation.override(language):
        context = {
            "brand": studio.brand,
            "link": drawn,
            "title": drawn.title_in(language) or "…",
            "intro": drawn.intro_in(language),
            "languages": [(code, name) for code, name in settings.LANGUAGES if code in drawn.readable_in],
            "language": language,
            "questions": [{"text": q.text_in(language), "tip": q.tip_in(language)} for q in questions],
        }
        return framed_by_us(render(request, "studio/link_preview.html", context))


def _stored(request: HttpRequest, studio: Studio, link: CollectionLink | None) -> QueryDict:
    if link is not None:
        return link_typed.of_link(link)
    return link_typed.of_pack(studio.brand, packs.find(request.GET.get("pack", "")))


def _written(request: HttpRequest, studio: Studio, link: CollectionLink | None) -> HttpResponse:
    """Do what the button asked for: save, or only rearrange the rows."""
    wish, seen = request.POST.get("do", "save"), request.POST.get("seen", "")
    if wish != "save":
        typed, place = link_typed.rearranged(request.POST, wish)
        editor = Editor(studio.brand, typed, link=link)
        editor.go_to(place)
        return _page(request, studio, editor, seen=seen)
    editor = Editor(studio.brand, request.POST, link=link)
    if not editor.check():
        return _page(request, studio, editor, seen=seen, status=422)
    try:
        with transaction.atomic():
            stored = editor.save(seen=seen)
            note(studio, stored, "link_changed" if link else "link_created")
    except collecting.LinkChanged as refusal:
        return _told_of_theirs(request, studio, editor, refusal)
    address = [studio.brand.slug, stored.token]
    if link is None:
        return redirect(reverse("studio:link_share", args=address) + "?made")
    return redirect(reverse("studio:link", args=address) + "?saved")


def _told_of_theirs(
    request: HttpRequest, studio: Studio, editor: Editor, refusal: collecting.LinkChanged
) -> HttpResponse:
    """Show what was typed beside what somebody else saved; saving again replaces theirs."""
    assert editor.link is not None  # noqa: S101  only a stored link can have changed
    stored = link_of(studio, editor.link.token)
    theirs = Editor(studio.brand, link_typed.of_link(stored), link=stored)
    context = {"theirs": editor.differences(theirs), "stale": refusal.message}
    return _page(request, studio, editor, seen=collecting.stamp(stored), status=409, **context)


def _page(
    request: HttpRequest, studio: Studio, editor: Editor, *, status: int = 200, seen: str = "", **more: object
) -> HttpResponse:
    brand = studio.brand.slug
    place = [brand, editor.link.token] if editor.link else [brand]
    names = (
        ("studio:link", "studio:link_preview") if editor.link else ("studio:link_new", "studio:new_preview")
    )
    context = context_of(studio) | {
        "editor": editor,
        "form": editor.form,
        "link": editor.link,
        "tab": "edit",
        "standing": collecting.standing(editor.link) if editor.link else "",
        "seen": seen,
        "action": reverse(names[0], args=place),
        "preview": reverse(names[1], args=place),
        "pack": request.GET.get("pack", ""),
        "can_edit": studio.membership.can_administer,
        "readable_in": [pair for pair in settings.LANGUAGES if pair[0] in (editor.language, *editor.others)],
        "max_rows": {"questions": 8, "fields": 6},
        **more,
    }
    return framing_ours(render(request, "studio/link_editor.html", context, status=status))
