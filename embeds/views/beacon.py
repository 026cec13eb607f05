"""Where a widget says that somebody watches. It answers everybody the same, and sets nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from rest_framework.throttling import BaseThrottle

from embeds import counting

MOST_BYTES = 64


@csrf_exempt  # it changes nothing of anybody's, and no cookie is looked at
@require_POST
def note(request: HttpRequest, wid: str) -> HttpResponse:
    """Take "<kind> <story>" as text; 204 whatever becomes of it. Who asks not to be counted is not."""
    asks_not = request.headers.get("Sec-GPC") == "1" or request.headers.get("DNT") == "1"
    said = request.read(MOST_BYTES + 1)
    if not asks_not and len(said) <= MOST_BYTES:
        kind, _space, item = said.decode("ascii", "replace").partition(" ")
        address = BaseThrottle().get_ident(request)  # type: ignore[arg-type]  # behind our own proxies
        counting.note(
            wid=wid, item=item, kind=kind, address=address, agent=request.headers.get("User-Agent", "")
        )
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-store"
    return response
