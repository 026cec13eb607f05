"""The recorder's page through selenium, for the browsers that Playwright does not drive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE_SECONDS = 90
HERE = Path(__file__).parent


def begin(driver: WebDriver) -> None:
    """From the welcome into a recording."""
    see(driver, "html[data-ready]")
    click(driver, "[data-do=start-camera]")
    see(driver, "[data-name=record][data-look=ready]")
    click(driver, "[data-part=main][data-do=record]")
    see(driver, "[data-name=record][data-look=recording]")


def end(driver: WebDriver) -> dict[str, Any]:
    """Stop; return what the page knows of the take once it is safe, or refused."""
    click(driver, "[data-part=main][data-do=stop]")
    see(driver, "main[data-step=review], main[data-step=upload]")
    if driver.find_elements(By.CSS_SELECTOR, "main[data-step=review]"):
        see(driver, "main[data-safe=safe]")
    return evaluated(driver, "note")


def see(driver: WebDriver, css: str) -> None:
    """Wait until something is in the page."""
    WebDriverWait(driver, PATIENCE_SECONDS).until(lambda _: driver.find_elements(By.CSS_SELECTOR, css))


def click(driver: WebDriver, css: str) -> None:
    """Click the first such button that can be seen."""
    WebDriverWait(driver, PATIENCE_SECONDS).until(lambda _: visible(driver, css))
    visible(driver, css)[0].click()


def visible(driver: WebDriver, css: str) -> list[Any]:
    return [one for one in driver.find_elements(By.CSS_SELECTOR, css) if one.is_displayed()]


def evaluated(driver: WebDriver, name: str) -> dict[str, Any]:
    """The value of a script that lies beside, awaited; {"error"} if it threw."""
    driver.set_script_timeout(PATIENCE_SECONDS)
    script = (HERE / f"{name}.js").read_text(encoding="utf-8").partition("\n")[2]
    found: dict[str, Any] = driver.execute_async_script(
        "const answer = arguments[arguments.length - 1];"
        f"Promise.resolve({script}).then(answer, (error) => answer({{ error: String(error) }}));"
    )
    return found
