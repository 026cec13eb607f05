"""Set a widget and see it at once: layout, stories, look. Saving publishes it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from embeds import designing, exposing, previewing, publishing, runtime, wording
from embeds.design import read
from embeds.models import Widget, WidgetVersion
from embeds.models.widget import WidgetQuerySet
from embeds.tasks import publish_widget
from embeds.views.builder_form import WidgetForm, stories, typed
from testimonials import stores
from testimonials.doorbell import ring, ring_for_next
from testimonials.errors import Refusal
from testimonials.models import Purge
from testimonials.models.tokens import new_token
from testimonials.tasks import purge_cdn
from testimonials.views.framing import framed_by_us, framing_ours
from testimonials.views.ranged import ranged_response
from testimonials.views.tenancy import Studio, studio_view
from testimonials.views.typed import differences, whole_number

VERSIONS_SHOWN = 20
PREVIEW_SECONDS = 600
GROUNDS = ("white", "dark", "photo")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@studio_view
def new(request: HttpRequest, studio: Studio) -> HttpResponse:
    """Choose a layout; a POST makes the widget and goes on to its builder."""
    studio.check_may_administer()
    layout = request.POST.get("layout", "")
    if request.method == "POST" and layout in Widget.Layout.values:
        try:
            made = designing.create(
                studio.brand, by=studio.user, name=str(Widget.Layout(layout).label), layout=layout
            )
        except Refusal as refusal:
            return _layouts(request, studio, problem=str(refusal.message))
        ring(publish_widget, made.pk)
        return redirect(reverse("embeds:widget", args=[studio.brand.slug, made.token]))
    return _layouts(request, studio)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@studio_view
def edit(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Show what a widget is set to; a POST publishes the change, or says what to mend and keeps it."""
    widget = widget_of(studio, token)
    if request.method != "POST":
        form = WidgetForm(initial=typed(widget), brand=studio.brand)
        return _page(request, studio, widget, form, is_saved="saved" in request.GET)
    studio.check_may_administer()
    form = WidgetForm(request.POST, brand=studio.brand)
    seen = whole_number(request.POST.get("seen", ""))
    if not form.is_valid():
        return _page(request, studio, widget, form, status=422, seen=seen)
    try:
        _save(studio, widget, form, seen)
    except designing.WidgetChanged as refusal:
        widget.refresh_from_db()
        theirs = differences(form, typed(widget))
        return _page(request, studio, widget, form, status=409, stale=refusal.message, theirs=theirs)
    return redirect(reverse("embeds:widget", args=[studio.brand.slug, token]) + "?saved")


@require_POST
@studio_view
def version(request: HttpRequest, studio: Studio, token: str, number: int) -> HttpResponse:
    """Go back to a version: set again to what it said, rendered under today's consents."""
    studio.check_may_administer()
    widget = widget_of(studio, token)
    try:
        designing.go_back(widget, number, by=studio.user, seen=whole_number(request.POST.get("seen", "")))
    except WidgetVersion.DoesNotExist:
        raise Http404 from None
    except designing.WidgetChanged as refusal:
        form = WidgetForm(initial=typed(widget), brand=studio.brand)
        return _page(request, studio, widget, form, status=409, stale=refusal.message)
    ring(publish_widget, widget.pk)
    return redirect(reverse("embeds:widget", args=[studio.brand.slug, token]) + "?saved")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@studio_view
def removal(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """Ask once more before a widget is deleted: pages that hold its snippet show only its link then."""
    studio.check_may_administer()
    widget = widget_of(studio, token)
    if request.method == "POST":
        publishing.remove_files(widget)  # while it is known which they are: a store may be away
        designing.delete(widget, by=studio.user)
        exposing.conceal()
        ring_for_next(Purge, purge_cdn)
        return redirect(reverse("embeds:widgets", args=[studio.brand.slug]))
    context = {"studio": studio, "brand": studio.brand, "section": "widgets", "widget": widget}
    return render(request, "studio/widget_removal.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@studio_view
def preview(request: HttpRequest, studio: Studio, token: str) -> HttpResponse:
    """The widget on somebody's page: as stored, as typed (POST), or as a POST for JSON has kept (`?typed=`).

    Nothing of it is stored; what was typed is forgotten after ten minutes.
    """
    widget = widget_of(studio, token)
    typed_now = request.POST if request.method == "POST" else _kept(studio, request.GET.get("typed", ""))
    if request.method == "POST" and request.accepts("application/json") and not request.accepts("text/html"):
        return JsonResponse({"typed": _keep(studio, request.POST)})
    design = read(widget.settings)
    form = WidgetForm(typed_now, brand=studio.brand)
    if typed_now is not None and form.is_valid():
        design = form.design()
        widget.layout, widget.title = form.cleaned_data["layout"], form.cleaned_data["title"]
    drawn = previewing.draw(widget, design, base=f"{settings.SITE_URL}{_folder(studio)}")
    ground = request.GET.get("ground", GROUNDS[0])
    lang = design.language or studio.brand.language
    context = {
        "widget": widget,
        "design": design,
        "brand": studio.brand,
        "drawn": drawn,
        "lang": lang,
        "dir": wording.direction(lang),
        "ground": ground if ground in GROUNDS else GROUNDS[0],
        "script": mark_safe(drawn.script.replace("</", "<\\/")),  # noqa: S308  our own build, escaped for a script
    }
    response = framed_by_us(render(request, "studio/widget_preview.html", context))
    response["Content-Security-Policy"] = _policy(str(getattr(request, "csp_nonce", "")))
    return response


def _folder(studio: Studio) -> str:
    """The address below which previews find their scripts and media."""
    return reverse("embeds:preview_script", args=[studio.brand.slug, "-"]).removesuffix("/w/-")


def _keep(studio: Studio, said: QueryDict) -> str:
    key = new_token()
    cache.set(f"preview:{studio.brand.pk}:{key}", said.urlencode(), PREVIEW_SECONDS)
    return key


def _kept(studio: Studio, key: str) -> QueryDict | None:
    said = cache.get(f"preview:{studio.brand.pk}:{key}") if key else None
    return QueryDict(said) if said else None


@require_safe
@studio_view
@cache_control(private=True, max_age=300)
def preview_media(request: HttpRequest, studio: Studio, cut: str, name: str) -> HttpResponseBase:
    """A picture or film of a preview, from the private store, for members only."""
    found = previewing.media_of(studio.brand, cut, name)
    if found is None:
        raise Http404
    return ranged_response(request, stores.private(), found.key, media_type=found.media_type, headers={})


@require_safe
@studio_view
@cache_control(private=True, max_age=300)
def preview_script(request: HttpRequest, studio: Studio, name: str) -> HttpResponse:
    """The player, where previews look for it."""
    player, body = runtime.player_file()
    if name != player:
        raise Http404
    return HttpResponse(body, content_type="text/javascript")


def widget_of(studio: Studio, token: str) -> Widget:
    """Return a widget of this brand, or raise `Http404`."""
    mine: WidgetQuerySet = Widget.objects.of(studio.brand)
    found: Widget | None = mine.select_related("brand").filter(token=token).first()
    if found is None:
        raise Http404
    return found


def _save(studio: Studio, widget: Widget, form: WidgetForm, seen: int) -> None:
    data = form.cleaned_data
    designing.change(
        widget,
        by=studio.user,
        seen=seen,
        name=data["name"],
        title=data["title"],
        layout=data["layout"],
        design=form.design(),
        sites=data["sites"],
    )
    ring(publish_widget, widget.pk)


def _layouts(request: HttpRequest, studio: Studio, **more: Any) -> HttpResponse:
    context = {
        "studio": studio,
        "brand": studio.brand,
        "section": "widgets",
        "layouts": Widget.Layout.choices,
    }
    return render(request, "studio/widget_new.html", context | more, status=422 if more else 200)


def _page(
    request: HttpRequest,
    studio: Studio,
    widget: Widget,
    form: WidgetForm,
    *,
    status: int = 200,
    seen: int = 0,
    **more: object,
) -> HttpResponse:
    context = {
        "studio": studio,
        "brand": studio.brand,
        "section": "widgets",
        "widget": widget,
        "form": form,
        "seen": seen or widget.revision,
        "can_edit": studio.membership.can_administer,
        "stories": stories(studio.brand, str(form["chosen"].value() or "")),
        "versions": widget.versions.select_related("by")[:VERSIONS_SHOWN],
        "grounds": GROUNDS,
        **more,
    }
    return framing_ours(render(request, "studio/widget.html", context, status=status))


def _policy(nonce: str) -> str:
    """What a strict host would allow, and frames of ours."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data:; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'"
    )
