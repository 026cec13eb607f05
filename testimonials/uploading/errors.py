"""What the upload endpoint says no with, by the status codes of tus 1.0."""

from django.utils.translation import gettext_lazy as _

from testimonials.errors import Refusal


class UploadRefusal(Refusal):
    """Base of them all."""


class BadRequest(UploadRefusal):
    code, status = "bad_request", 400
    message = _("This upload request is not well formed.")


class WrongVersion(UploadRefusal):
    code, status = "wrong_version", 412
    message = _("This server speaks tus 1.0.0.")


class WrongMediaType(UploadRefusal):
    code, status = "wrong_media_type", 415
    message = _("Send the bytes as application/offset+octet-stream.")


class UploadOffsetMismatch(UploadRefusal):
    code, status = "offset_mismatch", 409
    message = _("Some bytes are already here. Ask where to go on.")


class UploadGone(UploadRefusal):
    code, status = "upload_gone", 410
    message = _("This take has expired. Please record it once more.")


class UploadTooLarge(UploadRefusal):
    code, status = "too_large", 413


class UploadLocked(UploadRefusal):
    code, status = "locked", 423
    message = _("This take is being written right now. Try again in a moment.")


class TooManyTakes(UploadRefusal):
    code, status = "too_many_takes", 429
    message = _("Several takes are still on their way. Finish or drop one of them first.")


class DraftFull(UploadRefusal):
    code, status = "draft_full", 413
    message = _("This story holds as much as it can. Drop one of its takes first.")


class TakeInUse(UploadRefusal):
    code, status = "take_in_use", 409
    message = _("This take is part of your story. Take the answer back first.")


class NoSpace(UploadRefusal):
    code, status = "no_space", 507
    message = _("There is no room for a new take right now. What you have sent is safe; try again later.")


class EmptyTake(UploadRefusal):
    code = "empty_take"
    message = _("Nothing arrived in this take. Please record it once more.")


class FormatNotSupported(UploadRefusal):
    code = "format_not_supported"
    message = _("Format not supported, try MP4 or WebM.")


class NotReadable(UploadRefusal):
    code = "not_a_video"
    message = _("This is not a video we can read.")
