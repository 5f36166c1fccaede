"""Takes the pictures of the documents, of the pages that are published.

Needs Chromium. Call it with `make pictures` after the pages have changed.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from kessan.project import PUBLISHED
from kessan.publication.generations import Published

HERE = Path(__file__).parent
# Where the pages of the first company are.
FOLDER = "iij/us-gaap-jpy"
# A page, the name of its picture, light or dark, width and height.
PICTURES = [
    (f"{FOLDER}/index.html", "overview.png", "light", 1280, 800),
    (f"{FOLDER}/income-statement.html", "income-statement.png", "light", 1280, 560),
    (f"{FOLDER}/bridges.html", "bridges.png", "dark", 1280, 760),
]


def main() -> int:
    """Take them all; 1 when there is nothing to take them of or with."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    current = Published(PUBLISHED).current()
    if chromium is None or current is None:
        print("needs Chromium (apt-get install chromium) and what make build publishes")
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for page_name, picture, scheme, width, height in PICTURES:
            page = browser.new_page(
                color_scheme="dark" if scheme == "dark" else "light",
                viewport={"width": width, "height": height},
            )
            page.goto((current.site / page_name).as_uri())
            page.screenshot(path=HERE / picture)
            print(f"docs/pictures/{picture}: {page_name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
