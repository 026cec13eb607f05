"""A brand's settings: what it is called, how it looks, what it asks for, and how it ends."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from testimonials import closing, configuring, consenting, stores
from testimonials.errors import Refusal
from testimonials.models import Brand, Membership
from testimonials.processing import logos, photos
from testimonials.views.brand_form import SWATCHES, BrandForm, initial
from testimonials.views.ranged import ranged_response
from testimonials.views.tenancy import Studio, studio_view, user_of
from testimonials.views.typed import differences, whole_number


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@studio_view
def settings(request: HttpRequest, studio: Studio) -> HttpResponse:
    """Show the settings; a POST stores them, or says what to mend and keeps what was typed."""
    if request.method != "POST":
        form = BrandForm(initial=initial(studio.brand))
        return _page(request, studio, form, is_saved="saved" in request.GET)
    studio.check_may_administer()
    form = BrandForm(request.POST)
    if not form.is_valid():
        return _page(request, studio, form, status=422, seen=request.POST.get("seen", ""))
    try:
        configuring.change(
            studio.brand,
            by=studio.user,
            seen=whole_number(request.POST.get("seen", "")),
            **form.values(studio.brand),
        )
    except configuring.SettingsChanged as refusal:
        studio.brand.refresh_from_db()
        theirs = differences(form, initial(studio.brand))
        return _page(request, studio, form, status=409, stale=refusal.message, theirs=theirs)
    return redirect(reverse("studio:settings", args=[studio.brand.slug]) + "?saved")


@require_POST
@studio_view
def logo(request: HttpRequest, studio: Studio) -> HttpResponse:
    """Take a new logo, or with `remove` none; a refusal stands beside the field."""
    studio.check_may_administer()
    sent, old = request.FILES.get("logo"), studio.brand.logo_key
    try:
        if "remove" in request.POST:
            key = ""
        elif sent is None:
            raise photos.NotAPicture
        elif (sent.size or 0) > photos.MAX_BYTES:
            raise photos.PictureTooLarge
        else:
            key = logos.take_in(studio.brand, sent.read())
        try:
            configuring.change(studio.brand, by=studio.user, seen=studio.brand.revision, logo_key=key)
        except configuring.SettingsChanged:
            logos.drop(key if key != old else "")
            raise
    except Refusal as refusal:
        form = BrandForm(initial=initial(studio.brand))
        return _page(request, studio, form, status=refusal.status, logo_problem=refusal.message)
    if old != key:
        logos.drop(old)
    return redirect(reverse("studio:settings", args=[studio.brand.slug]) + "?saved#look")


@require_safe
def logo_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """Serve a brand's logo to anybody: it stands on every page that speakers and visitors see."""
    brand = get_object_or_404(Brand, token=token, closed_at=None)
    if not brand.logo_key:
        raise Http404
    try:
        response = ranged_response(
            request, stores.private(), brand.logo_key, media_type="image/webp", headers={}
        )
    except FileNotFoundError:
        raise Http404 from None
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@studio_view
def ending(request: HttpRequest, studio: Studio) -> HttpResponse:
    """Ask once more, by its name, before a brand is closed."""
    if not studio.membership.can_own:
        raise PermissionDenied
    context: dict[str, Any] = {"studio": studio, "brand": studio.brand, "section": "settings"}
    if request.method == "POST":
        typed = request.POST.get("name", "")
        try:
            closing.close(studio.brand, by=studio.user, typed=typed)
            return redirect("studio:brands")
        except closing.NameDiffers as refusal:
            context |= {"problem": refusal.message, "typed": typed}
    context["stories"] = studio.brand.testimonials.exclude(state="draft").count()
    return render(
        request, "studio/settings_ending.html", context, status=422 if "problem" in context else 200
    )


@require_POST
@login_required
def keeping(request: HttpRequest, brand: str) -> HttpResponse:
    """Have a closed brand back, for one of its owners and while its week lasts."""
    user = user_of(request)
    mine = Membership.objects.filter(user=user, role=Membership.Role.OWNER, brand__closed_at__isnull=False)
    found = get_object_or_404(mine.select_related("brand"), brand__slug=brand).brand
    closing.keep(found, by=user)
    return redirect("studio:brands")


def _page(
    request: HttpRequest,
    studio: Studio,
    form: BrandForm,
    *,
    status: int = 200,
    seen: str = "",
    **more: object,
) -> HttpResponse:
    context = {
        "studio": studio,
        "brand": studio.brand,
        "section": "settings",
        "form": form,
        "seen": seen or studio.brand.revision,
        "swatches": SWATCHES,
        "can_change": studio.membership.can_administer,
        "wording": consenting.wording(studio.brand, studio.brand.language),
        **more,
    }
    return render(request, "studio/settings.html", context, status=status)
