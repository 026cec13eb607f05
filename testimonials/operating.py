"""The operators' window: what this installation is doing, and where it is stuck.

Promises: it is for staff, who come in by the same sign-in as everybody, second step included;
for others it is not there. It shows ids, states and problem codes, nothing that a customer said
or is called, and changes nothing but one thing: what has failed may be tried again.
"""

from __future__ import annotations

from functools import wraps
from typing import Any, ClassVar

from allauth.account.internal.flows.logout import logout
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from testimonials.doorbell import Bell, ring
from testimonials.models import User


class Watched(admin.ModelAdmin):  # type: ignore[type-arg]  # Django has it without a type at run time
    """A table to look at. Every field that a subclass does not name stays out of sight."""

    list_per_page = 50
    show_full_result_count = False
    actions: Any = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return self.fields or ()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_operator(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _is_operator(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class Job(Watched):
    """A table whose rows are jobs. `failed` are those that are parked; `fresh` is how they begin anew."""

    actions: Any = ("try_again",)
    bell: ClassVar[Bell]
    failed: ClassVar[Q]
    fresh: ClassVar[dict[str, Any]] = {}

    @admin.action(description=_("Try again"))
    def try_again(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        """Let parked and stuck ones begin anew; whatever somebody is at work on is left alone."""
        parked = chosen.model.objects.unleased().filter(pk__in=chosen)
        keys = list(parked.filter(self.failed).values_list("pk", flat=True))
        waiting = list(parked.filter(chosen.model.pending()).values_list("pk", flat=True))
        anew = {"attempts": 0, "failures": 0, "lease_until": None}
        chosen.model.objects.filter(self.failed, pk__in=keys).update(**self.fresh, **anew)
        chosen.model.objects.filter(pk__in=waiting).update(**anew)
        for pk in (*keys, *waiting):
            ring(self.bell, pk)
        count = len(keys) + len(waiting)
        said = ngettext("%(n)s is tried again.", "%(n)s are tried again.", count) % {"n": count}
        self.message_user(request, said)


class OperatorSite(admin.AdminSite):
    site_header = site_title = _("Sayso, for operators")
    index_title = _("What this installation is doing")
    site_url = "/studio/"
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take what was made for this window; other apps would bring pages that edit."""
        if admin_class is not None and issubclass(admin_class, Watched):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return _is_operator(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Guard a page: Django's own way would tell everybody that there is something."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return inner(request, *args, **kwargs) if _is_operator(request) else self.login(request)

        return guarded

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send strangers to the one sign-in there is; for who is no operator there is nothing here."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise Http404
        return redirect_to_login(request.GET.get("next", request.get_full_path()))

    def logout(  # type: ignore[override]  # Django promises a page; this leads to one
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Sign out as everywhere."""
        if request.method == "POST":
            logout(request)
        return redirect("account_login")

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One changes one's password in one's account."""
        return redirect("account_change_password")


def _is_operator(request: HttpRequest) -> bool:
    user = request.user
    return isinstance(user, User) and user.is_active and user.is_staff
