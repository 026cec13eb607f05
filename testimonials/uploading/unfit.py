"""What is not shaped like anything we take."""

from __future__ import annotations


class NotAVideo(Exception):
    """What arrived is not shaped like a video. `message` is for whoever sent it, `detail` for the log."""

    code = "not_a_video"
    message = "This is not a video we can read."

    def __init__(self, detail: str = "") -> None:
        self.detail = detail
        super().__init__(f"{self.message} [{detail}]" if detail else self.message)


class ContainerNotSupported(NotAVideo):
    """It is a video, in a container we do not take."""

    code = "format_not_supported"
    message = "Format not supported, try MP4 or WebM."
