"""What a browser notices of the pages: Chromium, as it is installed."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
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


# Every text of the charts that a reader sees: its place, size, and what it is of.
TEXTS = """() => [...document.querySelectorAll('.chart')].flatMap((chart, number) => {
  const found = [];
  const walker = document.createTreeWalker(chart, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!node.textContent.trim() || !box.width) continue;
    const size = parseFloat(getComputedStyle(node.parentElement).fontSize);
    const { left, right, top, bottom } = box;
    const text = node.textContent;
    found.push({ chart: number, text, size, left, right, top, bottom });
  }
  return found;
})"""


def faults_of_charts(page: Page) -> list[str]:
    """Texts of charts that are cut, too small, or stand over each other."""
    texts = page.evaluate(TEXTS)
    width = page.viewport_size["width"]
    faults = [
        f"{text['text']!r} is {text['size']} pixels"
        for text in texts
        if text["size"] < 11
    ]
    faults += [
        f"{text['text']!r} is from {text['left']:.0f} to {text['right']:.0f}"
        for text in texts
        if text["left"] < 0 or text["right"] > width
    ]
    for number, one in enumerate(texts):
        for other in texts[number + 1 :]:
            # What touches is no fault: the boxes of lines are as high as the lines.
            across = min(one["right"], other["right"]) - max(one["left"], other["left"])
            down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
            if one["chart"] == other["chart"] and across > 1 and down > 4:
                faults.append(f"{one['text']!r} stands over {other['text']!r}")
    return faults


# Of what follows each other and looks alike the first is looked at: thousands of rows
# of the same classes take axe-core minutes, and it says the same of each. What is
# folded is looked at too.
ONE_OF_A_KIND = """() => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  const shape = (element) => [element, ...element.querySelectorAll("*")]
    .map((part) => `${part.tagName}.${part.className}.${part.getAttribute("style")}`)
    .join();
  for (const kind of ["tbody tr", "main li", "main section"]) {
    const seen = new Set();
    for (const element of document.querySelectorAll(kind)) {
      const found = shape(element);
      if (seen.has(found)) element.remove();
      seen.add(found);
    }
  }
}"""
# A way to look at a page: its colours, its width, on a screen or on paper; and what
# axe-core asks there beside what it has asked of the first.
WAYS = {
    "light": ("light", 1280, "screen", None),
    "dark": ("dark", 1280, "screen", ["color-contrast", "link-in-text-block"]),
    "phone": (
        *("light", 390, "screen"),
        ["color-contrast", "target-size", "scrollable-region-focusable", "list"],
    ),
    "paper": ("light", 1280, "print", ["color-contrast", "link-in-text-block"]),
}


def barriers(page: Page, ways: Iterable[str] = WAYS) -> list[str]:
    """What axe-core finds on the page that is open, in all ways to look at it.

    Whatever impact it has. The page is cut down to what differs.
    """
    page.evaluate(ONE_OF_A_KIND)
    found = []
    for way in ways:
        scheme, width, media, rules = WAYS[way]
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, media=media)
        asked = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
        options = {"resultTypes": ["violations"], **asked}
        if not rules:
            # It is of WCAG 2.2, which axe-core asks only where one wants it.
            options["rules"] = {"target-size": {"enabled": True}}
        for violation in Axe().run(page, options=options).response["violations"]:
            first = violation["nodes"][0]
            found.append(
                f"{way}: {violation['id']} ({violation['impact']}),"
                f" {len(violation['nodes'])} times: {first['html'][:120]}"
            )
    return found
