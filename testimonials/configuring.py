"""What a brand is: its name, its look, its rules. Changed as a whole, never over somebody else's change."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from testimonials.errors import Refusal
from testimonials.models import AuditEvent, Brand, User
from testimonials.signals import brand_face_changed

# What visitors see of a brand.
FACE = {"name", "website", "language", "time_zone", "brand_l", "brand_c", "brand_h", "on_brand", "logo_key"}


class SettingsChanged(Refusal):
    code = "settings_changed"
    status = 409
    message = _("Somebody else has changed these settings while you were here.")


@transaction.atomic
def change(brand: Brand, *, by: User, seen: int, **values: Any) -> list[str]:
    """Store what is different in `values`; return the names of it. `seen` is the revision it was typed over.

    Raises `SettingsChanged` when somebody was faster; nothing is stored then.
    """
    stored = Brand.objects.select_for_update().get(pk=brand.pk)
    changed = sorted(name for name, value in values.items() if getattr(stored, name) != value)
    if stored.revision != seen:
        raise SettingsChanged
    if not changed:
        return []
    new = {name: values[name] for name in changed}
    Brand.objects.filter(pk=brand.pk).update(revision=F("revision") + 1, **new)
    brand.refresh_from_db()
    AuditEvent.record(
        brand, by, "settings_changed", kind="brand", token=brand.token, fields=",".join(changed)
    )
    if FACE & set(changed):
        brand_face_changed.send(sender=Brand, brand=brand)
    return changed
