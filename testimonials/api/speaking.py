"""The speaker's JSON API: begin a draft, answer, send, ask how it is going."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from testimonials import admitting, collecting, consenting, recording
from testimonials.api.drafts import secret_of, testimonial_for
from testimonials.api.serializers import (
    AnswerSerializer,
    BeginSerializer,
    SubmissionSerializer,
    describe,
    describe_answer,
)
from testimonials.api.throttles import BeginThrottle
from testimonials.doorbell import ring
from testimonials.models import Answer, CollectionLink, Question, Testimonial
from testimonials.processing import photos
from testimonials.tasks import render_cut, send_notice

NO_STORE = {"Cache-Control": "no-store"}


class Drafts(APIView):
    """POST begins a testimonial."""

    throttle_classes = [BeginThrottle]

    def post(self, request: Request, link: str) -> Response:
        """Answer 201 with the testimonial's token and the secret that opens it."""
        found = get_object_or_404(CollectionLink.objects.select_related("brand"), token=link)
        collecting.check_open(found)
        asked = BeginSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        testimonial, secret = recording.begin(
            found, language=asked.validated_data.get("language", found.language)
        )
        body = {"token": testimonial.token, "draft": secret, "expires_at": testimonial.expires_at}
        return Response(body, status=201, headers=NO_STORE)


class Draft(APIView):
    """GET says what arrived and how far the rendering is."""

    def get(self, request: Request, token: str) -> Response:
        testimonial = testimonial_for(secret_of(request), token)
        return Response(describe(testimonial), headers=NO_STORE)


class DraftAnswer(APIView):
    """PUT answers one question, in the `revision` its speaker saw; DELETE takes the answer back."""

    def put(self, request: Request, token: str, question: UUID) -> Response:
        testimonial = testimonial_for(secret_of(request), token)
        given = AnswerSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        asked = _question(testimonial, question, data["revision"])
        answer = _answer(testimonial, asked, data)
        return Response({**describe_answer(answer), "expires_at": testimonial.expires_at})

    def delete(self, request: Request, token: str, question: UUID) -> Response:
        testimonial = testimonial_for(secret_of(request), token)
        recording.retract(testimonial, _question(testimonial, question))
        return Response(status=204)


class Typed(APIView):
    """PUT keeps what the fields hold, for another device of the same person."""

    def put(self, request: Request, token: str) -> Response:
        testimonial = testimonial_for(secret_of(request), token)
        recording.keep_typed(testimonial, request.data if isinstance(request.data, dict) else {})
        return Response(status=204)


class HandOff(APIView):
    """POST draws the QR code by which a phone goes on with this draft."""

    def post(self, request: Request, token: str) -> Response:
        """Answer {url, picture}, the picture a `data:` address.

        The key stands behind the `#`: browsers never send that part to a server.
        """
        secret = secret_of(request)
        testimonial = testimonial_for(secret, token)
        page = reverse("collect:page", args=[testimonial.link.token])
        url = f"{settings.SITE_URL}{page}?lang={testimonial.language}#carry={testimonial.token}.{secret}"
        picture = segno.make_qr(url, error="m").svg_data_uri(border=2, scale=4, light="white")
        return Response({"url": url, "picture": picture}, headers=NO_STORE)


class Submission(APIView):
    """PUT sends the story. Sending twice answers the same and changes nothing."""

    def put(self, request: Request, token: str) -> Response:
        testimonial = testimonial_for(secret_of(request), token)
        given = SubmissionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        is_first = _submit(testimonial, dict(given.validated_data))
        photos.drop_unused(testimonial)
        testimonial.refresh_from_db()
        return Response(describe(testimonial), status=201 if is_first else 200, headers=NO_STORE)


@transaction.atomic
def _submit(testimonial: Testimonial, data: dict[str, Any]) -> bool:
    """Send and consent in one transaction; return False if it was sent before."""
    testimonial = Testimonial.objects.select_for_update().get(pk=testimonial.pk)
    if not testimonial.is_draft:
        return False
    collecting.check_accepts(testimonial.link)
    choices, seen_hash, language = (data.pop(name) for name in ("consent", "wording_hash", "language"))
    recording.submit(testimonial, recording.Particulars(**data), language=language)
    consenting.give(testimonial, choices, seen_hash=seen_hash)
    if (notice := admitting.open_page(testimonial)) is not None:
        ring(send_notice, notice.pk)
    cut = testimonial.cut
    if cut is not None and not cut.is_ready:
        ring(render_cut, cut.pk)
    return True


def _answer(testimonial: Testimonial, question: Question, data: dict[str, Any]) -> Answer:
    match data["kind"]:
        case Answer.Kind.TEXT:
            return recording.answer_in_text(testimonial, question, data["text"])
        case Answer.Kind.CHOICE:
            return recording.answer_by_choice(testimonial, question, data["choice"])
        case Answer.Kind.PHOTO:
            return recording.answer_with_photo(testimonial, question, data["picture"] or "", data["text"])
        case kind:
            return recording.answer_on_video(testimonial, question, data["upload"] or "", kind=kind)


def _question(testimonial: Testimonial, key: UUID, revision: int | None = None) -> Question:
    """The revision that was seen; else the one already answered, else the newest, though it be retired."""
    asked = testimonial.link.questions.filter(key=key).order_by("-revision")
    seen = asked.filter(revision=revision).first() if revision is not None else None
    answered = asked.filter(answers__testimonial=testimonial).first()
    if (found := seen or answered or asked.first()) is None:
        raise Http404
    return found
