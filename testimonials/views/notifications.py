"""What is new for a brand's team, and how each of them wants to hear of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from testimonials.models import Membership
from testimonials.views.tenancy import Studio, studio_view

SHOWN = 100


@require_safe
@never_cache
@studio_view
def notifications(request: HttpRequest, studio: Studio) -> HttpResponse:
    """List the newest, those not seen yet marked; looking changes nothing."""
    news = studio.brand.notifications.select_related("testimonial__speaker").order_by("-at", "-pk")[:SHOWN]
    context = {
        "studio": studio,
        "brand": studio.brand,
        "section": "notifications",
        "news": news,
        "seen_at": studio.membership.seen_at or studio.membership.created_at,
        "mails": Membership.Mail.choices,
    }
    return render(request, "studio/notifications.html", context)


@require_POST
@studio_view
def seen(request: HttpRequest, studio: Studio) -> HttpResponse:
    """Remember that everything until now has been seen."""
    Membership.objects.filter(pk=studio.membership.pk).update(seen_at=timezone.now())
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204)
    return redirect(reverse("studio:notifications", args=[studio.brand.slug]))


@require_POST
@studio_view
def mail(request: HttpRequest, studio: Studio) -> HttpResponse:
    """Choose when to be written to; anything but one of the choices changes nothing."""
    if (chosen := request.POST.get("mail", "")) in Membership.Mail.values:
        Membership.objects.filter(pk=studio.membership.pk).update(mail=chosen, digest_at=timezone.now())
    return redirect(reverse("studio:notifications", args=[studio.brand.slug]) + "?saved")
