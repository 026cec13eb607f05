"""What the tests of links share: somebody signed in, and a form that is filled in well."""

from __future__ import annotations

from typing import Any

from django.test import Client

from testimonials.models import CollectionLink, User
from testimonials.views import link_typed

NEW = "/studio/halden/links/new"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def typed(**changes: Any) -> dict[str, Any]:
    """A new link as a browser would send it; a change to None leaves the input out."""
    form: dict[str, Any] = {
        "name": "Spring",
        "title": "How was spring?",
        "language": "en",
        "minutes": "2",
        "seconds": "0",
        "megabytes": "200",
        "q0-kind": "open",
        "q0-text": "What changed?",
        "q0-tip": "One thing.",
    }
    named = {name.replace("__", "-"): value for name, value in changes.items()}
    return {name: value for name, value in (form | named).items() if value is not None}


def as_typed(link: CollectionLink) -> dict[str, Any]:
    """A stored link's form, as its page shows it."""
    shown = link_typed.of_link(link).lists()
    return {name: values if len(values) > 1 else values[0] for name, values in shown if values}


def address(link: CollectionLink, page: str = "") -> str:
    return f"/studio/halden/links/{link.token}{page}"
