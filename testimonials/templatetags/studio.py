"""What the Studio's shell shows beside the page."""

from __future__ import annotations

from typing import Any

from django import template

from testimonials import accounts
from testimonials.models import Brand, Membership, User

register = template.Library()


@register.simple_tag
def shell(user: User, brand: Brand) -> dict[str, Any]:
    """What the nav needs: what somebody is here, their other brands, and whether they may found one."""
    mine = Membership.objects.filter(user=user, brand__closed_at=None).select_related("brand")
    rows = sorted(mine, key=lambda row: row.brand.name.casefold())
    return {
        "membership": next((row for row in rows if row.brand_id == brand.pk), None),
        "others": [row.brand for row in rows if row.brand_id != brand.pk],
        "may_found": accounts.may_found(user),
    }
