"""Sites that may show a link in a frame: origins, written the way a Content-Security-Policy takes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _

MAX_SITES = 20
LOOPBACK = {"localhost", "127.0.0.1"}
HOST = re.compile(r"^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$")
ORIGIN = re.compile(r"^https?://[a-z0-9.-]+(:\d{1,5})?$")


def origins_in(typed: str) -> list[str]:
    """Return each line's origin, once; raise `ValidationError` naming the lines that are none."""
    found: dict[str, None] = {}
    problems = []
    for site in (line.strip() for line in typed.splitlines()):
        if site:
            try:
                found[_origin(site)] = None
            except ValueError as problem:
                problems.append(str(problem))
    if len(found) > MAX_SITES:
        problems.append(_("Up to twenty sites fit here."))
    if problems:
        raise forms.ValidationError(problems)
    return list(found)


def sources(sites: Sequence[str]) -> str:
    """Return `sites` as `frame-ancestors` takes them; whatever is no origin is left out."""
    return " ".join(site for site in sites if ORIGIN.match(site)) or "'none'"


def _origin(site: str) -> str:
    """Return scheme://host[:port], in lower case and ASCII; raise `ValueError` with what to mend."""
    parts = urlsplit(site if "://" in site else f"https://{site}")
    try:
        host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
        port = parts.port
    except (ValueError, UnicodeError):
        host, port = "", None
    is_plain = parts.path in {"", "/"} and not (parts.query or parts.fragment or parts.username)
    if parts.scheme not in {"https", "http"} or not HOST.match(host) or not is_plain:
        raise ValueError(_("“%s” is not a site. Write it like https://www.example.com.") % site[:80])
    if parts.scheme == "http" and host not in LOOPBACK:
        raise ValueError(_("“%s” needs https, or the camera stays closed there.") % site[:80])
    default = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != default else "")
