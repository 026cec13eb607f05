"""Everything a brand can be, checked in one place, each refusal beside its field."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from testimonials import colouring
from testimonials.models import Brand
from testimonials.views.link_inputs import line, number, text
from testimonials.views.origins import origins_in

AREAS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
MAX_MONTHS = 120
SWATCHES = ["#ffb627", "#1c6b4b", "#2457c5", "#6b3fd4", "#c2375b", "#d9480f", "#0b7285", "#26221d"]


def zones() -> list[tuple[str, str]]:
    """Every time zone by its name, the world's own first."""
    return [
        ("UTC", "UTC"),
        *((name, name.replace("_", " ")) for name in sorted(available_timezones()) if name.startswith(AREAS)),
    ]


class BrandForm(forms.Form):
    """The settings of a brand as one form; `seen` is the revision it was opened over."""

    name = line(120, _("Name"), required=_("A brand needs a name."))
    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("New links are written in it, and mails to your team."),
        choices=settings.LANGUAGES,
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("In which your days begin and end."))
    colour = forms.CharField(label=_("Your colour"), widget=forms.TextInput(attrs={"type": "color"}))
    sites = forms.CharField(
        label=_("Sites that may show your links"),
        help_text=_("One on each line, such as https://www.example.com. New links begin with them."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "spellcheck": "false"}),
    )
    consent_note = text(
        600,
        3,
        _("What you add to the consent"),
        _("Stands below the wording that speakers agree to. Whoever has agreed keeps what they saw."),
    )
    retention_months = number(
        1,
        MAX_MONTHS,
        _("Months to keep what you do not show"),
        _("Then such stories are erased for good. Empty is for ever."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zones()  # type: ignore[attr-defined]

    def clean_website(self) -> str:
        address: str = self.cleaned_data["website"]
        if address and not address.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Give an address that begins with https:// or http://."))
        return address

    def clean_colour(self) -> colouring.Colour:
        colour = colouring.of_hex(self.cleaned_data["colour"])
        if colour is None:
            raise forms.ValidationError(_("Choose a colour such as #1c6b4b."))
        return colour

    def clean_sites(self) -> list[str]:
        return origins_in(self.cleaned_data["sites"])

    def clean_consent_note(self) -> str:
        return " ".join(str(self.cleaned_data["consent_note"]).split())

    def values(self, brand: Brand) -> dict[str, Any]:
        """What a brand stores, once valid. A colour that was not touched stays exactly as it is."""
        data = dict(self.cleaned_data)
        colour: colouring.Colour = data.pop("colour")
        if self["colour"].value().lower() != initial(brand)["colour"]:
            data |= {
                "brand_l": colour.lightness,
                "brand_c": colour.chroma,
                "brand_h": colour.hue,
                "on_brand": colour.on,
            }
        return data


def initial(brand: Brand) -> dict[str, Any]:
    """What the form shows of a brand as it is stored."""
    return {
        "name": brand.name,
        "website": brand.website,
        "language": brand.language,
        "time_zone": brand.time_zone,
        "colour": colouring.to_hex(brand.brand_l, brand.brand_c, brand.brand_h),
        "sites": "\n".join(brand.sites),
        "consent_note": brand.consent_note,
        "retention_months": brand.retention_months,
    }
