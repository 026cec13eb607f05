"""Dana at her own page: a browser without cookies, and the address that only she has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from testimonials import admitting, notifying
from testimonials.models import Notice, Testimonial
from tests.cast import Cast


@dataclass
class Page:
    """A speaker's page, asked over HTTP."""

    story: Testimonial
    client: Client

    @property
    def address(self) -> str:
        return f"/s/{self.story.page_secret()}"

    def get(self, part: str = "", **query: str) -> Any:
        return self.client.get(self.address + part, query)

    def post(self, part: str, **data: Any) -> Any:
        return self.client.post(self.address + part, data)

    def text(self, part: str = "", **query: str) -> str:
        return str(self.get(part, **query).content.decode())

    def code(self, door: str) -> str:
        """Ask for a code, and read it in the mail."""
        self.post("/code", **{"for": door})
        deliver()
        found = re.search(r"\b\d{6}\b", str(mail.outbox[-1].body))
        assert found is not None
        return found[0]


def deliver() -> None:
    """Send every mail that waits."""
    for notice in Notice.objects.stranded().order_by("pk"):
        notifying.send(notice)


def page_of(story: Testimonial) -> Page:
    """Open the page of a story as its submission does."""
    admitting.open_page(story)
    return Page(story, Client(enforce_csrf_checks=True))


@pytest.fixture
def page(cast: Cast) -> Page:
    """Dana's page; her story waits to be watched."""
    return page_of(cast.dana_writes("It changed my way to work."))
