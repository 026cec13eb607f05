"""What others do with the same film, as command lines of their own.

MediaCMS 8.3.2 and PeerTube take the declared frame rate of a browser's WebM for its real one
(1000, halved to 31.25; and 1000). They are granted 30 here, as is Cap, which is in their favour and
lets their frames be compared. Bytes delivered are the videos a player may be pointed at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.spending import run_all, tool

FPS = 30
# Short side to kbit/s; 240 and 144 are made of everything.
MEDIACMS = {720: 2500, 480: 1000, 360: 500, 240: 300, 144: 150}
MEDIACMS_CEILING = 1.5
# Short side to bits for each pixel of each frame.
PEERTUBE = {720: 0.11, 480: 0.12, 360: 0.15}


@dataclass(frozen=True)
class Work:
    """What came of one path: CPU seconds, the file that is its 720, everything delivered."""

    name: str
    cpu_seconds: float
    video: Path
    delivered: tuple[Path, ...]

    @property
    def bytes(self) -> int:
        """Of everything delivered."""
        return sum(path.stat().st_size for path in self.delivered)


def decode_only(film: Path) -> float:
    """The floor: CPU seconds to decode the picture and throw it away."""
    return run_all([[*_reading(film), "-map", "0:v", "-fps_mode", "passthrough", "-f", "null", "-"]])


def mediacms(film: Path, folder: Path, seconds: int) -> Work:
    """Five processes that decode the film anew each, then a GIF, a thumbnail and a strip of stills."""
    videos = {height: folder / f"mediacms-{height}.mp4" for height in MEDIACMS}
    rungs = [mediacms_rung(film, path, height) for height, path in videos.items()]
    spent = run_all([*rungs, *_mediacms_stills(film, folder, seconds)])
    return Work("MediaCMS", spent, videos[720], tuple(videos.values()))


def peertube(film: Path, folder: Path, seconds: int) -> Work:
    """720 as a web video, copied to HLS; 480 and 360 straight to HLS; a thumbnail, a storyboard."""
    web = folder / "peertube-720.mp4"
    streams = {height: folder / f"peertube-{height}.m3u8" for height in PEERTUBE}
    commands = [peertube_rung(film, web, 720), hls_copy(web, streams[720])]
    commands += [peertube_rung(film, streams[height], height) for height in (480, 360)]
    spent = run_all([*commands, *_peertube_stills(web, folder, seconds)])
    return Work("PeerTube", spent, web, tuple(fragmented(playlist) for playlist in streams.values()))


def cap(film: Path, folder: Path) -> Work:
    """One MP4; 720 is under its limit of 1080, so nothing is scaled."""
    video = folder / "cap.mp4"
    argv = [
        *_reading(film), "-threads", "2", "-r", str(FPS),
        "-c:v", "libx264", "-preset", "medium", "-crf", "23", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "128k", "-movflags", "+faststart", str(video),
    ]  # fmt: skip
    return Work("Cap", run_all([argv]), video, (video,))


def peertube_rung(film: Path, target: Path, height: int) -> list[str]:
    """One of PeerTube's encodes: to MP4, or to HLS in one file when `target` is a playlist."""
    width = height * 16 // 9 // 2 * 2
    ceiling = round(width * height * FPS * PEERTUBE[height])
    scale = [] if height == 720 else ["-vf", f"scale=w=-2:h={height}"]
    container = _single_file(target) if target.suffix == ".m3u8" else ["-movflags", "faststart", str(target)]
    return [
        "nice", "-n", "15", *_reading(film), "-threads", "1", *scale,
        "-c:v", "libx264", "-preset", "veryfast", "-maxrate", str(ceiling), "-bufsize", str(2 * ceiling), "-b_strategy", "1", "-bf", "16",
        "-r", str(FPS), "-g", str(2 * FPS), "-pix_fmt", "yuv420p", "-map_metadata", "-1",
        "-c:a", "aac", "-b:a", "256k", "-ac", "2", *container,
    ]  # fmt: skip


def hls_copy(video: Path, playlist: Path) -> list[str]:
    """Cut an MP4 into one-file HLS, without encoding it again."""
    return [*_reading(video), "-c", "copy", *_single_file(playlist)]


def fragmented(playlist: Path) -> Path:
    """The one file that an HLS playlist points into."""
    return playlist.with_name(f"{playlist.stem}-fragmented.mp4")


def _reading(film: Path) -> list[str]:
    return [tool(), "-v", "error", "-nostdin", "-y", "-i", str(film)]


def mediacms_rung(film: Path, target: Path, height: int) -> list[str]:
    """One of MediaCMS's encodes. Its index stays at the end: it asks for no other place."""
    ceiling = f"{round(MEDIACMS[height] * MEDIACMS_CEILING)}k"
    width = height * 16 // 9 // 2 * 2
    return [
        *_reading(film), "-c:v", "libx264", "-preset", "medium", "-profile:v", "main", "-level", "4.2",
        "-crf", "23", "-pix_fmt", "yuv420p", "-vf", f"scale={width}:{height}:flags=lanczos,fps={FPS},setsar=1",
        "-maxrate", ceiling, "-bufsize", ceiling, "-force_key_frames", "expr:gte(t,n_forced*4)",
        "-x264-params", "keyint=240:keyint_min=120", "-c:a", "aac", "-b:a", "128k", "-ac", "2", str(target),
    ]  # fmt: skip


def _mediacms_stills(film: Path, folder: Path, seconds: int) -> list[Sequence[str]]:
    moment = str(min(10, seconds // 2))
    sprites = f"fps=1/10,scale=160:90,tile=1x{max(1, seconds // 10)}"
    return [
        [
            *_from(film, "3"),
            "-vf",
            "scale=344:-1:flags=lanczos,fps=1",
            "-t",
            "25",
            str(folder / "preview.gif"),
        ],
        [*_from(film, moment), "-frames:v", "1", "-update", "1", str(folder / "mediacms.jpg")],
        [*_reading(film), "-vf", sprites, "-frames:v", "1", "-update", "1", str(folder / "sprites.jpg")],
    ]


def _peertube_stills(video: Path, folder: Path, seconds: int) -> list[Sequence[str]]:
    board = f"fps=1,scale=192:108,tile=10x{-(-seconds // 10)}"
    middle = str(seconds // 2)
    return [
        [
            *_from(video, middle),
            "-vf",
            "thumbnail=50",
            "-frames:v",
            "1",
            "-update",
            "1",
            str(folder / "thumb.jpg"),
        ],
        [*_reading(video), "-vf", board, "-frames:v", "1", "-update", "1", str(folder / "board.jpg")],
    ]


def _from(film: Path, seconds: str) -> list[str]:
    *start, read, path = _reading(film)
    return [*start, "-ss", seconds, read, path]


def _single_file(playlist: Path) -> list[str]:
    return [
        "-f", "hls", "-hls_time", "4", "-hls_list_size", "0", "-hls_playlist_type", "vod",
        "-hls_segment_type", "fmp4", "-hls_flags", "single_file",
        "-hls_segment_filename", str(fragmented(playlist)), str(playlist),
    ]  # fmt: skip
