"""What is known of a video after every packet was counted: plain numbers, never a header's word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from math import isfinite
from typing import Any, Literal, get_args

from testimonials.processing.errors import NotReadable

Container = Literal["mp4", "webm", "mp3", "wav", "ogg"]

# The one demuxer each is given to, and the formats that this one may open.
DEMUXERS = {"mp4": "mov", "webm": "matroska", "mp3": "mp3", "wav": "wav", "ogg": "ogg"}
FORMATS = DEMUXERS | {"mp4": "mov,mp4,m4a,3gp,3g2,mj2", "webm": "matroska,webm"}

# ITU-T H.273 by the names of ffmpeg's setparams filter; what is not here counts as unknown.
HDR_TRANSFERS = {"smpte2084", "arib-std-b67"}
HD_SHORT_SIDE = 720
TRUNCATION_MS = 500
TRUNCATION_SHARE = 0.02


@dataclass(frozen=True)
class Facts:
    """One media file. Times are integer ms on the normalised timeline: its first packet is 0.

    `width` and `height` are as coded; `shape` is what a person sees. `rotation` is the
    clockwise turn in degrees that sets the picture upright. `fps` is the measured average.
    `largest_gap_ms` is the longest time the picture stood still, the end included.
    `declared_ms` is what the header claims, 0 when it claims nothing. Colours are H.273 by
    ffmpeg's names, "" when unknown; codecs are "" when there is no such stream. `tags` names
    metadata that is more than boilerplate.
    """

    container: Container
    duration_ms: int
    declared_ms: int
    video_start_ms: int
    video_end_ms: int
    audio_start_ms: int
    audio_end_ms: int
    fps: float
    largest_gap_ms: int
    width: int
    height: int
    rotation: int
    sar: tuple[int, int]
    video_codec: str
    audio_codec: str
    channels: int
    sample_rate: int
    streams: int
    packets: int
    matrix: str
    primaries: str
    transfer: str
    is_full_range: bool
    tags: tuple[str, ...]

    @property
    def has_video(self) -> bool:
        return bool(self.video_codec)

    @property
    def has_audio(self) -> bool:
        return bool(self.audio_codec)

    @property
    def is_hdr(self) -> bool:
        return self.transfer in HDR_TRANSFERS

    @property
    def luma(self) -> str:
        """The luma matrix the renditions get: as tagged, else by the guess every player makes."""
        if self.is_hdr:
            return "bt709"
        return self.matrix or ("bt709" if min(self.shape) >= HD_SHORT_SIDE else "smpte170m")

    @property
    def is_truncated(self) -> bool:
        """Less is there than the header claims. Recordings that claim nothing never are."""
        tolerance = max(TRUNCATION_MS, self.declared_ms * TRUNCATION_SHARE)
        return self.declared_ms - self.duration_ms > tolerance

    @property
    def shape(self) -> tuple[int, int]:
        """Width and height in square pixels, upright."""
        numerator, denominator = self.sar
        wide = max(1, round(self.width * numerator / denominator))
        return (self.height, wide) if self.rotation % 180 else (wide, self.height)

    def to_json(self) -> dict[str, Any]:
        """Return a dict of JSON types, with what is derived beside it for those who only read."""
        derived = {"is_hdr": self.is_hdr, "is_truncated": self.is_truncated}
        return asdict(self) | {"sar": list(self.sar), "tags": list(self.tags)} | derived

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Facts:
        """Read `to_json` back. Raises `NotReadable` unless every fact is there, in its type."""
        try:
            known = {field.name: _typed(str(field.type), data[field.name]) for field in fields(cls)}
        except (KeyError, TypeError, ValueError) as error:
            raise NotReadable(detail=f"facts: {error!r}") from error
        return cls(**known)


def _typed(kind: str, value: Any) -> Any:
    if kind == "float" and type(value) is int:
        value = float(value)
    if kind.startswith("tuple") and isinstance(value, list):
        value = tuple(value)
    if not FITS[kind](value):
        raise TypeError(f"{value!r} is not {kind}")
    return value


# By the annotation as written above. A bool is no int here.
FITS: dict[str, Callable[[Any], bool]] = {
    "int": lambda value: type(value) is int,
    "float": lambda value: type(value) is float and isfinite(value),
    "bool": lambda value: type(value) is bool,
    "str": lambda value: type(value) is str,
    "Container": lambda value: value in get_args(Container),
    "tuple[int, int]": lambda value: len(value) == 2 and all(type(one) is int and one > 0 for one in value),
    "tuple[str, ...]": lambda value: type(value) is tuple and all(type(one) is str for one in value),
}
