"""What the inbox was asked for, as its address says it: a shelf, words, filters, an order.

There is no rating among the filters, and no order by it: criticism is read like praise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

NEWEST, OLDEST = "newest", "oldest"
MAX_WORDS = 120
MAX_VALUE = 120
MAX_QUERY = 600
SHELVES = {
    "new": _("To watch"),
    "waiting": _("Replies"),
    "rendering": _("Being prepared"),
    "failed": _("Could not render"),
    "approved": _("Approved"),
    "rejected": _("Not shown"),
    "withdrawn": _("Withdrawn"),
    "all": _("All"),
}
FILTERS = {
    "link": _("Link"),
    "campaign": _("Campaign"),
    "tag": _("Tag"),
    "language": _("Language"),
    "kind": _("Kind"),
    "purpose": _("Allowed for"),
    "unanswered": _("Waiting for an answer"),
    "featured": _("Featured"),
}
# Those that are on or off.
SWITCHES = {"unanswered", "featured"}


@dataclass(frozen=True)
class Asked:
    """A way to look at the inbox. `after` is the token of the story that the page goes on from."""

    shelf: str = "new"
    words: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    order: str = NEWEST
    after: str = ""

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Asked:
        """Read a query; what is unknown or too long is left out."""
        values = {name: said.get(name, "").strip()[:MAX_VALUE] for name in FILTERS}
        return cls(
            shelf=shelf if (shelf := said.get("shelf", "")) in SHELVES else "new",
            words=" ".join(said.get("q", "").split())[:MAX_WORDS],
            filters={name: value for name, value in values.items() if value},
            order=OLDEST if said.get("order") == OLDEST else NEWEST,
            after=said.get("after", "")[:MAX_VALUE],
        )

    @classmethod
    def of_page(cls, request: HttpRequest) -> Asked:
        """Read the query of the page that a request came from, which shows the list."""
        htmx = request.htmx  # type: ignore[attr-defined]  # django-htmx's middleware
        address = htmx.current_url or request.headers.get("Referer", "")
        return cls.of(dict(parse_qsl(urlsplit(address).query))).whole

    @property
    def query(self) -> str:
        """The query that asks for this, without what goes without saying."""
        said = {
            "shelf": self.shelf if self.shelf != "new" else "",
            "q": self.words,
            **self.filters,
            "order": self.order if self.order != NEWEST else "",
            "after": self.after,
        }
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter leaves something out."""
        return bool(self.words or self.filters)

    @property
    def whole(self) -> Asked:
        """The same from the beginning."""
        return replace(self, after="")

    @property
    def wide(self) -> Asked:
        """The same shelf without search and filters."""
        return replace(self, words="", filters={}, after="")

    @property
    def turned(self) -> Asked:
        """The same in the other order."""
        return replace(self, order=NEWEST if self.order == OLDEST else OLDEST, after="")

    def on(self, shelf: str) -> Asked:
        """The same on another shelf."""
        return replace(self, shelf=shelf, after="")

    def without(self, name: str) -> Asked:
        """The same without a filter."""
        kept = {other: value for other, value in self.filters.items() if other != name}
        return replace(self, filters=kept, after="")

    def going_on(self, after: str) -> Asked:
        """The page that goes on from a story."""
        return replace(self, after=after)
