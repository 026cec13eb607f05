"""Everything a collection link can be asked to be, checked in one place, each refusal beside its field.

Three small forms: the link itself, one for each question, one for each extra field. What is not
valid stays as it was typed. Rows without a word in them count as not there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from testimonials.collecting import Asked
from testimonials.models import Question
from testimonials.models.link import MAX_SECONDS
from testimonials.views.origins import origins_in

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MEBIBYTE = 1_048_576
MAX_MEGABYTES = 1024
MIN_SECONDS = 5
MIN_OPTIONS, MAX_OPTIONS, MAX_OPTION = 2, 8, 120
IN_LANGUAGES = {"title": 200, "intro": 400, "thanks": 400}
Text: TypeAlias = "str | _StrPromise"
SWITCH = {"role": "switch", "class": "switch"}
LOCAL = "%Y-%m-%dT%H:%M"

TOO_LONG = _l("Keep it under %(limit_value)d characters; now there are %(show_value)d.")


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
        min_value=lowest, max_value=highest, label=label, help_text=hint, required=required, widget=widget
    )


def yes_or_no(label: Text) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, widget=forms.CheckboxInput(attrs=SWITCH))


class LinkForm(forms.Form):
    """The link itself. Its times are read on the clock that is in force (`timezone.override`)."""

    name = line(
        120, _l("Name"), _l("Only you see it."), required=_l("Give it a name, so that you find it again.")
    )
    campaign = line(60, _l("Campaign"), _l("A word that belongs to several links, such as spring."))
    title = paragraph(200, _l("What you ask, in one line"), required=_l("Say in one line what you ask."))
    intro = text(400, 2, _l("A sentence below it"))
    thanks = text(400, 2, _l("Your thanks"), _l("Shown once the story is sent."))
    share_url = forms.URLField(
        label=_l("Address to pass on"),
        help_text=_l("What speakers may share at the end. Empty is your website."),
        max_length=200, required=False, assume_scheme="https",
    )  # fmt: skip
    incentive = line(
        120, _l("Reward"), _l("Everybody who answers gets it, whatever they say, and the card says so.")
    )
    language = forms.ChoiceField(label=_l("Written in"), choices=settings.LANGUAGES)
    languages = forms.MultipleChoiceField(
        label=_l("Also in"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    opens_at = moment(_l("Opens"), _l("Empty is now."))
    expires_at = moment(_l("Ends"), _l("Empty is never."))
    opens_daily = hour(_l("Every day from"))
    closes_daily = hour(_l("until"))
    max_submissions = number(
        1, 1_000_000, _l("Stories in all"), _l("Empty is as many as come."), required=False
    )
    minutes = number(0, 15, _l("Minutes"))
    seconds = number(0, 59, _l("Seconds"))
    megabytes = number(1, MAX_MEGABYTES, _l("Megabytes"))
    asks_rating = yes_or_no(_l("Ask for one to five stars"))
    asks_nps = yes_or_no(_l("Ask how likely they would recommend you, from 0 to 10"))
    sites = forms.CharField(
        label=_l("Sites that may show it"),
        help_text=_l("One on each line, such as https://www.example.com. Empty is none."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, others: list[str], ended: datetime | None = None, **kwargs: Any) -> None:
        """`others` are the languages it is translated into, `ended` the end that is already stored."""
        super().__init__(*args, **kwargs)
        self.others, self.ended = others, ended
        for code in others:
            for name, limit in IN_LANGUAGES.items():
                own = self.fields[name]
                widget = forms.Textarea(attrs={"lang": code, "rows": 1})
                self.fields[f"{name}_{code}"] = line(limit, own.label or "", widget=widget)

    def clean_share_url(self) -> str:
        address: str = self.cleaned_data["share_url"]
        if address and not address.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Give an address that begins with https:// or http://."))
        return address

    def clean_expires_at(self) -> datetime | None:
        end: datetime | None = self.cleaned_data["expires_at"]
        is_news = end is not None and (self.ended is None or abs(end - self.ended) > timedelta(minutes=1))
        if end and is_news and end <= timezone.now():
            raise forms.ValidationError(_("This moment is over. Choose a later one, or close the link."))
        return end

    def clean_sites(self) -> list[str]:
        return origins_in(self.cleaned_data["sites"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        opens, ends = data.get("opens_at"), data.get("expires_at")
        if opens and ends and ends <= opens:
            self.add_error("expires_at", _("It has to end after it opens."))
        self._check_hours(data)
        length = 60 * (data.get("minutes") or 0) + (data.get("seconds") or 0)
        if "minutes" in data and "seconds" in data and not MIN_SECONDS <= length <= MAX_SECONDS:
            self.add_error("minutes", _("An answer may be five seconds to fifteen minutes long."))
        return data

    def _check_hours(self, data: dict[str, Any]) -> None:
        opens, closes = data.get("opens_daily"), data.get("closes_daily")
        if not opens and closes and "opens_daily" in data:
            self.add_error("opens_daily", _("Say from when, too, or leave both empty."))
        if opens and not closes and "closes_daily" in data:
            self.add_error("closes_daily", _("Say until when, too, or leave both empty."))
        if opens and opens == closes:
            self.add_error("closes_daily", _("It has to close at another time than it opens."))

    def values(self) -> dict[str, Any]:
        """What a link stores, once valid."""
        data = dict(self.cleaned_data)
        translated = {
            code: {part: said for part in IN_LANGUAGES if (said := data.pop(f"{part}_{code}"))}
            for code in self.others
        }
        return data | {
            "languages": self.others,
            "translations": {code: said for code, said in translated.items() if said},
            "max_seconds": 60 * data.pop("minutes") + data.pop("seconds"),
            "max_bytes": MEBIBYTE * data.pop("megabytes"),
        }


class QuestionForm(forms.Form):
    """One question, with its translations beside it."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=Question.Kind, widget=forms.RadioSelect, initial=Question.Kind.OPEN)
    text = paragraph(300, _l("Question"), required=_l("Write the question, or remove it."))
    tip = paragraph(300, _l("Tip"))
    options = line(2000, _l("Options"), _l("Two to eight, each on its own line."), widget=forms.Textarea)

    def __init__(self, *args: Any, others: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = others
        for code in others:
            self.fields[f"text_{code}"] = paragraph(300, _l("Question"))
            self.fields[f"tip_{code}"] = paragraph(300, _l("Tip"))
            self.fields[f"options_{code}"] = text(2000, 3, _l("Options"))
            for part in ("text", "tip", "options"):
                self.fields[f"{part}_{code}"].widget.attrs["lang"] = code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") == Question.Kind.POLL:
            options = self._clean_options("options")
            for code in self.others:
                said = self._clean_options(f"options_{code}")
                if said and len(said) != len(options):
                    problem = _("Translate every option, each on its own line, or none.")
                    self.add_error(f"options_{code}", problem)
        return data

    def asked(self) -> Asked:
        """The question as it is to be asked, once valid."""
        data = self.cleaned_data
        is_poll = data["kind"] == Question.Kind.POLL
        translated = {code: self._said_in(code, is_poll) for code in self.others}
        key: UUID | None = data["key"]
        return Asked(
            text=data["text"],
            tip=data["tip"],
            kind=data["kind"],
            options=lines_in(data["options"]) if is_poll else [],
            translations={code: said for code, said in translated.items() if said},
            key=key,
        )

    def _said_in(self, code: str, is_poll: bool) -> dict[str, Any]:
        data = self.cleaned_data
        said: dict[str, Any] = {part: data[f"{part}_{code}"] for part in ("text", "tip")}
        said["options"] = lines_in(data[f"options_{code}"]) if is_poll else []
        return {part: value for part, value in said.items() if value}

    def _clean_options(self, name: str) -> list[str]:
        options = lines_in(self.cleaned_data.get(name, ""))
        if not options and name != "options":
            return []
        if not MIN_OPTIONS <= len(options) <= MAX_OPTIONS:
            self.add_error(name, _("A poll has two to eight options, each on its own line."))
        elif len(set(options)) < len(options):
            self.add_error(name, _("Two of these options are the same."))
        elif any(len(option) > MAX_OPTION for option in options):
            self.add_error(name, _("Keep each option under 120 characters."))
        return options


class FieldForm(forms.Form):
    """One thing more that a speaker is asked about themselves."""

    key = forms.RegexField(r"^[a-z0-9_-]{1,40}$", required=False, widget=forms.HiddenInput)
    label = line(
        80, _l("What you would like to know"), required=_l("Say what you would like to know, or remove it.")
    )
    is_required = forms.BooleanField(label=_l("Must be answered"), required=False)


def lines_in(typed: str) -> list[str]:
    """What stands on each line, without empty ones."""
    return [stripped for row in typed.splitlines() if (stripped := row.strip())]
