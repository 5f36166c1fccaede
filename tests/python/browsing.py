"""What a browser notices of the pages: Chromium, as it is installed."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
# Nothing of its own may go out and fail.
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update"),
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}


@dataclass
class Visit:
    """What a browser noticed on a page."""

    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def watch(page: Page) -> Visit:
    """Note what a page says and asks for from here on."""
    visit = Visit()
    page.on("console", lambda said: visit.errors.append(said.text))
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("requestfailed", lambda asked: visit.errors.append(asked.url))
    page.on("request", lambda asked: visit.requests.append(asked.url))
    return visit


def faults_in_browser(browser: Browser, site: Path, names: list[str]) -> list[str]:
    """Pages that complain, ask elsewhere, or are wider than a phone."""
    faults = []
    page = browser.new_page(viewport=PHONE)
    visit = watch(page)
    for name in names:
        page.goto((site / name).as_uri())
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > PHONE["width"]:
            faults.append(f"{name}: {wide} pixels wide")
    home = site.as_uri()
    faults += visit.errors
    faults += [url for url in visit.requests if not url.startswith((home, "data:"))]
    page.close()
    return faults
