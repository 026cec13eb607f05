"""Put programs that pip cannot bring on the machine, through apt where that is allowed; else say so.

    python3 deploy/packages.py chromium bwrap ffmpeg

Runs with any Python, before anything of ours is installed. Returns 1 for what must be there in CI.
"""

import os
import shutil
import subprocess
import sys

PACKAGES = {
    "chromium": ["chromium", "fonts-dejavu-core", "fonts-noto-core", "fonts-noto-cjk"],
    "bwrap": ["bubblewrap"],
    "ffmpeg": ["ffmpeg"],
    "chromedriver": ["chromium-driver"],
    "xvfb-run": ["xvfb", "xauth"],
    "firefox-esr": ["firefox-esr"],
    "npm": ["nodejs", "npm"],
    "nginx": ["nginx"],
    "wrk": ["wrk"],
    "WebKitWebDriver": [
        "webkit2gtk-driver", "dbus", "gstreamer1.0-plugins-base", "gstreamer1.0-plugins-good",
        "gstreamer1.0-plugins-bad", "gstreamer1.0-plugins-ugly", "gstreamer1.0-libav",
    ],
}  # fmt: skip
WITHOUT = {
    "chromium": "No Chromium: install it, or set CHROMIUM to its path. The browser tests are left out.",
    "bwrap": "No bubblewrap: strangers' videos are opened with limits, but without walls.",
    "ffmpeg": "No second ffmpeg: hostile files are tried on the bundled one only.",
    "chromedriver": "No chromedriver: no test hides a tab.",
    "xvfb-run": "No display for tests: neither WebKitGTK nor a hidden tab is tried.",
    "firefox-esr": "No Firefox: it is left out.",
    "npm": "No npm, which brings Firefox's driver: Firefox is left out.",
    "nginx": "No nginx: deploy/nginx.conf is neither tried nor measured.",
    "wrk": "No wrk: make bench-serve has nothing to ask with.",
    "WebKitWebDriver": "No WebKitGTK: it is left out.",
}


def main(programs: list[str]) -> int:
    if (missing := [program for program in programs if not is_there(program)]) and may_install():
        print(f"· Installing {', '.join(missing)} (once)", flush=True)
        install([package for program in missing for package in PACKAGES[program]])
    missing = [program for program in programs if not is_there(program)]
    for program in missing:
        print(f"! {WITHOUT[program]}", file=sys.stderr)
    return 1 if missing and os.environ.get("CI") == "true" else 0


def is_there(program: str) -> bool:
    # Debian keeps servers where only root looks.
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"
    return bool(os.environ.get(program.upper()) or shutil.which(program, path=path))


def may_install() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str]) -> None:
    options = ["-qq", "-o", "DPkg::Lock::Timeout=500"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", *options], stdout=subprocess.DEVNULL, check=False)
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *options, *packages]
    subprocess.run(command, stdout=subprocess.DEVNULL, env=environment, check=False)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
