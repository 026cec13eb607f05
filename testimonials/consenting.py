"""Ask for consent word for word, and write it into the ledger.

A consent is a whole revision: what it does not name is not allowed. The wording a person
saw is kept with its hash, and a submission that saw another wording is asked again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta

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
            *(f"{label}: {meaning}." for _code, label, meaning in purposes(brand)),
            _("Only the parts of me that I switch on may be seen or heard with it."),
            _("My consent is valid for two years. I can take it back at any time by telling %(brand)s.")
            % {"brand": brand.name},
        ]
        return "\n".join(lines)


def wording_hash(text: str) -> str:
    """Return the SHA-256 of a wording, by which a submission proves what it saw."""
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def give(testimonial: Testimonial, choices: Mapping[str, bool], *, seen_hash: str) -> Consent:
    """Append the revision that `choices` (purposes and parts by code) describe.

    Raises `WordingChanged` when `seen_hash` is not the hash of today's wording.
    """
    text = wording(testimonial.brand, testimonial.language)
    if seen_hash != wording_hash(text):
        raise WordingChanged
    last = testimonial.consent
    consent = Consent.objects.create(
        brand=testimonial.brand,
        testimonial=testimonial,
        revision=last.revision + 1 if last else 1,
        wording=text,
        wording_hash=seen_hash,
        language=testimonial.language,
        expires_at=timezone.now() + VALID_FOR,
        **{f"for_{p.value}": bool(choices.get(p.value)) for p in ConsentPurpose},
        **{f"shows_{p.value}": bool(choices.get(p.value)) for p in ConsentPart},
    )
    public_face_changed.send(sender=Testimonial, testimonial=testimonial)
    return consent
