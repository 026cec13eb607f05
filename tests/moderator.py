"""Alice without a browser: she signs in and decides over HTTP, as the Studio's pages do."""

from __future__ import annotations

import re
import time
from typing import Any

import requests

# Where the list of widgets leads to the snippet of each.
WIDGET = re.compile(r"/widgets/([\w-]{22})/install")


class Moderator:
    """A signed-in session in the Studio of `brand`."""

    def __init__(self, url: str, *, email: str, password: str, brand: str) -> None:
        self.url, self.brand = url, brand
        self.session = requests.Session()
        form = {"login": email, "password": password, "csrfmiddlewaretoken": self._csrf("/accounts/login/")}
        answer = self.session.post(f"{url}/accounts/login/", data=form, headers={"Referer": url}, timeout=30)
        assert f"/studio/{brand}/" in answer.url, answer.url

    def get(self, path: str, **options: Any) -> requests.Response:
        """GET below this brand's Studio."""
        return self.session.get(f"{self.url}/studio/{self.brand}/{path}", timeout=30, **options)

    def decide(self, token: str, verdict: str, reason: str = "") -> None:
        """Approve, reject or reopen a story."""
        path = f"/studio/{self.brand}/testimonials/{token}"
        form = {"verdict": verdict, "reason": reason, "csrfmiddlewaretoken": self._csrf(path)}
        answer = self.session.post(
            f"{self.url}{path}/decision", data=form, headers={"Referer": self.url}, timeout=30
        )
        assert answer.ok, answer.text

    def wall(self) -> str:
        """The widget's public token, made by one click if there is no widget yet."""
        page = self.get("widgets").text
        if (found := re.search(WIDGET, page)) is None:
            form = {"csrfmiddlewaretoken": self._csrf(f"/studio/{self.brand}/widgets")}
            address = f"{self.url}/studio/{self.brand}/widgets"
            page = self.session.post(address, data=form, headers={"Referer": self.url}, timeout=30).text
            found = re.search(WIDGET, page)
        assert found is not None
        return found[1]

    def _csrf(self, path: str) -> str:
        page = self.session.get(f"{self.url}{path}", timeout=30).text
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found is not None, page[:500]
        return found[1]


def wait_for_items(url: str, wall: str, count: int, *, seconds: float = 20) -> list[dict[str, Any]]:
    """Wait until the published wall shows `count` stories; return them."""
    deadline = time.monotonic() + seconds
    while True:
        answer = requests.get(f"{url}/w/{wall}.json", timeout=10)
        items: list[dict[str, Any]] = answer.json()["items"] if answer.ok else []
        if answer.ok and len(items) == count:
            return items
        assert time.monotonic() < deadline, f"{answer.status_code}, {len(items)} items"
        time.sleep(0.1)
