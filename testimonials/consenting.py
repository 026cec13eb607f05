"""Ask for consent word for word, and write it into the ledger.

A consent is a whole revision: what it does not name is not allowed. The wording a person
saw is kept with its hash, and whoever saw another wording is asked again. It ends by itself after
two years at most, or on the day its speaker chooses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testimonials.errors import Refusal
from testimonials.models import Brand, Consent, ConsentPart, ConsentPurpose, Testimonial
from testimonials.signals import public_face_changed

VALID_FOR = timedelta(days=730)


class WordingChanged(Refusal):
    code = "wording_changed"
    status = 409
    message = gettext_lazy("The consent text changed while you were here. Please read it once more.")


class EndsTooLate(Refusal):
    code = "ends_too_late"
    message = gettext_lazy("Two years are the longest. Choose an earlier day.")


class AlreadyWithdrawn(Refusal):
    code = "withdrawn"
    status = 409
    message = gettext_lazy("This story was withdrawn, so nobody may show it anywhere.")


def purposes(brand: Brand) -> list[tuple[str, str, str]]:
    """Every purpose as (code, label, what it means here), in the language in force."""
    meaning = {
        ConsentPurpose.WEBSITE: _("%(brand)s’s own website and shops"),
        ConsentPurpose.SOCIAL: _("%(brand)s’s own pages"),
        ConsentPurpose.ADS: _("Advertisements that %(brand)s pays for"),
        ConsentPurpose.SALES: _("Shown to a customer in person"),
        ConsentPurpose.INTERNAL: _("For %(brand)s to learn from it"),
    }
    return [(p.value, str(p.label), meaning[p] % {"brand": brand.name}) for p in ConsentPurpose]


def parts() -> list[tuple[str, str]]:
    """Every identity part as (code, label), in the language in force."""
    return [(part.value, str(part.label)) for part in ConsentPart]


def wording(brand: Brand, language: str) -> str:
    """Return the exact text a speaker agrees to, in `language`."""
    with translation.override(language):
        lines = [
            _("I decide where %(brand)s may show my story, one purpose at a time.") % {"brand": brand.name},
            *(
                _("%(label)s: %(meaning)s.") % {"label": label, "meaning": meaning}
                for _code, label, meaning in purposes(brand)
            ),
            _("Only the parts of me that I switch on may be seen or heard with it."),
            _("My consent is valid for two years at most, or until the day I choose."),
            _("I can change it or take it back at any time, on my private page or by telling %(brand)s.")
            % {"brand": brand.name},
            *([brand.consent_note] if brand.consent_note else []),
        ]
        return "\n".join(lines)


def wording_hash(text: str) -> str:
    """Return the SHA-256 of a wording, by which a submission proves what it saw."""
    return hashlib.sha256(text.encode()).hexdigest()


def latest_end() -> datetime:
    """The last moment up to which a consent given now may be valid."""
    return timezone.now() + VALID_FOR


@transaction.atomic
def give(
    testimonial: Testimonial, choices: Mapping[str, bool], *, seen_hash: str, until: datetime | None = None
) -> Consent:
    """Append the revision that `choices` (purposes and parts by code) describe.

    It ends at `until`, which is now if that has passed, or after two years. Raises `WordingChanged`
    when `seen_hash` is not the hash of today's wording, `EndsTooLate` or `AlreadyWithdrawn`.
    """
    locked = Testimonial.objects.select_for_update().get(pk=testimonial.pk)
    if locked.state == Testimonial.State.WITHDRAWN:
        raise AlreadyWithdrawn
    text = wording(testimonial.brand, testimonial.language)
    if seen_hash != wording_hash(text):
        raise WordingChanged
    ends_at = latest_end()
    if until is not None and until > ends_at:
        raise EndsTooLate
    last = testimonial.consent
    consent = Consent.objects.create(
        brand=testimonial.brand,
        testimonial=testimonial,
        revision=last.revision + 1 if last else 1,
        wording=text,
        wording_hash=seen_hash,
        language=testimonial.language,
        expires_at=ends_at if until is None else max(until, timezone.now()),
        **{f"for_{p.value}": bool(choices.get(p.value)) for p in ConsentPurpose},
        **{f"shows_{p.value}": bool(choices.get(p.value)) for p in ConsentPart},
    )
    public_face_changed.send(sender=Testimonial, testimonial=testimonial)
    return consent
