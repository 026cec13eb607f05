"""The log of a brand, for its owners and admins: who did what, and when. It cannot be edited, by anybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from testimonials.views.audit_lines import SUBJECTS, lines
from testimonials.views.tenancy import Studio, studio_view


@require_safe
@never_cache
@studio_view
def audit(request: HttpRequest, studio: Studio) -> HttpResponse:
    """Show fifty lines, the newest first; `about` chooses a subject, `before` is where a page ended."""
    studio.check_may_administer()
    about = request.GET.get("about", "")
    about = about if about in SUBJECTS else ""
    before = request.GET.get("before", "")
    shown, following = lines(studio.brand, about=about, before=before)
    context = {
        "studio": studio,
        "brand": studio.brand,
        "section": "team",
        "lines": shown,
        "following": following,
        "is_later": bool(before),
        "about": about,
        "subjects": [(code, label) for code, (label, _kinds) in SUBJECTS.items()],
    }
    return render(request, "studio/audit.html", context)
