"""Chromium with a window, whose tab can be hidden: `python -m tests.browser.others.hidden URL SECONDS`.

Playwright's tabs are visible always. Needs a display (`xvfb-run -a`). Prints one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from tests.browser import chromium
from tests.browser.others import steering


def main(url: str, seconds: str) -> None:
    """Record for as long in a hidden tab as in a visible one beside; print what came of it."""
    driver = launched()
    try:
        driver.get(url)
        steering.begin(driver)
        time.sleep(2)
        recorder = driver.current_window_handle
        driver.switch_to.new_window("tab")
        time.sleep(float(seconds))
        driver.close()
        driver.switch_to.window(recorder)
        print(
            json.dumps(steering.end(driver) | {"hidden": driver.execute_script("return window.__hiddenMs")})
        )
    finally:
        driver.quit()


def launched() -> Chrome:
    """A Chromium that measures how long its page was hidden."""
    options = ChromeOptions()
    options.binary_location = chromium.path() or ""
    for argument in chromium.ARGUMENTS:
        options.add_argument(argument)
    driver = Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    return driver


WATCH = """{ let since = 0; window.__hiddenMs = 0;
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') since = performance.now();
  else window.__hiddenMs += performance.now() - since;
}); }"""


if __name__ == "__main__":
    main(*sys.argv[1:])
