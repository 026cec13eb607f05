"""The one base of everything that can be said no to: a code for programs, a sentence for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A request that cannot be met. `message` is one sentence that says what to do next.

    `status` is the HTTP status the API answers with; `fields` names what to mend, by input.
    """

    code = "refused"
    status = 422
    message: str | Promise = ""

    def __init__(self, message: str | Promise = "", *, fields: dict[str, str] | None = None) -> None:
        self.message = message or self.message
        self.fields = fields or {}
        super().__init__(str(self.message))

    def body(self) -> dict[str, object]:
        """Return the JSON every refusal is answered with."""
        body: dict[str, object] = {"code": self.code, "message": str(self.message)}
        if self.fields:
            body["fields"] = {name: str(text) for name, text in self.fields.items()}
        return body


class AlreadySent(Refusal):
    """A draft was asked for, and its speaker has sent it."""

    code = "already_sent"
    status = 409
    message = _("Your story is already sent, so it cannot be changed here any more.")
