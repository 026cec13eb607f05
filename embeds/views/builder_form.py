"""What stands in a widget's form: read into a design, each refusal beside its field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from embeds import design
from embeds.design import Design
from embeds.models import Widget
from testimonials.models import Brand, Testimonial
from testimonials.views.link_inputs import line, number, yes_or_no
from testimonials.views.origins import origins_in

CHOICES_SHOWN = 60
THEMES = [
    ("host", _("As your site sets it")),
    ("auto", _("Light or dark, as the visitor has it")),
    ("light", _("Light")),
    ("dark", _("Dark")),
]
ORDERS = [("newest", _("Newest first")), ("featured", _("Featured first")), ("chosen", _("Chosen by hand"))]
KINDS = [("video", _("Video")), ("audio", _("Voice")), ("text", _("Text")), ("photo", _("Photo"))]
LABELS = {
    "surface": _("Card"), "ink": _("Words"), "muted": _("Small words"), "line": _("Lines"),
    "star": _("Stars"),
    "radius": _("Corners"), "gap": _("Gap"), "card": _("Narrowest card"),
    "ui": _("Typeface"), "voice": _("Typeface of quotes"),
}  # fmt: skip
EXAMPLES = {"ui": "Inter, sans-serif", "voice": "Georgia, serif", "card": "280px", "radius": "18px"}


class WidgetForm(forms.Form):
    """A widget's settings; `design` is what they come to, once valid."""

    name = line(
        120, _("Name"), _("Only your team sees it."), required=_("Give it a name, so that you find it again.")
    )
    title = line(200, _("Heading"), _("Above the stories. Empty is none."))
    layout = forms.ChoiceField(label=_("Layout"), choices=Widget.Layout, widget=forms.RadioSelect)
    order = forms.ChoiceField(label=_("Which stories"), choices=ORDERS, widget=forms.RadioSelect)
    chosen = forms.CharField(required=False, widget=forms.HiddenInput)
    tags = forms.MultipleChoiceField(label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds"), required=False, choices=KINDS, widget=forms.CheckboxSelectMultiple
    )
    products = line(400, _("Products"), _("Their ids in your shop, with commas between them."))
    is_featured = yes_or_no(_("Featured stories only"))
    most = number(1, design.MOST, _("Stories at most"))
    theme = forms.ChoiceField(label=_("Theme"), choices=THEMES, widget=forms.RadioSelect)
    height = number(
        design.MIN_HEIGHT,
        design.MAX_HEIGHT,
        _("Height to reserve, in pixels"),
        _("The page never jumps; the rest waits behind “Show more”."),
    )
    is_counted = yes_or_no(_("Count how many watch"))
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("The brand’s")), *settings.LANGUAGES]
    )
    sites = forms.CharField(
        label=_("Sites that may show it in a frame"),
        help_text=_(
            "One on each line. Only the frame can be kept to some sites; the script works everywhere."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = brand.tags.values_list("name", flat=True)
        self.fields["tags"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        for token, label in LABELS.items():
            own = forms.CharField(label=label, required=False, max_length=120)
            own.widget.attrs |= {"dir": "ltr", "autocomplete": "off", "placeholder": EXAMPLES.get(token, "")}
            self.fields[f"token-{token}"] = own

    def tokens(self) -> list[forms.BoundField]:
        """The inputs of the custom properties."""
        return [self[f"token-{token}"] for token in LABELS]

    def clean_sites(self) -> list[str]:
        return origins_in(self.cleaned_data["sites"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for token, pattern in design.TOKENS.items():
            said = str(data.get(f"token-{token}") or "").strip().lower()
            if said and not pattern.fullmatch(said):
                self.add_error(
                    f"token-{token}", _("Not a value we know. Write it like #1c6b4b, 18px or Georgia, serif.")
                )
        return data

    def design(self) -> Design:
        """What the valid form comes to."""
        data = self.cleaned_data
        return design.read(
            {
                "theme": data["theme"],
                "tokens": {token: data[f"token-{token}"] for token in LABELS},
                "order": data["order"],
                "chosen": _tokens_in(data["chosen"]),
                "rules": {
                    "tags": data["tags"],
                    "languages": data["languages"],
                    "kinds": data["kinds"],
                    "products": [word.strip() for word in data["products"].split(",")],
                    "is_featured": data["is_featured"],
                },
                **{name: data[name] for name in ("most", "height", "is_counted", "language")},
            }
        )


def typed(widget: Widget) -> dict[str, Any]:
    """What the form shows of a widget as it is stored."""
    told = design.read(widget.settings)
    return {
        "name": widget.name,
        "title": widget.title,
        "layout": widget.layout,
        "order": told.order,
        "chosen": " ".join(told.chosen),
        "tags": list(told.rules.tags),
        "languages": list(told.rules.languages),
        "kinds": list(told.rules.kinds),
        "products": ", ".join(told.rules.products),
        "is_featured": told.rules.is_featured,
        "sites": "\n".join(widget.sites),
        **{name: getattr(told, name) for name in ("most", "theme", "height", "is_counted", "language")},
        **{f"token-{token}": told.tokens.get(token, "") for token in LABELS},
    }


def stories(brand: Brand, chosen: str) -> list[tuple[Testimonial, bool]]:
    """What may be chosen by hand: the chosen first, in their order, then the newest approved ones."""
    tokens = _tokens_in(chosen)
    approved = Testimonial.objects.of(brand).approved().select_related("speaker").order_by("-submitted_at")
    by_token = {item.token: item for item in approved.filter(token__in=tokens)}
    first = [by_token[token] for token in tokens if token in by_token]
    rest = approved.exclude(token__in=tokens)[:CHOICES_SHOWN]
    return [(item, True) for item in first] + [(item, False) for item in rest]


def _tokens_in(text: str) -> list[str]:
    return text.split()[: design.MAX_CHOSEN]
