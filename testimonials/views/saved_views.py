"""Ways to look at the inbox that somebody has given a name: theirs alone, each by its name."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from testimonials.errors import Refusal
from testimonials.models import SavedView
from testimonials.views.inbox import listed
from testimonials.views.inbox_query import Asked
from testimonials.views.tenancy import Studio, studio_view

MOST = 20
MAX_NAME = 60


@require_POST
@studio_view
def views(request: HttpRequest, studio: Studio) -> HttpResponse:
    """Save what the page shows under `name`; with `do` rename it to `new`, or forget it."""
    asked = Asked.of_page(request)
    try:
        _change(request, studio, asked)
    except Refusal as refusal:
        template = "studio/_list.html" if request.htmx else "studio/inbox.html"  # type: ignore[attr-defined]
        context = listed(request, studio, asked) | {"list_problem": refusal.message, "is_list": True}
        return render(request, template, context)
    address = reverse("studio:inbox", args=[studio.brand.slug])
    return redirect(f"{address}?{asked.query}" if asked.query else address)


def _change(request: HttpRequest, studio: Studio, asked: Asked) -> None:
    mine = SavedView.objects.filter(brand=studio.brand, user=studio.user)
    name, do = request.POST.get("name", ""), request.POST.get("do", "")
    if do == "forget":
        mine.filter(name=name).delete()
        return
    if do == "rename":
        if (view := mine.filter(name=name).first()) is None:
            raise Refusal(_("That view is not there any more."))
        view.name = _checked(request.POST.get("new", ""))
    else:
        if mine.count() >= MOST:
            raise Refusal(_("Twenty views are kept. Forget one first."))
        view = SavedView(brand=studio.brand, user=studio.user, name=_checked(name), query=asked.query)
    _save(view)


def _save(view: SavedView) -> None:
    if len(view.query) > SavedView._meta.get_field("query").max_length:  # type: ignore[operator]
        raise Refusal(_("That is too much to keep. Take a filter off first."))
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise Refusal(_("You have a view with that name.")) from error


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > MAX_NAME:
        raise Refusal(_("Give it a name of up to 60 characters."))
    return name
