"""Real video in codecs and containers that are not taken: their decoders must stay shut."""

from __future__ import annotations

from functools import partial

from tests.hostile import making
from tests.hostile.making import AAC, H264, OPUS, encoded, lavfi, picture, voice
from tests.hostile.specimens import Family

family = Family("exotic", end="refused")

SOURCE = [*picture(), "-t", "0.4"]
BOTH = [*picture(), *voice(), "-t", "0.4"]

# name: how ffmpeg writes it; the muxer by the second extension, when there is one
CODECS: dict[str, list[str]] = {
    "magicyuv.mkv": ["-c:v", "magicyuv"],
    "magicyuv.mov": ["-c:v", "magicyuv", "-f", "matroska"],
    "prores.mov": ["-c:v", "prores_ks"],
    "prores-4444.mov": ["-c:v", "prores_ks", "-profile:v", "4", "-pix_fmt", "yuva444p10le"],
    "mjpeg.mov": ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p"],
    "mjpeg.mkv": ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p"],
    "raw.mov": ["-c:v", "rawvideo", "-pix_fmt", "yuyv422"],
    "raw.mkv": ["-c:v", "rawvideo", "-pix_fmt", "yuv420p"],
    "ffv1.mkv": ["-c:v", "ffv1"],
    "huffyuv.mkv": ["-c:v", "huffyuv"],
    "utvideo.mkv": ["-c:v", "utvideo"],
    "cinepak.mov": ["-c:v", "cinepak", "-vf", "scale=160:120,format=rgb24"],
    "mpeg1.mkv": ["-c:v", "mpeg1video", "-r", "25"],
    "mpeg2.mkv": ["-c:v", "mpeg2video", "-r", "25"],
    "mpeg2.mp4": ["-c:v", "mpeg2video", "-r", "25"],
    "mpeg4.mp4": ["-c:v", "mpeg4"],
    "mpeg4.mkv": ["-c:v", "mpeg4"],
    "msmpeg4.mkv": ["-c:v", "msmpeg4"],
    "h263.mov": ["-c:v", "h263", "-s", "176x144"],
    "flv1.mkv": ["-c:v", "flv"],
    "theora.mkv": ["-c:v", "libtheora"],
    "wmv2.mkv": ["-c:v", "wmv2"],
    "dv.mov": ["-c:v", "dvvideo", "-s", "720x576", "-r", "25", "-pix_fmt", "yuv420p"],
    "png.mov": ["-c:v", "png"],
    "jpeg2000.mov": ["-c:v", "jpeg2000"],
    "qtrle.mov": ["-c:v", "qtrle"],
    "svq1.mov": ["-c:v", "svq1"],
    "snow.mkv": ["-c:v", "snow", "-strict", "-2"],
    "dirac.mkv": ["-c:v", "vc2", "-strict", "-1"],
    "cineform.mov": ["-c:v", "cfhd"],
    "v210.mov": ["-c:v", "v210"],
    "zmbv.mkv": ["-c:v", "zmbv"],
    "tiff.mov": ["-c:v", "tiff"],
    "rpza.mov": ["-c:v", "rpza"],
    "smc.mov": ["-c:v", "smc"],
    "dnxhd.mov": ["-c:v", "dnxhd", "-profile:v", "dnxhr_lb", "-s", "256x128", "-pix_fmt", "yuv422p"],
    "sorenson.mkv": ["-c:v", "svq1", "-f", "matroska"],
}  # fmt: skip

# Sound that is not taken, beside a picture that is.
SOUNDS: dict[str, list[str]] = {
    "ac3.mp4": ["-c:a", "ac3"],
    "eac3.mp4": ["-c:a", "eac3"],
    "flac.mp4": ["-c:a", "flac", "-strict", "-2"],
    "flac.mkv": ["-c:a", "flac"],
    "alac.mov": ["-c:a", "alac"],
    "float.mov": ["-c:a", "pcm_f32le"],
    "pcm24.mkv": ["-c:a", "pcm_s24le"],
    "mp2.mkv": ["-c:a", "mp2"],
    "dts.mkv": ["-c:a", "dca", "-strict", "-2"],
    "truehd.mkv": ["-c:a", "truehd", "-strict", "-2"],
    "tta.mkv": ["-c:a", "tta"],
    "wma.mkv": ["-c:a", "wmav2"],
    "g722.mkv": ["-c:a", "g722", "-ar", "16000", "-ac", "1"],
    "adpcm.mov": ["-c:a", "adpcm_ima_qt"],
    "mulaw.mov": ["-c:a", "pcm_mulaw"],
}

# Codecs that are taken, in containers that are not: the muxer, then how.
CONTAINERS: dict[str, list[str]] = {
    "avi": [*H264, "-c:a", "libmp3lame"],
    "flv": [*H264, *AAC],
    "mpegts": [*H264, *AAC],
    "vob": ["-c:v", "mpeg2video", "-r", "25", "-c:a", "mp2"],
    "asf": [*H264, *AAC],
    "3gp": [*H264, *AAC],
    "3g2": [*H264, *AAC],
    "ogg": ["-c:v", "libtheora", "-c:a", "libvorbis"],
    "nut": [*H264, *AAC],
    "mxf": ["-c:v", "mpeg2video", "-r", "25", "-c:a", "pcm_s16le"],
    "rm": ["-c:v", "rv10", "-s", "176x144", "-c:a", "ac3"],
    "wtv": ["-c:v", "mpeg2video", "-r", "25", "-c:a", "mp2"],
}
SILENT_CONTAINERS: dict[str, list[str]] = {
    "ivf": making.VP8, "h264": H264, "hevc": making.HEVC, "yuv4mpegpipe": ["-pix_fmt", "yuv420p"],
    "m4v": ["-c:v", "mpeg4"], "mjpeg": ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p"],
    "obu": making.AV1, "swf": ["-c:v", "flv"], "gif": [], "apng": [],
}  # fmt: skip


for _name, _how in CODECS.items():
    _suffix = "." + _name.rsplit(".", 1)[1]
    family.add_bytes(_name, partial(encoded, _suffix, *SOURCE, *_how))
for _name, _how in SOUNDS.items():
    _suffix = "." + _name.rsplit(".", 1)[1]
    family.add_bytes(f"sound-{_name}", partial(encoded, _suffix, *BOTH, *H264, *_how))
for _muxer, _how in CONTAINERS.items():
    family.add_bytes(f"{_muxer}-container.mp4", partial(encoded, ".bin", *BOTH, *_how, "-f", _muxer))
for _muxer, _how in SILENT_CONTAINERS.items():
    family.add_bytes(f"{_muxer}-container.webm", partial(encoded, ".bin", *SOURCE, *_how, "-f", _muxer))
family.add_bytes(
    "opus-in-ogg-with-theora.webm",
    lambda: encoded(
        ".ogv", *lavfi("testsrc2=s=160x120:r=15"), *voice(), "-t", "0.4", "-c:v", "libtheora", *OPUS
    ),
)
