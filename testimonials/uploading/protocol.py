"""tus 1.0 as text: headers in, numbers and refusals out. No I/O, no Django models."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass

from testimonials.uploading.errors import BadRequest, WrongMediaType, WrongVersion

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-defer-length,termination,expiration"
MEDIA_TYPE = "application/offset+octet-stream"
MAX_METADATA = 4096


@dataclass(frozen=True)
class Creation:
    """What a POST asks for. `length` in bytes, None while it is not known."""

    length: int | None
    metadata: dict[str, str]


@dataclass(frozen=True)
class Patch:
    """Where a PATCH goes on, and the whole length if it declares one."""

    offset: int
    length: int | None


def check_version(headers: Mapping[str, str]) -> None:
    """Raise `WrongVersion` unless the client speaks our version."""
    if headers.get("Tus-Resumable") != VERSION:
        raise WrongVersion


def creation(headers: Mapping[str, str]) -> Creation:
    """Read the headers of a POST: either a length, or the promise to tell it later."""
    length = _number(headers, "Upload-Length")
    is_deferred = headers.get("Upload-Defer-Length") is not None
    if is_deferred and headers["Upload-Defer-Length"] != "1":
        raise BadRequest
    if (length is None) != is_deferred:
        raise BadRequest
    return Creation(length, metadata(headers.get("Upload-Metadata", "")))


def patch(headers: Mapping[str, str]) -> Patch:
    """Read the headers of a PATCH."""
    if headers.get("Content-Type", "").split(";")[0].strip() != MEDIA_TYPE:
        raise WrongMediaType
    offset = _number(headers, "Upload-Offset")
    if offset is None:
        raise BadRequest
    return Patch(offset, _number(headers, "Upload-Length"))


def metadata(header: str) -> dict[str, str]:
    """Decode `Upload-Metadata`: comma-separated pairs of a key and a base64 value."""
    if len(header) > MAX_METADATA:
        raise BadRequest
    pairs: dict[str, str] = {}
    for item in filter(None, (part.strip() for part in header.split(","))):
        key, _space, value = item.partition(" ")
        try:
            pairs[key] = b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise BadRequest from error
    return pairs


def _number(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise BadRequest
    return int(text)
