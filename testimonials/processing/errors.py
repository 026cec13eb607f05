"""What processing says no with: a code for programs, a sentence for people, and whether to try again.

Sentences are templates with named parts and are put together when somebody reads them, in the
language in force then.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testimonials.writing import digits


class ProcessingError(Exception):
    """Base of everything that stops a take or a cut.

    `tries` is how often it is worth trying; one means that another attempt on the same bytes
    must end the same way. `is_ours` says that nothing of it is the upload's fault. `detail` is
    for the log only: it may quote what a stranger's file made a program say.
    """

    code = "processing_failed"
    template: str | Promise = _("Something went wrong while we prepared this video. We will try again.")
    tries = 3
    is_ours = False

    def __init__(self, *, detail: str = "", **params: str) -> None:
        self.params = params
        self.detail = detail
        super().__init__(detail)

    def __str__(self) -> str:
        return f"{self.message} [{self.detail}]" if self.detail else self.message

    @property
    def message(self) -> str:
        """The sentence, in the language in force."""
        return str(self.template) % {name: digits(value) for name, value in self.params.items()}

    @property
    def is_permanent(self) -> bool:
        """Another attempt on the same bytes must end the same way."""
        return self.tries == 1


class NotReadable(ProcessingError):
    code = "not_readable"
    template = _("This is not a video we can read.")
    tries = 1


class FormatNotSupported(ProcessingError):
    code = "format_not_supported"
    template = _("Format not supported, try MP4 or WebM.")
    tries = 1


class EmptyClip(ProcessingError):
    code = "empty_clip"
    template = _("This video is empty. Please record it once more.")
    tries = 1


class UploadDamaged(ProcessingError):
    """The file promises more than is there, or more than can be decoded."""

    code = "damaged"
    template = _("The upload is damaged at %(at)s of %(of)s s.")
    tries = 1


class UploadCutShort(UploadDamaged):
    """The part that says where everything lies never arrived."""

    template = _("The upload is damaged: its end never arrived.")


class ClipTooLong(ProcessingError):
    code = "too_long"
    template = _("This video is %(length)s long. The limit is %(limit)s.")
    tries = 1


class TooManyPixels(ProcessingError):
    code = "too_many_pixels"
    template = _("This video is %(size)s pixels. The limit is %(limit)s, like 3840 × 2160.")
    tries = 1


class TooManyFrames(ProcessingError):
    code = "too_many_frames"
    template = _("This video has %(rate)s frames a second. The limit is %(limit)s.")
    tries = 1


class TooManyStreams(ProcessingError):
    code = "too_many_streams"
    template = _("This video has %(count)s tracks. The limit is %(limit)s.")
    tries = 1


class TooComplex(ProcessingError):
    """Killed at a limit of time, memory or file size."""

    code = "too_complex"
    template = _("This video is too complex for us to prepare. A shorter or smaller one will work.")
    tries = 1


class InvalidCut(ProcessingError):
    code = "invalid_cut"
    template = _("This cut asks for %(wanted)s s, but the video has %(length)s s.")
    tries = 1


class DecoderCrash(ProcessingError):
    code = "decoder_crash"
    template = _("Something went wrong while we read this video.")
    tries = 2


class OutOfMemory(DecoderCrash):
    code = "out_of_memory"


class Killed(ProcessingError):
    """Ended by somebody else: an operator, a shutdown, a machine without memory."""

    code = "killed"
    is_ours = True


class Stalled(ProcessingError):
    code = "stalled"
    template = _("Preparing this video got stuck. We will try again.")


class DiskFull(ProcessingError):
    code = "disk_full"
    template = _("There is no room to prepare this video right now. Your upload is safe.")
    is_ours = True


class OutputDamaged(ProcessingError):
    """What we made did not pass its own check, and the upload is not known to be the cause."""

    code = "output_damaged"
    template = _("The finished video did not pass our check. We will try again.")


class MetadataLeft(OutputDamaged):
    """A tag of the original would have gone out with the rendition."""

    code = "metadata_left"


class OutputShort(OutputDamaged, UploadDamaged):
    """Less came out than the upload's packets promised: its bytes are damaged in the middle."""

    code = "damaged"
    template = _("The upload is damaged at %(at)s of %(of)s s.")
    tries = 1


class JailUnavailable(ProcessingError):
    """No sandbox can be built here and nobody opted out of having one."""

    code = "sandbox_unavailable"
    is_ours = True


class JailBroken(ProcessingError):
    """The sandbox itself did not start; the program in it never ran."""

    code = "sandbox_broken"
    is_ours = True
