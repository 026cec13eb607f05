"""What came with a form of ours: small numbers, and what somebody else has stored meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

MOST_DIGITS = 9


def whole_number(text: str, *, otherwise: int = 0) -> int:
    """Read a number that a form of ours wrote; what is none is `otherwise`."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else otherwise


def differences(form: forms.Form, stored: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what `stored` says otherwise than was typed: the label of each field, and what stands there."""
    pairs = [(bound, _plain(stored[bound.name])) for bound in form if bound.name in stored]
    return [(str(bound.label), theirs) for bound, theirs in pairs if _plain(bound.value()) != theirs]


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return "" if value is None or value is False else str(value)
