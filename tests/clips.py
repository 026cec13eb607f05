"""Small clips for tests, made on the fly by real ffmpeg and kept for the session.

`clip("phone.mov")` returns the path of a clip by name; RECIPES says what each one is. They
are read-only by agreement: copy one before you change it. `recordings()` are real browsers'.
"""

from __future__ import annotations

import atexit
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import imageio_ffmpeg

RECORDINGS = Path(__file__).parent / "recordings"
TIMEOUT_SECONDS = 60

PICTURE = ["-f", "lavfi", "-i"]
VOICE = ["-f", "lavfi", "-i", "sine=330:r=48000"]
H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
VP8 = ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "500k"]
SOUND = ["-c:a", "aac", "-ac", "1"]
OPUS = ["-c:a", "libopus", "-ac", "1", "-b:a", "48k"]
GPS = [
    "-metadata",
    "location=+52.3702+004.8952/",
    "-metadata",
    "title=Canary",
    "-movflags",
    "use_metadata_tags",
]
# What a phone with a high dynamic range camera writes.
HLG_TAGS = "setparams=color_trc=arib-std-b67:color_primaries=bt2020:colorspace=bt2020nc:range=tv"
HLG_CODEC = "log-level=none:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc"

RECIPES: dict[str, list[str]] = {
    # 640x480, one second, sound, index in front
    "plain.mp4": [*PICTURE, "testsrc2=s=640x480:r=30", *VOICE, "-t", "1", *H264, *SOUND, "-movflags", "+faststart"],
    # the same as a live recorder writes it: fragments, nothing promised
    "fragmented.mp4": [
        *PICTURE, "testsrc2=s=320x240:r=30", *VOICE, "-t", "1.2", *H264, "-g", "12", *SOUND,
        "-movflags", "+frag_keyframe+empty_moov+default_base_moof",
    ],
    # a browser: variable frame rate, no duration, clusters of unknown size
    "browser.webm": [
        *PICTURE, "testsrc2=s=320x240:r=30", *VOICE, "-t", "1.5", "-vf", "select='not(eq(mod(n,7),3))'",
        "-fps_mode", "vfr", *VP8, *OPUS, "-live", "1", "-cluster_time_limit", "500",
    ],
    # 3 s whose camera stalls after 1 s
    "stalled.webm": [
        *PICTURE, "testsrc2=s=320x240:r=30:d=1", *VOICE, "-filter_complex", "[1]atrim=end=3[a]", "-map", "0:v",
        "-map", "[a]", *VP8, *OPUS, "-live", "1",
    ],
    # a phone, with the place it was held at
    "phone.mov": [*PICTURE, "testsrc2=s=640x360:r=30", *VOICE, "-t", "1", *H264, *SOUND, *GPS],
    "odd.mp4": [*PICTURE, "testsrc2=s=640x480:r=24,scale=321:241,format=yuv444p", "-t", "1", "-c:v", "libx264"],
    "silent.mp4": [*PICTURE, "testsrc2=s=320x240:r=25", "-t", "1", *H264],
    "anamorphic.mp4": [*PICTURE, "testsrc2=s=352x288:r=25,setsar=16/15", "-t", "1", *H264],
    "surround.mp4": [
        *PICTURE, "testsrc2=s=320x240:r=30", *VOICE, "-t", "1", "-af", "aformat=channel_layouts=5.1", *H264,
        "-c:a", "aac",
    ],
    "hdr.mov": [
        *PICTURE, f"testsrc2=s=320x240:r=30,format=yuv420p10le,{HLG_TAGS}", *VOICE, "-t", "0.5",
        "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", HLG_CODEC, "-tag:v", "hvc1", *SOUND,
    ],
    # sound without a picture
    "song.mp4": [*VOICE, "-t", "1", *SOUND],
    "song.m4a": [*VOICE, "-t", "1", *SOUND],
    "song.mp3": [*VOICE, "-t", "1", "-c:a", "libmp3lame", "-metadata", "title=Canary"],
    "bare.mp3": [
        *VOICE, "-t", "1", "-ar", "16000", "-c:a", "libmp3lame", "-id3v2_version", "0", "-write_xing", "0",
    ],
    "song.wav": [*VOICE, "-t", "1"],
    "song.ogg": [*VOICE, "-t", "1", "-c:a", "libopus"],
    "vorbis.ogg": [*VOICE, "-t", "1", "-c:a", "libvorbis"],
    "song.webm": [*VOICE, "-t", "1", "-c:a", "libopus", "-live", "1"],
    "slow-motion.mp4": [*PICTURE, "testsrc2=s=160x120:r=240", "-t", "0.5", *H264],
    "huge.mp4": [*PICTURE, "color=s=4096x2304:r=2", "-t", "1", *H264],
    # two pictures ten hours apart
    "endless.mp4": [
        *PICTURE, "color=s=160x120:r=1", "-vf", "setpts=N*36000/TB", "-frames:v", "2", "-fps_mode", "passthrough",
        *H264,
    ],
    "exotic.mov": [*PICTURE, "testsrc2=s=160x120:r=10", "-t", "1", "-c:v", "prores_ks"],
    "long.mp4": [
        *PICTURE, "testsrc2=s=320x240:r=30", *VOICE, "-t", "3", *H264, *SOUND, "-movflags", "+faststart",
    ],
    "index-last.mp4": [*PICTURE, "testsrc2=s=320x240:r=30", *VOICE, "-t", "1", *H264, *SOUND],
    "whisper.mp4": [*PICTURE, "testsrc2=s=160x120:r=15", *VOICE, "-t", "2", "-af", "volume=-26dB", *H264, *SOUND],
}  # fmt: skip


@cache
def clip(name: str) -> Path:
    """Return the path of a clip, made at the first call of this session."""
    path = _folder() / name
    if name in DERIVED:
        DERIVED[name](path)
    else:
        ffmpeg(*RECIPES[name], str(path))
    return path


def recordings() -> list[Path]:
    """Real MediaRecorder files of three browsers."""
    return sorted(path for path in RECORDINGS.iterdir() if path.suffix in {".mp4", ".webm"})


def ffmpeg(*args: str) -> None:
    """Run the wheel's ffmpeg, trusted and bare: only on what tests make themselves."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y", "-threads", "2", *args]
    subprocess.run(command, check=True, timeout=TIMEOUT_SECONDS)


def _grow(path: Path) -> None:
    """A phone that is turned in mid-take: VP8 goes on in another size."""
    parts = [path.with_name(f"grow-{size}.ivf") for size in ("320x240", "240x320")]
    for part, size in zip(parts, ("320x240", "240x320"), strict=True):
        ffmpeg(*PICTURE, f"testsrc2=s={size}:r=30", "-t", "0.6", *VP8, str(part))
    names = path.with_name("grow.txt")
    names.write_text("".join(f"file {part.name}\n" for part in parts))
    ffmpeg(
        "-f", "concat", "-i", str(names), *VOICE, "-t", "1.2", "-c:v", "copy", *OPUS, "-live", "1", str(path)
    )


def _turn(path: Path) -> None:
    ffmpeg("-display_rotation", "90", "-i", str(clip("phone.mov")), "-c", "copy", str(path))


def _edit(path: Path) -> None:
    ffmpeg("-ss", "0.5", "-i", str(clip("plain.mp4")), "-c", "copy", str(path))


def _truncate(name: str, share: float) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        whole = clip(name).read_bytes()
        path.write_bytes(whole[: int(len(whole) * share)])

    return make


def _garble(path: Path) -> None:
    """The index promises everything, and from the middle on there is noise."""
    whole = bytearray(clip("long.mp4").read_bytes())
    start = len(whole) * 2 // 5
    whole[start:] = bytes(len(whole) - start)
    path.write_bytes(whole)


DERIVED: dict[str, Callable[[Path], None]] = {
    "grows.webm": _grow,
    "upright.mov": _turn,
    "edited.mov": _edit,
    "truncated.mp4": _truncate("long.mp4", 0.55),
    "headless.mp4": _truncate("index-last.mp4", 0.6),
    "interrupted.mp4": _truncate("fragmented.mp4", 0.7),
    "interrupted.webm": _truncate("browser.webm", 0.6),
    "garbled.mp4": _garble,
    "interrupted.wav": _truncate("song.wav", 0.4),
}


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="sayso-clips-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
