"""Put Chromium on the machine through apt, where that is allowed; otherwise say so in one line.

Runs with any Python, before anything of ours is installed.
"""

import os
import shutil
import subprocess
import sys

PACKAGES = ["chromium", "fonts-dejavu-core", "fonts-noto-core", "fonts-noto-cjk"]


def main() -> int:
    if os.environ.get("CHROMIUM") or shutil.which("chromium"):
        return 0
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("· Installing Chromium for the browser tests (once)", flush=True)
        options = ["-qq", "-o", "DPkg::Lock::Timeout=500"]
        subprocess.run(["apt-get", "update", *options], stdout=subprocess.DEVNULL, check=False)
        install = ["apt-get", "install", "--yes", "--no-install-recommends", *options, *PACKAGES]
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(install, stdout=subprocess.DEVNULL, env=environment, check=False)
    if shutil.which("chromium"):
        return 0
    print(
        "! No Chromium: install it, or set CHROMIUM to its path. The browser tests are left out.",
        file=sys.stderr,
    )
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    raise SystemExit(main())
