"""Everything a collection link can be asked to be, checked in one place, each refusal beside its field.

Three small forms: the link itself, one for each question, one for each extra field. What is not
valid stays as it was typed. Rows without a word in them count as not there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonials.collecting import Asked
from testimonials.models import Question
from testimonials.models.link import MAX_SECONDS
from testimonials.views.link_inputs import hour, line, lines_in, moment, number, paragraph, text, yes_or_no
from testimonials.views.origins import origins_in

MEBIBYTE = 1_048_576
MAX_MEGABYTES = 1024
MIN_SECONDS = 5
MIN_OPTIONS, MAX_OPTIONS, MAX_OPTION = 2, 8, 120
IN_LANGUAGES = {"title": 200, "intro": 400, "thanks": 400}


class LinkForm(forms.Form):
    """The link itself. Its times are read on the clock that is in force (`timezone.override`)."""

    name = line(
        120,
        _("Name"),
        _("Only your team sees it."),
        required=_("Give it a name, so that you find it again."),
    )
    campaign = line(60, _("Campaign"), _("A word that belongs to several links, such as spring."))
    title = paragraph(200, _("What you ask, in one line"), required=_("Say in one line what you ask."))
    intro = text(400, 2, _("A sentence below it"))
    welcome = forms.ChoiceField(
        label=_("Film on the first page"),
        help_text=_("Somebody of yours asks: record a story on any link, and approve it."),
        required=False,
    )
    thanks = text(400, 2, _("Your thanks"), _("Shown once the story is sent."))
    share_url = forms.URLField(
        label=_("Address to pass on"),
        help_text=_("What speakers may share at the end. Empty is your website."),
        max_length=200, required=False, assume_scheme="https",
    )  # fmt: skip
    incentive = line(
        120, _("Reward"), _("Everybody who answers gets it, whatever they say, and the card says so.")
    )
    language = forms.ChoiceField(label=_("Written in"), choices=settings.LANGUAGES)
    languages = forms.MultipleChoiceField(
        label=_("Also in"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    opens_at = moment(_("Opens"), _("Empty is now."))
    expires_at = moment(_("Ends"), _("Empty is never."))
    opens_daily = hour(_("Every day from"))
    closes_daily = hour(_("until"))
    max_submissions = number(
        1, 1_000_000, _("Stories in all"), _("Empty is as many as come."), required=False
    )
    minutes = number(0, 15, _("Minutes"))
    seconds = number(0, 59, _("Seconds"))
    megabytes = number(1, MAX_MEGABYTES, _("Megabytes"))
    asks_rating = yes_or_no(_("Ask for one to five stars"))
    asks_nps = yes_or_no(_("Ask how likely they would recommend you, from 0 to 10"))
    sites = forms.CharField(
        label=_("Sites that may show it"),
        help_text=_("One on each line, such as https://www.example.com. Empty is none."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "spellcheck": "false"}),
    )

    def __init__(
        self,
        *args: Any,
        others: list[str],
        films: list[tuple[str, str]],
        ended: datetime | None = None,
        **kwargs: Any,
    ) -> None:
        """`others` are its other languages, `films` what may welcome, `ended` the end that is stored."""
        super().__init__(*args, **kwargs)
        self.others, self.ended = others, ended
        self.fields["welcome"].choices = films  # type: ignore[attr-defined]
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
    text = paragraph(300, _("Question"), required=_("Write the question, or remove it."))
    tip = paragraph(300, _("Tip"))
    options = line(2000, _("Options"), _("Two to eight, each on its own line."), widget=forms.Textarea)

    def __init__(self, *args: Any, others: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = others
        for code in others:
            self.fields[f"text_{code}"] = paragraph(300, _("Question"))
            self.fields[f"tip_{code}"] = paragraph(300, _("Tip"))
            self.fields[f"options_{code}"] = text(2000, 3, _("Options"))
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
        80, _("What you would like to know"), required=_("Say what you would like to know, or remove it.")
    )
    is_required = forms.BooleanField(label=_("Must be answered"), required=False)
