"""A speaker's pictures: sent as they are, looked at at once, given back small to who holds the draft."""

from __future__ import annotations

from typing import Any

from django.http import Http404, StreamingHttpResponse
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from testimonials import stores
from testimonials.api.drafts import secret_of, testimonial_for
from testimonials.errors import AlreadySent
from testimonials.models import Picture, Testimonial
from testimonials.processing import photos

CHUNK_BYTES = 64 * 1024


class WholeBody(BaseParser):
    """The bytes of the body, whatever they claim to be; a little more than the limit at most."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        body = bytearray()
        while len(body) <= photos.MAX_BYTES and (chunk := stream.read(CHUNK_BYTES)):
            body += chunk
        return bytes(body)


class Pictures(APIView):
    """POST keeps a picture as an answer, a face or a logo."""

    parser_classes = [WholeBody]

    def post(self, request: Request, token: str, use: str) -> Response:
        """Answer 201 with the picture's token, or say why it cannot be used."""
        testimonial = _draft(request, token)
        if use not in Picture.Use.values:
            raise Http404
        body: Any = request.data
        picture = photos.take_in(testimonial, body or b"", use)
        return Response({"token": picture.token, "color": picture.color}, status=201)


class PictureResource(APIView):
    """GET shows a picture small, DELETE drops it."""

    def get(self, request: Request, token: str, picture: str) -> StreamingHttpResponse:
        asset = photos.smallest(_picture(testimonial_for(secret_of(request), token), picture))
        if asset is None:
            raise Http404
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        chunks = stores.private().read(asset.key)
        return StreamingHttpResponse(chunks, content_type=asset.media_type, headers=headers)

    def delete(self, request: Request, token: str, picture: str) -> Response:
        found = _picture(_draft(request, token), picture)
        if not hasattr(found, "answer"):
            photos.drop(found)
        return Response(status=204)


def _draft(request: Request, token: str) -> Testimonial:
    testimonial = testimonial_for(secret_of(request), token)
    if not testimonial.is_draft:
        raise AlreadySent
    return testimonial


def _picture(testimonial: Testimonial, token: str) -> Picture:
    found = testimonial.pictures.filter(token=token).first()
    if found is None:
        raise Http404
    return found
