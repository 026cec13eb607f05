"""What the speaker's API reads and writes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers

from testimonials.models import Answer, ConsentPart, ConsentPurpose, Picture, Testimonial


class BeginSerializer(serializers.Serializer[Any]):
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)


class AnswerSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=Answer.Kind.choices)
    text = serializers.CharField(required=False, allow_blank=True, default="")
    upload = serializers.CharField(required=False, allow_null=True, default=None, max_length=64)
    picture = serializers.CharField(required=False, allow_null=True, default=None, max_length=64)
    choice = serializers.IntegerField(required=False, default=-1)
    revision = serializers.IntegerField(required=False, allow_null=True, default=None)


class SubmissionSerializer(serializers.Serializer[Any]):
    """Everything beside the answers. Text limits are `recording`'s, so they read like sentences."""

    name = serializers.CharField(allow_blank=True, default="")
    email = serializers.CharField(allow_blank=True, default="")
    role = serializers.CharField(allow_blank=True, default="")
    company = serializers.CharField(allow_blank=True, default="")
    rating = serializers.IntegerField(allow_null=True, default=None)
    nps = serializers.IntegerField(allow_null=True, default=None)
    relation = serializers.CharField(allow_blank=True, default="")
    private_feedback = serializers.CharField(allow_blank=True, default="")
    extra = serializers.DictField(child=serializers.CharField(allow_blank=True), default=dict)
    language = serializers.CharField(allow_blank=True, default="", max_length=16)
    wording_hash = serializers.CharField(allow_blank=True, default="")
    consent = serializers.DictField(child=serializers.BooleanField(), default=dict)

    def validate_consent(self, choices: dict[str, bool]) -> dict[str, bool]:
        known = {*ConsentPurpose.values, *ConsentPart.values}
        return {code: given for code, given in choices.items() if code in known}


def describe(testimonial: Testimonial) -> dict[str, Any]:
    """Return what its speaker may know of a testimonial, as JSON-ready data."""
    answers = testimonial.answers.select_related("question", "upload", "picture")
    pictures = testimonial.pictures.exclude(use=Picture.Use.ANSWER)
    return {
        "token": testimonial.token,
        "state": testimonial.state,
        "expires_at": testimonial.expires_at,
        "answers": [describe_answer(answer) for answer in answers],
        "pictures": {picture.use: picture.token for picture in pictures},
        "typed": testimonial.typed,
        "page": page_of(testimonial),
        "progress": _progress(testimonial),
    }


def page_of(testimonial: Testimonial) -> str:
    """The absolute address of the speaker's page, or "" while there is none."""
    return f"{settings.SITE_URL}/s/{testimonial.page_secret()}" if testimonial.page_digest else ""


def describe_answer(answer: Answer) -> dict[str, Any]:
    """Return one answer as JSON-ready data."""
    upload = answer.upload
    problem = {"code": upload.problem_code, "message": upload.problem} if upload and upload.problem else None
    return {
        "question": str(answer.question.key),
        "kind": answer.kind,
        "text": answer.text,
        "upload": upload.token if upload else None,
        "picture": answer.picture.token if answer.picture else None,
        "state": upload.state if upload else "accepted",
        "problem": problem,
    }


def _progress(testimonial: Testimonial) -> dict[str, Any]:
    cut = testimonial.cut
    if cut is None:
        return {"stage": "waiting", "percent": 0, "seconds_left": None}
    return {"stage": cut.stage, "percent": cut.percent, "seconds_left": cut.seconds_left}
