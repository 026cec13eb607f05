"""Two brands with one of everything, everybody who may come, and every address there is."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver

from embeds.models import Widget
from testimonials import collecting, inviting, recording, stores
from testimonials.models import Asset, Brand, CollectionLink, Membership, Testimonial, User
from testimonials.views.team import member_token
from tests.authorisation.expectations import FILLED, OBJECTS
from tests.cast import Cast, send

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
MISSING = "0" * 22
PARAMETER = re.compile(r"([\w-]*)/?<(?:\w+:)?(\w+)>")
OURS = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM) "?(testimonials_|embeds_)', re.IGNORECASE)


Trace = tuple[int, bytes, dict[str, str]]


@dataclass
class World:
    """Objects by brand and kind (their public names), and a session for each person."""

    objects: dict[str, dict[str, str]]
    sessions: dict[str, str]
    writes: list[str] = field(default_factory=list)
    traces: dict[tuple[str, str, str], Trace] = field(default_factory=dict)
    # Not the test client: it copies the context of every template, an icon's too, and takes ten times as long.
    handler: ClientHandler = field(default_factory=lambda: ClientHandler(enforce_csrf_checks=False))

    def address(self, name: str, route: str, *, slug: str, of: str | None) -> str:
        """Fill a route in: `slug` is whose Studio, `of` whose objects (None: of nobody)."""

        def value(found: re.Match[str]) -> str:
            before, parameter = found[1], found[2]
            prefix = found[0].partition("<")[0]
            if parameter in {"brand", "slug"}:
                return f"{prefix}{slug}"
            fixed = FILLED.get(name, {}).get(parameter)
            kind = OBJECTS.get(before)
            return prefix + (fixed or (self.objects[of][kind] if of and kind else MISSING))

        return "/" + PARAMETER.sub(value, route)

    def ask(self, person: str, method: str, address: str, body: dict[str, Any] | None = None) -> HttpResponse:
        """Ask as somebody; whatever it does is undone afterwards, and what it wrote is in `writes`."""
        factory = RequestFactory()
        if key := self.sessions.get(person):
            factory.cookies["sayso_session"] = key
        asked = factory.post(address, body or {}) if method == "POST" else factory.generic(method, address)
        self.writes = []
        with transaction.atomic(), connection.execute_wrapper(self._watch):
            answer: HttpResponse = self.handler(asked.environ)
            if answer.streaming:
                b"".join(answer)
            transaction.set_rollback(True)
        return answer

    def nothing(self, person: str, method: str, address: str) -> Trace:
        """What somebody is answered where nothing is."""
        key = (person, method, address)
        if key not in self.traces:
            self.traces[key] = trace(self.ask(person, method, address))
        return self.traces[key]

    def _watch(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if OURS.match(sql):
            self.writes.append(sql[:90])
        return execute(sql, params, many, context)


def trace(answer: HttpResponse) -> Trace:
    """All by which an answer can be told from another: the status, every byte, the headers that are not random."""
    headers = {name: value for name, value in answer.headers.items() if name != "Content-Security-Policy"}
    return answer.status_code, answer.content, headers


@contextmanager
def silence() -> Iterator[None]:
    """Refusals are what is asked for here; nobody reads them in the log."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def build(cast: Cast) -> World:
    """Make one of everything in both brands, and let everybody in who has an account."""
    people = {"charlie": cast.charlie, "owner": cast.alice, "moderator": cast.bob}
    for role in ("admin", "viewer"):
        people[role] = User.objects.create_user(f"{role}@example.org", name=role)
        Membership.objects.create(brand=cast.brand, user=people[role], role=role)
    people["removed"] = User.objects.create_user("removed@example.org", name="Removed")
    Membership.objects.create(brand=cast.brand, user=people["removed"], role="admin").delete()
    theirs = cast.link
    story = cast.dana_writes()
    ours = _link(cast.charlies_brand)
    return World(
        objects={
            "halden": _objects(cast.brand, theirs, story, cast.bob),
            "charlies": _objects(cast.charlies_brand, ours, _story(cast, ours), cast.charlie),
        },
        sessions={name: _session(user) for name, user in people.items()},
    )


def _link(brand: Brand) -> CollectionLink:
    return collecting.create(brand, name="Theirs", title="How was it?", questions=[("What?", "")])


def _story(cast: Cast, link: CollectionLink) -> Testimonial:
    testimonial, _secret = recording.begin(link, language="en")
    recording.answer_in_text(testimonial, link.questions.current().get(), "Fine.")
    send(testimonial)
    return testimonial


def _objects(brand: Brand, link: CollectionLink, story: Testimonial, member: User) -> dict[str, str]:
    row = Membership.objects.select_related("brand", "user").get(brand=brand, user=member)
    owner = Membership.objects.select_related("brand", "user").get(brand=brand, role="owner")
    asset = Asset.objects.create(
        brand=brand, testimonial=story, cut=story.cut, kind="poster", key=f"x/{story.token}.jpg",
        media_type="image/jpeg", bytes=3, sha256="0" * 64,
    )  # fmt: skip
    _file(asset)
    return {
        "link": link.token,
        "story": story.token,
        "asset": asset.token,
        "invitation": inviting.invite("gast@example.org", "viewer", by=owner).invitation.token,
        "member": member_token(row),
        "widget": Widget.objects.create(brand=brand, name="Wall", slug=f"wall-{brand.slug}").token,
    }


def _file(asset: Asset) -> None:
    stores.private().put(asset.key, b"jpg", media_type=asset.media_type)


def _session(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def addresses() -> list[tuple[str, str]]:
    """Every name and route of the URL resolver."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, route: str, namespace: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", here
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, here, inner)
