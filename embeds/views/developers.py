"""What a page can ask of a widget and hear from it, tried out on the widget itself."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from embeds.design import COLOUR, TOKENS
from embeds.views.builder import widget_of
from testimonials.views.tenancy import Studio, studio_view

# What `tell` says in static/embed/; a test holds the two against each other.
EVENTS = {
    "ready": _("The widget is drawn."),
    "beforeplay": _("Somebody wants to see a story. Cancel it, and nothing opens: then it is yours to show."),
    "play": _("A film begins."),
    "ended": _("A film is over."),
    "close": _("The player was closed, and the focus is back where it was."),
    "error": _("A story is gone, or its film does not start."),
}
# What static/embed/host.js adds for those who ask for it.
MORE_EVENTS = {
    "view": _("Half of the widget has been in view, once."),
    "progress": _(
        "A film has come past a quarter, a half or three quarters: detail.quarter and detail.seconds."
    ),
    "cta": _("A link in the widget was followed: detail.href."),
}
METHODS = {
    "play()": _("Open a story: play(id), or the first that there is more of."),
    "pause()": _("Let the film stand still."),
    "next()": _("Go to the next story, in the player or the carousel."),
    "prev()": _("Go to the story before."),
    "refresh()": _("Fetch what is published now and draw it, without loading the page again."),
}
# What `make` names in static/embed/, from the outside in.
PARTS = {
    _("Around"): "wall head title counts list end whole more",
    _("A card"): "card poster play time said quote read who face name role foot stars note reply",
    _("The player"): (
        "player stage film photo panel who-speaks speaker told asked answer below notes "
        "round previous next close"
    ),
}


@require_safe
@never_cache
@studio_view
def developers(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Show the widget as a page has it, with everything that can be heard from it and set on it."""
    context = {
        "studio": studio,
        "brand": studio.brand,
        "section": "widgets",
        "widget": widget_of(studio, token),
        "events": EVENTS | MORE_EVENTS,
        "methods": METHODS,
        "site": settings.SITE_URL,
        "parts": {name: names.split() for name, names in PARTS.items()},
        "properties": [(name, shape is COLOUR) for name, shape in TOKENS.items()],
    }
    return render(request, "studio/widget_developers.html", context)
