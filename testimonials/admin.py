"""What operators see of this app's tables. No names, no words, no addresses of customers."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q

from testimonials.expiring import GAVE_UP
from testimonials.models import AuditEvent, Brand, Cut, Notice, Purge, Refinement, Upload, User
from testimonials.operating import Job, Watched
from testimonials.tasks import inspect_upload, purge_cdn, refine_cut, render_cut, send_notice
from testimonials.withdrawing import WITHDRAWN

LEASE = ("attempts", "failures", "fence", "lease_until")


@admin.register(User)
class Users(Watched):
    fields = list_display = ("email", "is_active", "is_staff", "joined_at", "last_login")
    list_filter = ("is_staff", "is_active")
    search_fields = ("email",)


@admin.register(Brand)
class Brands(Watched):
    fields = list_display = ("slug", "token", "language", "time_zone", "created_at", "closed_at")
    search_fields = ("slug", "token")


@admin.register(Upload)
class Uploads(Job):
    list_display = ("token", "brand_slug", "state", "problem_code", "attempts", "failures", "created_at")
    fields = ("token", "state", "problem_code", "media_type", "length", "received_at", "expires_at", *LEASE)
    list_filter = ("state", "problem_code")
    list_select_related = ("brand",)
    search_fields = ("token",)
    bell = inspect_upload
    # A file that was refused for what it is would be refused again.
    failed = Q(state=Upload.State.REFUSED, problem_code=GAVE_UP)
    fresh = {"state": Upload.State.RECEIVED, "problem_code": "", "problem": ""}

    @admin.display(description="brand")
    def brand_slug(self, upload: Upload) -> str:
        return upload.brand.slug


@admin.register(Cut)
class Cuts(Job):
    list_display = (
        "token",
        "brand_slug",
        "state",
        "stage",
        "problem_code",
        "attempts",
        "failures",
        "created_at",
    )
    fields = (
        "token", "number", "state", "stage", "percent", "problem_code", "problem", "duration_ms", "ready_at",
        *LEASE,
    )  # fmt: skip
    list_filter = ("state", "stage", "problem_code")
    list_select_related = ("brand",)
    search_fields = ("token",)
    bell = render_cut
    # What was withdrawn is stopped for good: there is nothing left to make it from.
    failed = Q(state=Cut.State.FAILED) & ~Q(problem_code=WITHDRAWN)
    fresh = {
        "state": Cut.State.WAITING,
        "stage": Cut.Stage.WAITING,
        "percent": 0,
        "problem_code": "",
        "problem": "",
    }

    @admin.display(description="brand")
    def brand_slug(self, cut: Cut) -> str:
        return cut.brand.slug


@admin.register(Refinement)
class Refinements(Job):
    list_display = ("cut_token", "state", "problem_code", "attempts", "failures", "created_at")
    fields = ("cut_token", "state", "problem_code", *LEASE)
    list_filter = ("state", "problem_code")
    list_select_related = ("cut",)
    bell = refine_cut
    failed = Q(state=Refinement.State.FAILED) & ~Q(problem_code=WITHDRAWN)
    fresh = {"state": Refinement.State.WAITING, "problem_code": ""}

    @admin.display(description="cut")
    def cut_token(self, refinement: Refinement) -> str:
        return refinement.cut.token


@admin.register(Notice)
class Notices(Job):
    list_display = ("pk", "kind", "state", "language", "problem_code", "attempts", "failures", "created_at")
    fields = ("kind", "state", "language", "problem_code", "created_at", "sent_at", *LEASE)
    list_filter = ("state", "kind", "problem_code")
    bell = send_notice
    # What was given up has forgotten whom it was for; what waits may go now.
    failed = Q(pk__in=())


@admin.register(Purge)
class Purges(Job):
    list_display = ("pk", "count", "problem_code", "attempts", "failures", "created_at", "parked_at")
    fields = ("urls", "problem_code", "created_at", "parked_at", *LEASE)
    list_filter = ("problem_code", ("parked_at", admin.EmptyFieldListFilter))
    bell = purge_cdn
    failed = Q(parked_at__isnull=False)
    fresh = {"parked_at": None, "problem_code": ""}

    @admin.display(description="urls")
    def count(self, purge: Purge) -> int:
        return len(purge.urls)


@admin.register(AuditEvent)
class AuditEvents(Watched):
    list_display = ("at", "brand_slug", "code", "object_kind", "object_token")
    fields = ("at", "code", "object_kind", "object_token", "details")
    list_filter = ("code",)
    list_select_related = ("brand",)
    search_fields = ("object_token",)

    @admin.display(description="brand")
    def brand_slug(self, event: AuditEvent) -> str:
        return event.brand.slug
