"""Who may show one of our pages in a frame: nobody, unless its view says so here."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse

from testimonials.views.origins import sources


def framed_by_us(response: HttpResponse) -> HttpResponse:
    """Let pages of ours frame this one."""
    return _framed(response, "'self'")


def framed_by(response: HttpResponse, sites: Sequence[str]) -> HttpResponse:
    """Let the pages of `sites` frame this one, and nobody where there are none."""
    return _framed(response, sources(sites)) if sites else response


def framing_ours(response: HttpResponse) -> HttpResponse:
    """Let this page hold frames of ours."""
    response.frames = "'self'"  # type: ignore[attr-defined]  # config.middleware reads it
    return response


def _framed(response: HttpResponse, ancestors: str) -> HttpResponse:
    response.framed_by = ancestors  # type: ignore[attr-defined]  # config.middleware reads it
    response.xframe_options_exempt = True  # X-Frame-Options knows no lists
    return response
