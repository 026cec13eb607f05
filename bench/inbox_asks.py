"""What the Studio's inbox asks the server, request by request, as its keys and its poll do."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.moderator import Moderator

STORY = re.compile(r'data-story="([\w-]{22})"')
UNDO = re.compile(r'name="(what|stories|tag)" value="([^"]*)"')


class Inbox(Moderator):
    """A moderator's inbox; `shown` is the story on its stage, `answer` what was answered last."""

    def __init__(self, url: str, *, email: str, password: str, brand: str) -> None:
        super().__init__(url, email=email, password=password, brand=brand)
        self.shown = self.answer = ""
        self._ahead: list[str] = []
        self._chosen: list[str] = []
        self._seen: dict[str, str] = {}
        self._is_tagged = False

    def page(self) -> str:
        """The whole page, with list and stage."""
        answer = self.get("inbox")
        assert answer.ok, answer.text[:400]
        return answer.text

    def listed(self, **query: str) -> str:
        """The list alone, as a filter, a shelf or a search asks for it."""
        return self._ask("inbox", query)

    def a_link(self) -> str:
        """The token of a link to filter by."""
        found = re.search(r'<select[^>]+name="link".*?<option value="([\w-]{22})"', self.page(), re.DOTALL)
        assert found is not None
        return found[1]

    def far_page(self) -> Callable[[], object]:
        """The page that goes on from one of the oldest stories."""
        last = STORY.findall(self.listed(shelf="approved", order="oldest"))[-1]
        return lambda: self._ask("inbox/rows", {"shelf": "approved", "after": last})

    def poll(self, words: str = "") -> None:
        """Ask whether anything is new; once a minute it is."""
        query = {"q": words} if words else {}
        text = self._ask("inbox/rows", query | {"seen": self._seen.get(words, "")})
        if found := re.search(r'data-version="(\w+)"', text):
            self._seen[words] = found[1]

    def open_next(self) -> None:
        """J: the next story comes onto the stage."""
        if not self._ahead:
            self._ahead = list(dict.fromkeys(STORY.findall(self.listed())))
        self.shown = self._ahead.pop(0)
        self._ask(f"testimonials/{self.shown}", {})

    def approve(self) -> None:
        """A: approve what is on the stage; the answer is the next one."""
        self._decide({"verdict": "approved"})

    def reject(self) -> None:
        """X and a number."""
        self._decide({"verdict": "rejected", "reason": "off_topic"})

    def undo(self) -> None:
        """Z: what the toast offers."""
        self._send("inbox/undo", {name: html.unescape(value) for name, value in UNDO.findall(self.answer)})
        self.shown = STORY.findall(self.answer)[0]

    def tag(self) -> None:
        """E: a tag goes onto the story on the stage, and off again the next time."""
        self._is_tagged = not self._is_tagged
        do = "" if self._is_tagged else "remove"
        self._send(f"testimonials/{self.shown}/tags", {"tag": "bench", "do": do})

    def choose(self, count: int) -> None:
        """Tick so many rows, page by page."""
        self._chosen, after = [], ""
        while len(self._chosen) < count:
            page = STORY.findall(self._ask("inbox/rows", {"after": after} if after else {}))
            self._chosen += dict.fromkeys(page)
            after = self._chosen[-1]
        self._chosen = self._chosen[:count]

    def approve_chosen(self) -> None:
        """Approve everything that is ticked."""
        self._send("inbox/bulk", {"story": self._chosen, "verdict": "approved"})

    def _decide(self, form: Mapping[str, str]) -> None:
        self._send(f"testimonials/{self.shown}/decision", form)
        self.shown = STORY.findall(self.answer)[0]

    def _ask(self, path: str, query: Mapping[str, str]) -> str:
        answer = self.get(path, params=query, headers={"HX-Request": "true"})
        assert answer.ok, answer.text[:400]
        return answer.text

    def _send(self, path: str, form: Mapping[str, Any]) -> None:
        headers = {
            "HX-Request": "true",
            "HX-Current-URL": f"{self.url}/studio/{self.brand}/inbox",
            "X-CSRFToken": self.session.cookies["sayso_csrf"],
            "Referer": self.url,
        }
        address = f"{self.url}/studio/{self.brand}/{path}"
        answer = self.session.post(address, data=form, headers=headers, timeout=60)
        assert answer.ok, answer.text[:400]
        assert 'role="alert"' not in answer.text, answer.text[:2000]
        self.answer = answer.text
