"""The film that every path is measured on, made here, the same each time.

Somebody speaks in front of a shelf: textured surfaces, a swaying hand-held camera, moving head,
lips and lids, changing light and a sensor's grain. It is packed as a browser packs it: VP8 and
Opus in WebM, 2.5 Mbit/s, 3 % of the frames never taken, timestamps off by up to 6 ms, no
duration in the header. `mp4` holds the same film in H.264 and AAC, as a phone would send it.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import scene
from bench.spending import run, tool

CACHE = Path(__file__).parent / ".cache"
FPS = 30
SIZE = "1280x720"
KBPS = 2500
DROPPED = 0.03
JITTER_MS = 6
GRAIN = 5

# x, y and tilt by the second; slow waves that never meet again look like breath and nerves. What
# turns moves by parts of a pixel, as everything before a lens does; whole pixels flatter encoders.
SWAY = "rotate=a='0.006*sin(t*0.53)+0.002*sin(t*2.9)':bilinear=1"
CROP = "crop=1280:720:x='40+18*sin(t*0.61)+7*sin(t*1.93)':y='40+14*sin(t*0.47)+6*sin(t*2.21)'"
BODY_AT = "x='260+26*sin(t*0.9)+6*sin(t*2.3)':y='430+7*sin(t*1.7)'"
NOD = "rotate=a='0.05*sin(t*0.83)+0.02*sin(t*2.1)':c=none:bilinear=1"
HEAD_AT = "x='440+34*sin(t*0.9+0.3)+10*sin(t*2.7)':y='30+12*sin(t*1.3)+8*abs(sin(t*3.1))'"
# A syllable is about a fifth of a second; every few seconds there is a breath.
SYLLABLE = "abs(sin(t*9.1)*sin(t*2.7+0.4))*gt(mod(t,4.3),0.6)"
BLINK = "gt(mod(t+0.7,3.7),0.15)"
LIGHT = "eq=brightness='0.018*sin(t*0.8)':contrast='1+0.02*sin(t*0.31)':eval=frame"

# A voice: a buzz with a wandering pitch through three formants, and a hiss for the consonants.
PITCH = "2*PI*(118*t+5.2*sin(t*2.3)+1.6*sin(t*7.1))"
BUZZ = "+".join(f"sin({number}*{PITCH})/{number}" for number in range(1, 13))
VOICED = f"0.22*({BUZZ})*{SYLLABLE}"
HISS = "0.05*(random(0)-0.5)*gt(sin(t*5.3+1.1),0.86)*gt(mod(t,4.3),0.6)"
FORMANTS = ((520, 90), (1480, 140), (2500, 220))


@dataclass(frozen=True)
class Source:
    """One film in two containers. `seconds` is its length."""

    webm: Path
    mp4: Path
    seconds: int


def make(seconds: int) -> Source:
    """Return the film, made now unless the same one was made before."""
    recipe = "".join(path.read_text() for path in (Path(__file__), Path(scene.__file__)))
    folder = CACHE / f"{seconds}-{sha256(recipe.encode()).hexdigest()[:12]}"
    source = Source(folder / "source.webm", folder / "source.mp4", seconds)
    if not source.mp4.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix="bench-") as layers:
            scene.draw(Path(layers))
            _film(Path(layers), source)
    return source


def _film(layers: Path, source: Source) -> None:
    """Draw once, encode twice. The MP4 comes last and under another name: it says that both are whole."""
    # Every input ends by itself: with endless ones and two outputs, ffmpeg may wait for ever.
    length = str(source.seconds)
    stills = [
        part
        for name in ("room", "body", "head", "mouth", "eyes")
        for part in ("-loop", "1", "-framerate", str(FPS), "-t", length, "-i", str(layers / f"{name}.png"))
    ]
    unfinished = source.mp4.with_suffix(".part.mp4")
    argv = [
        tool(), "-v", "error", "-nostdin", "-y", *stills,
        "-f", "lavfi", "-i", f"aevalsrc='{VOICED}|{HISS}':s=48000:c=stereo:d={length}",
        "-filter_complex", f"{_picture()};{_voice()}",
        "-map", "[webm]", "-map", "[opus]", *_as_webm(), str(source.webm),
        "-map", "[mp4]", "-map", "[aac]", *_as_mp4(), str(unfinished),
    ]  # fmt: skip
    run(argv)
    unfinished.replace(source.mp4)


def _picture() -> str:
    jitter = f"PTS+(random(2)-0.5)*{2 * JITTER_MS / 1000}/TB"
    return ";".join(
        (
            f"[3]scale=w='92+26*{SYLLABLE}':h='6+44*{SYLLABLE}':eval=frame[lips]",
            "[2][lips]overlay=x='200-w/2':y='392-h/2':format=rgb[speaking]",
            f"[speaking][4]overlay=x=75:y=200:format=rgb:enable='{BLINK}',{NOD}[head]",
            f"[0]{SWAY},{CROP},format=yuv420p[room]",
            f"[room][1]overlay={BODY_AT}[body]",
            f"[body][head]overlay={HEAD_AT}[person]",
            f"[person]{LIGHT},noise=alls={GRAIN}:allf=t:all_seed={scene.SEED},split[mp4][live]",
            f"[live]select='gte(random(1),{DROPPED})',settb=1/1000,setpts='{jitter}':strip_fps=1[webm]",
        )
    )


def _voice() -> str:
    bands = len(FORMANTS)
    taps = "".join(f"[f{number}]" for number in range(bands))
    throat = ";".join(
        f"[f{number}]bandpass=f={pitch}:width_type=h:w={width},volume={1 / (number + 1):.2f}[g{number}]"
        for number, (pitch, width) in enumerate(FORMANTS)
    )
    mixed = "".join(f"[g{number}]" for number in range(bands))
    return (
        f"[5]channelsplit[buzz][hiss];[buzz]asplit={bands}{taps};{throat};"
        f"{mixed}[hiss]amix=inputs={bands + 1}:normalize=0,volume=1.6,aformat=channel_layouts=mono,"
        "asplit[opus][aac]"
    )


def _as_webm() -> list[str]:
    # A negative cpu-used is a fixed speed; a positive one depends on how busy the machine is.
    return [
        "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "-7", "-b:v", f"{KBPS}k", "-g", "300",
        "-fps_mode", "passthrough", "-enc_time_base", "1:1000", "-pix_fmt", "yuv420p",
        "-c:a", "libopus", "-b:a", "96k", "-live", "1", "-cluster_time_limit", "1000", "-f", "webm",
    ]  # fmt: skip


def _as_mp4() -> list[str]:
    return [
        "-c:v", "libx264", "-preset", "veryfast", "-b:v", f"{KBPS}k", "-g", "60", "-pix_fmt", "yuv420p",
        "-c:a", "aac", "-b:a", "128k", "-ac", "1", "-f", "mp4",
    ]  # fmt: skip
