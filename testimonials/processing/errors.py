"""What processing says no with: a code for programs, a sentence for people, and whether to try again.

Sentences are templates with named parts, so that another language can be put in their place
by `code` without taking a number apart.
"""

from __future__ import annotations


class ProcessingError(Exception):
    """Base of everything that stops a take or a cut.

    `is_permanent` says that another attempt on the same bytes must end the same way.
    `detail` is for the log only: it may quote what a stranger's file made a program say.
    """

    code = "processing_failed"
    template = "Something went wrong while we prepared this video. We will try again."
    is_permanent = False

    def __init__(self, *, detail: str = "", **params: str) -> None:
        self.params = params
        self.detail = detail
        self.message = self.template % params
        super().__init__(f"{self.message} [{detail}]" if detail else self.message)


class NotReadable(ProcessingError):
    code = "not_readable"
    template = "This is not a video we can read."
    is_permanent = True


class FormatNotSupported(ProcessingError):
    code = "format_not_supported"
    template = "Format not supported, try MP4 or WebM."
    is_permanent = True


class NoPicture(ProcessingError):
    code = "no_picture"
    template = "There is sound in this file but no picture."
    is_permanent = True


class EmptyClip(ProcessingError):
    code = "empty_clip"
    template = "This video is empty. Please record it once more."
    is_permanent = True


class UploadDamaged(ProcessingError):
    """The file promises more than is there, or more than can be decoded."""

    code = "damaged"
    template = "The upload is damaged at %(at)s of %(of)s s."
    is_permanent = True


class UploadCutShort(UploadDamaged):
    """The part that says where everything lies never arrived."""

    template = "The upload is damaged: its end never arrived."


class ClipTooLong(ProcessingError):
    code = "too_long"
    template = "This video is %(length)s long. The limit is %(limit)s."
    is_permanent = True


class TooManyPixels(ProcessingError):
    code = "too_many_pixels"
    template = "This video is %(size)s pixels. The limit is %(limit)s, like 3840 × 2160."
    is_permanent = True


class TooManyFrames(ProcessingError):
    code = "too_many_frames"
    template = "This video has %(rate)s frames a second. The limit is %(limit)s."
    is_permanent = True


class TooManyStreams(ProcessingError):
    code = "too_many_streams"
    template = "This video has %(count)s tracks. The limit is %(limit)s."
    is_permanent = True


class TooComplex(ProcessingError):
    """Killed at a limit of time, memory or file size."""

    code = "too_complex"
    template = "This video is too complex for us to prepare. A shorter or smaller one will work."
    is_permanent = True


class InvalidCut(ProcessingError):
    code = "invalid_cut"
    template = "This cut asks for %(wanted)s s, but the video has %(length)s s."
    is_permanent = True


class DecoderCrash(ProcessingError):
    code = "decoder_crash"
    template = "Something went wrong while we read this video. We will try again."


class OutOfMemory(DecoderCrash):
    code = "out_of_memory"


class Stalled(ProcessingError):
    code = "stalled"
    template = "Preparing this video got stuck. We will try again."


class DiskFull(ProcessingError):
    code = "disk_full"
    template = "There is no room to prepare this video right now. Your upload is safe."


class OutputDamaged(ProcessingError):
    """What we made did not pass its own check, and the upload is not known to be the cause."""

    code = "output_damaged"
    template = "The finished video did not pass our check. We will try again."


class MetadataLeft(OutputDamaged):
    """A tag of the original would have gone out with the rendition."""

    code = "metadata_left"


class OutputShort(OutputDamaged, UploadDamaged):
    """Less came out than the upload's packets promised: its bytes are damaged in the middle."""

    code = "damaged"
    template = "The upload is damaged at %(at)s of %(of)s s."
    is_permanent = True


class JailUnavailable(ProcessingError):
    """No sandbox can be built here and nobody opted out of having one."""

    code = "sandbox_unavailable"


class JailBroken(ProcessingError):
    """The sandbox itself did not start; the program in it never ran."""

    code = "sandbox_broken"
