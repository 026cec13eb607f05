"""The inputs a link's forms are made of, and what each says when it is not filled in well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Text: TypeAlias = "str | _StrPromise"
SWITCH = {"role": "switch", "class": "switch"}
LOCAL = "%Y-%m-%dT%H:%M"
NUMBERS = {
    "required": _("Write a number."),
    "invalid": _("Write a whole number."),
    "min_value": _("Choose %(limit_value)s or more."),
    "max_value": _("Choose %(limit_value)s or less."),
}
TOO_LONG = _("Keep it under %(limit_value)d characters; now there are %(show_value)d.")


def line(
    limit: int,
    label: Text,
    hint: Text = "",
    *,
    required: Text = "",
    kind: type[forms.CharField] = forms.CharField,
    **options: Any,
) -> forms.CharField:
    """A line of text; `required` is what to say where it is empty, "" allows that."""
    messages = {"required": required, "max_length": TOO_LONG}
    field = kind(
        max_length=limit,
        label=label,
        help_text=hint,
        required=bool(required),
        error_messages=messages,
        **options,
    )
    field.widget.attrs["dir"] = "auto"
    return field


class Paragraph(forms.CharField):
    """One sentence in a box that grows with it: what is typed as several lines is one."""

    def to_python(self, value: object) -> str:
        return " ".join(str(super().to_python(value) or "").split())


def paragraph(limit: int, label: Text, *, required: Text = "") -> forms.CharField:
    """A sentence; `required` is what to say where it is empty, "" allows that."""
    return line(limit, label, required=required, kind=Paragraph, widget=forms.Textarea(attrs={"rows": 1}))


def text(limit: int, rows: int, label: Text = "", hint: Text = "") -> forms.CharField:
    """A few lines of text that may be empty."""
    return line(limit, label, hint, widget=forms.Textarea(attrs={"rows": rows}))


def moment(label: Text, hint: Text = "") -> forms.DateTimeField:
    """A day and a time on the brand's clock."""
    return forms.DateTimeField(
        label=label,
        help_text=hint,
        required=False,
        widget=forms.DateTimeInput(format=LOCAL, attrs={"type": "datetime-local"}),
    )


def hour(label: Text) -> forms.TimeField:
    """A time of day on the brand's clock."""
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, required=False, widget=widget)


def number(
    lowest: int, highest: int, label: Text, hint: Text = "", *, required: bool = True
) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        min_value=lowest,
        max_value=highest,
        label=label,
        help_text=hint,
        required=required,
        widget=widget,
        error_messages=NUMBERS,
    )


def yes_or_no(label: Text) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, widget=forms.CheckboxInput(attrs=SWITCH))


def lines_in(typed: str) -> list[str]:
    """What stands on each line, without empty ones."""
    return [stripped for row in typed.splitlines() if (stripped := row.strip())]
