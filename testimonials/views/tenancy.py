"""Whose Studio this is. A brand that is not yours answers exactly like one that is not there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from testimonials.errors import Refusal
from testimonials.models import Brand, Membership, Testimonial, User

UNSEEN_AT_MOST = 100


@dataclass(frozen=True)
class Studio:
    """The signed-in member and their brand, checked on every request."""

    brand: Brand
    membership: Membership
    user: User

    @cached_property
    def unseen(self) -> int:
        """How many notifications this member has not seen yet, up to a hundred."""
        news = self.brand.notifications.filter(at__gt=self.membership.seen_at or self.membership.created_at)
        return news[:UNSEEN_AT_MOST].count()

    def check_may_moderate(self) -> None:
        """Raise a `Refusal` for those who may only look."""
        if not self.membership.can_moderate:
            raise Refusal(_("You may look, but not decide. Ask an owner of this brand."))

    def check_may_administer(self) -> None:
        """Raise `PermissionDenied` for everybody but owners and admins."""
        if not self.membership.can_administer:
            raise PermissionDenied

    def testimonial(self, token: str) -> Testimonial:
        """Return a sent testimonial of this brand, or raise `Http404`."""
        rows = Testimonial.objects.of(self.brand).submitted().select_related("speaker", "link", "brand")
        found = rows.filter(token=token).first()
        if found is None:
            raise Http404
        return found


def studio_view(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Turn `view(request, studio, …)` into a view of `(request, brand slug, …)` for its members."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, brand: str, **kwargs: Any) -> HttpResponseBase:
        return view(request, studio_of(request, brand), **kwargs)

    return guarded


def user_of(request: HttpRequest) -> User:
    """The signed-in person, where `login_required` came first."""
    assert isinstance(request.user, User)  # noqa: S101  see above
    return request.user


def studio_of(request: HttpRequest, slug: str) -> Studio:
    """Return the Studio of `slug` for the signed-in person, or raise `Http404`."""
    user = user_of(request)
    membership = (
        Membership.objects.select_related("brand")
        .filter(brand__slug=slug, brand__closed_at=None, user=user)
        .first()
    )
    if membership is None:
        raise Http404
    return Studio(membership.brand, membership, user)
