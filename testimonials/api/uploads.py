"""tus 1.0 over HTTP: a row of small steps between the wire and `uploading`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.decorators import method_decorator
from django.utils.http import http_date
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import NotAuthenticated

from testimonials import collecting, uploading
from testimonials.api import errors
from testimonials.api.drafts import secret_of, testimonial_for
from testimonials.doorbell import ring
from testimonials.errors import AlreadySent, Refusal
from testimonials.models import Question, Testimonial, Upload
from testimonials.models.link import MAX_BYTES
from testimonials.tasks import inspect_upload
from testimonials.uploading import protocol
from testimonials.uploading.errors import BadRequest, UploadGone

CHUNK_BYTES = 64 * 1024


@method_decorator(csrf_exempt, name="dispatch")
class TusView(View):
    """What both addresses share: version, refusals, headers. Safe without CSRF: it reads no cookie."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if request.method != "OPTIONS":
                protocol.check_version(request.headers)
            response = super().dispatch(request, *args, **kwargs)
        except Refusal as refusal:
            response = errors.refused(refusal)
        except NotAuthenticated as error:
            response = JsonResponse({"code": "not_authenticated", "message": str(error.detail)}, status=401)
            response["WWW-Authenticate"] = "Bearer"
        except Http404:
            response = JsonResponse(errors.not_found(), status=404)
        response["Tus-Resumable"] = protocol.VERSION
        response["Cache-Control"] = "no-store"
        if response.status_code == HTTPStatus.PRECONDITION_FAILED:
            response["Tus-Version"] = protocol.VERSION
        return response

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say what this server speaks."""
        response = HttpResponse(status=204)
        response["Tus-Version"] = protocol.VERSION
        response["Tus-Extension"] = protocol.EXTENSIONS
        response["Tus-Max-Size"] = str(MAX_BYTES)
        return response


class Uploads(TusView):
    """POST opens a take."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer 201 with its `Location`; the metadata names the testimonial and the question."""
        asked = protocol.creation(request.headers)
        testimonial = testimonial_for(secret_of(request), asked.metadata.get("testimonial", ""))
        if not testimonial.is_draft:
            raise AlreadySent
        collecting.check_accepts(testimonial.link)
        upload = uploading.open_upload(
            testimonial,
            _question(testimonial, asked.metadata.get("question", "")),
            length=asked.length,
            media_type=asked.metadata.get("filetype", ""),
            filename=asked.metadata.get("filename", ""),
        )
        response = HttpResponse(status=201)
        response["Location"] = f"/api/uploads/{upload.token}"
        response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
        return response


class UploadResource(TusView):
    """HEAD asks for the offset, PATCH adds bytes, DELETE drops the take."""

    def head(self, request: HttpRequest, token: str) -> HttpResponse:
        upload = _upload(request, token)
        if upload.state == Upload.State.ABANDONED:
            raise UploadGone
        offset = _ringing(upload, lambda: uploading.resume(upload))
        response = HttpResponse(status=200)
        response["Upload-Offset"] = str(offset)
        if upload.length is None:
            response["Upload-Defer-Length"] = "1"
        else:
            response["Upload-Length"] = str(upload.length)
        return response

    def patch(self, request: HttpRequest, token: str) -> HttpResponse:
        asked = protocol.patch(request.headers)
        upload = _upload(request, token)
        offset = _ringing(
            upload,
            lambda: uploading.append(upload, _chunks(request), offset=asked.offset, length=asked.length),
        )
        response = HttpResponse(status=204)
        response["Upload-Offset"] = str(offset)
        response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
        return response

    def delete(self, request: HttpRequest, token: str) -> HttpResponse:
        uploading.abandon(_upload(request, token))
        return HttpResponse(status=204)


def _ringing(upload: Upload, verb: Callable[[], int]) -> int:
    """Do it, and ring for the inspection if that made the take whole."""
    was_receiving = upload.state == Upload.State.RECEIVING
    offset = verb()
    if was_receiving and upload.state == Upload.State.RECEIVED:
        ring(inspect_upload, upload.pk)
    return offset


def _upload(request: HttpRequest, token: str) -> Upload:
    """The take, if the request carries the secret of its draft; otherwise 401 or 404."""
    secret = secret_of(request)
    found: Upload | None = Upload.objects.select_related("testimonial").filter(token=token).first()
    testimonial = testimonial_for(secret, found.testimonial.token if found else "")
    if found is None or testimonial.pk != found.testimonial_id:
        raise Http404
    return found


def _question(testimonial: Testimonial, key: str) -> Question:
    try:
        # Retired meanwhile or not: somebody is answering it.
        found = testimonial.link.questions.filter(key=UUID(key)).order_by("-revision").first()
    except ValueError as error:
        raise BadRequest from error
    if found is None:
        raise Http404
    return found


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    """The body as it arrives. A chunked body has no length, so Django's own reader would see nothing."""
    stream: Any = request
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        stream = request.environ["wsgi.input"]  # type: ignore[attr-defined]  # WSGI only
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk
