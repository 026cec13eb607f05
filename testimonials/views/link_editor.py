"""What is in a link's form right now: typed, checked and stored, or drawn as speakers will see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from testimonials import collecting
from testimonials.models import Brand, CollectionLink, Question
from testimonials.views.link_films import film, films_of
from testimonials.views.link_form import IN_LANGUAGES, FieldForm, LinkForm, QuestionForm
from testimonials.views.link_inputs import lines_in
from testimonials.views.link_typed import Row, rows_in, with_rows

MAX_QUESTIONS, MAX_FIELDS = 8, 6
AnyForm = TypeVar("AnyForm", bound=forms.Form)


@dataclass(frozen=True)
class Translation:
    """The inputs of one other language."""

    code: str
    name: str
    fields: list[forms.BoundField]
    questions: list[tuple[int, str, list[forms.BoundField]]]


@dataclass(frozen=True)
class Problem:
    """One thing to mend, and the input to go to."""

    where: str
    label: str
    sentence: str


class Editor:
    """The forms over what was typed. Unchecked it shows everything and refuses nothing."""

    def __init__(self, brand: Brand, typed: QueryDict, *, link: CollectionLink | None = None) -> None:
        self.brand, self.typed, self.link = brand, typed, link
        self.language = typed.get("language") or brand.language
        chosen = typed.getlist("languages")
        self.others = [code for code, _n in settings.LANGUAGES if code in chosen and code != self.language]
        self.problems: list[Problem] = []
        self._bind(is_checked=False)

    def _bind(self, *, is_checked: bool) -> None:
        ended: datetime | None = self.link.expires_at if self.link else None
        asked, fields = rows_in(self.typed, "q"), rows_in(self.typed, "f")
        with timezone.override(self.brand.zone):
            films = films_of(self.brand)
            self.form = self._form(LinkForm, is_checked, None, others=self.others, films=films, ended=ended)
            self.questions = [
                self._form(QuestionForm, is_checked, f"q{n}", others=self.others) for n in range(len(asked))
            ]
            self.fields = [self._form(FieldForm, is_checked, f"f{n}") for n in range(len(fields))]
            if is_checked:
                self._check()

    def _form(self, kind: type[AnyForm], is_checked: bool, prefix: str | None, **options: Any) -> AnyForm:
        form = kind(self.typed if is_checked else None, prefix=prefix, **options)
        if not is_checked:
            form.initial = {
                name: field.widget.value_from_datadict(self.typed, {}, form.add_prefix(name))
                for name, field in form.fields.items()
            }
        return form

    def check(self) -> bool:
        """Check everything; what is wrong is in `problems` and beside each field."""
        for letter in ("q", "f"):
            rows = [row for row in rows_in(self.typed, letter) if not _is_empty(row)]
            self.typed = with_rows(self.typed, letter, rows)
        self._bind(is_checked=True)
        return not self.problems

    def _check(self) -> None:
        self.problems = [
            Problem(bound.id_for_label or bound.auto_id, str(bound.label), str(bound.errors[0]))
            for form in (self.form, *self.questions, *self.fields)
            for bound in form
            if bound.errors
        ]
        if not 0 < len(self.questions) <= MAX_QUESTIONS:
            sentence = (
                _("Ask at least one question.") if not self.questions else _("Ask up to eight questions.")
            )
            self.problems.append(Problem("questions", _("Questions"), sentence))
        if len(self.fields) > MAX_FIELDS:
            self.problems.append(Problem("fields", _("Other details"), _("Ask for up to six details.")))

    def translations(self) -> list[Translation]:
        """The inputs of each other language: the link's own, then each question's."""
        names = dict(settings.LANGUAGES)
        return [
            Translation(
                code,
                str(names[code]),
                [self.form[f"{part}_{code}"] for part in IN_LANGUAGES],
                [(n, self._asked_at(q), _parts(q, code)) for n, q in enumerate(self.questions, 1)],
            )
            for code in self.others
        ]

    def _asked_at(self, question: QuestionForm) -> str:
        return self.typed.get(question.add_prefix("text"), "")

    def problem_at(self, where: str) -> str:
        """The sentence about a whole group, if there is one."""
        return next((problem.sentence for problem in self.problems if problem.where == where), "")

    @property
    def questions_problem(self) -> str:
        return self.problem_at("questions")

    @property
    def fields_problem(self) -> str:
        return self.problem_at("fields")

    def save(self, *, seen: str) -> CollectionLink:
        """Store what was checked. Raises `LinkChanged` if somebody else saved since `seen`."""
        values = self.form.values() | {"fields": self._fields()}
        chosen = film(self.brand, values.pop("welcome"))
        values["welcome_id"] = chosen.pk if chosen else None
        asked = [form.asked() for form in self.questions]
        if self.link is None:
            return collecting.create(self.brand, questions=asked, **values)
        collecting.change(self.link, questions=asked, seen=seen, **values)
        return self.link

    def _fields(self) -> list[dict[str, Any]]:
        """The extra fields, each under a key that stays when its label is reworded."""
        taken = {form.cleaned_data["key"] for form in self.fields}
        stored = []
        for form in self.fields:
            data = form.cleaned_data
            key = data["key"] or _free_key(data["label"], taken)
            taken.add(key)
            stored.append({"key": key, "label": data["label"], "is_required": data["is_required"]})
        return stored

    def differences(self, theirs: Editor) -> list[tuple[str, str]]:
        """What `theirs` says otherwise: the label of each field, and what stands there."""
        found = [
            (str(bound.label), str(theirs.typed.get(bound.name, "")))
            for bound in self.form
            if bound.name in theirs.form.fields and _said(self.typed, bound) != _said(theirs.typed, bound)
        ]
        for label, letter, part in ((_("Questions"), "q", "text"), (_("Other details"), "f", "label")):
            rows = rows_in(theirs.typed, letter)
            if _words(rows) != _words(rows_in(self.typed, letter)):
                found.append((label, " · ".join(row.get(part, "") for row in rows)))
        return found

    def go_to(self, place: str) -> None:
        """Put the cursor into the row called `place` (`q2`), after it was added or moved."""
        for form in (*self.questions, *self.fields):
            if form.prefix == place:
                name = "text" if "text" in form.fields else "label"
                form.fields[name].widget.attrs["autofocus"] = True

    def sketch(self) -> tuple[CollectionLink, list[Question]]:
        """The link as typed, stored nowhere: what the preview draws. It takes anything."""
        typed = self.typed
        said = {
            code: {part: typed.get(f"{part}_{code}", "") for part in ("title", "intro", "thanks")}
            for code in self.others
        }
        link = CollectionLink(
            brand=self.brand,
            title=typed.get("title", ""),
            intro=typed.get("intro", ""),
            incentive=typed.get("incentive", ""),
            language=self.language,
            languages=self.others,
            translations=said,
        )
        rows = [row for row in rows_in(typed, "q") if row.get("text", "").strip()]
        return link, [self._sketched(link, row) for row in rows]

    def _sketched(self, link: CollectionLink, row: Row) -> Question:
        said = {
            code: {
                "text": row.get(f"text_{code}", ""),
                "tip": row.get(f"tip_{code}", ""),
                "options": lines_in(row.get(f"options_{code}", "")),
            }
            for code in self.others
        }
        return Question(
            link=link,
            kind=row.get("kind", Question.Kind.OPEN),
            text=row.get("text", ""),
            tip=row.get("tip", ""),
            options=lines_in(row.get("options", "")),
            translations=said,
        )


def _parts(question: QuestionForm, code: str) -> list[forms.BoundField]:
    is_poll = question["kind"].value() == Question.Kind.POLL
    return [question[f"{part}_{code}"] for part in ("text", "tip", *(["options"] if is_poll else []))]


def _said(typed: QueryDict, bound: forms.BoundField) -> object:
    said = bound.field.widget.value_from_datadict(typed, {}, bound.html_name)
    return (said.replace("\r\n", "\n") if isinstance(said, str) else said) or None


def _words(rows: list[Row]) -> list[Row]:
    """Rows without what is empty, so that they compare by what they say."""
    return [{k: v.replace("\r\n", "\n") for k, v in row.items() if v} for row in rows]


def _is_empty(row: Row) -> bool:
    said = (value for name, value in row.items() if name not in {"key", "kind", "is_required"})
    return not any(value.strip() for value in said)


def _free_key(label: str, taken: set[str]) -> str:
    """A short name for a field, from its label where that has Latin letters."""
    base = slugify(label)[:30] or "field"
    numbered = (f"{base}-{number}" for number in range(2, MAX_FIELDS + 2))
    return base if base not in taken else next(key for key in numbered if key not in taken)
