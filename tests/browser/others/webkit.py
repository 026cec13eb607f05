"""WebKitGTK, driven for the tests: `python -m tests.browser.others.webkit record URL SECONDS` or `… play URL`.

Needs a display and a session bus around it (`dbus-run-session -- xvfb-run -a`). Prints one line of
JSON, as firefox.mjs does.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from selenium.webdriver import WebKitGTK, WebKitGTKOptions
from selenium.webdriver.webkitgtk.service import Service

from tests.browser.others import steering


def main(task: str, url: str, seconds: str = "0") -> None:
    """Do one task and print what came of it."""
    driver = launched()
    try:
        driver.get(url)
        if task == "play":
            steering.see(driver, "video")
            print(json.dumps(steering.evaluated(driver, "play")))
            return
        steering.begin(driver)
        time.sleep(float(seconds))
        print(json.dumps(steering.end(driver)))
    finally:
        driver.quit()


def launched() -> WebKitGTK:
    """A MiniBrowser with mock devices."""
    options = WebKitGTKOptions()
    options.binary_location = str(next(Path("/usr/lib").glob("*/webkit2gtk-4.?/MiniBrowser")))
    for argument in ("--automation", "--enable-media-stream=true", "--enable-mock-capture-devices=true"):
        options.add_argument(argument)
    return WebKitGTK(options=options, service=Service("/usr/bin/WebKitWebDriver"))


if __name__ == "__main__":
    main(*sys.argv[1:])
