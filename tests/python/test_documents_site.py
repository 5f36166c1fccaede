"""The documents as a site: `make docs` writes it, and it needs nothing but itself."""

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
import yaml
from conftest import copy_project, run
from test_documents import DOCUMENTS, borrow_environment

from kessan.project import ROOT

pytestmark = pytest.mark.fast

# What a browser fetches with a page. What a reader may follow is no part of it.
FETCHED = (
    "//script/@src | //img/@src | //source/@src | //iframe/@src | //video/@src"
    " | //object/@data | //link/@href"
)
IN_STYLE = re.compile(
    r"url\(\s*['\"]?((?:https?:)?//[^)'\"]+)|@import\s+['\"]([^'\"]+)"
)


def make_docs(project: Path) -> subprocess.CompletedProcess:
    return run("make", "docs", cwd=project)


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the project, in a path with a space, in which the site was made."""
    copy = copy_project(tmp_path_factory.mktemp("documents") / "a project")
    borrow_environment(copy)
    made = make_docs(copy)
    assert made.returncode == 0, made.stderr
    assert "WARNING" not in made.stderr and "end of life" not in made.stderr
    assert "installing" not in made.stdout
    return copy


@pytest.fixture(scope="module")
def site(project: Path) -> Path:
    return project / "target" / "documents"


def pages(site: Path) -> dict[Path, lxml.html.HtmlElement]:
    """Every page, but the one for a wrong address, whose links begin at a server."""
    return {
        path: lxml.html.fromstring(path.read_bytes())
        for path in sorted(site.rglob("*.html"))
        if path.name != "404.html"
    }


def dead_links(site: Path) -> list[str]:
    """What leads within the site to a file or an anchor that is not there."""
    found = pages(site)
    names = {path: {*page.xpath("//@id | //a/@name")} for path, page in found.items()}
    dead = []
    for path, page in found.items():
        for link in page.xpath(f"//a/@href | {FETCHED}"):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (
                (path.parent / unquote(parts.path)).resolve() if parts.path else path
            )
            if target.is_dir():
                target /= "index.html"
            anchor = unquote(parts.fragment)
            if not target.is_file() or (anchor and anchor not in names.get(target, ())):
                dead.append(f"{path.relative_to(site)}: {link}")
    return dead


def fetched_elsewhere(site: Path) -> list[str]:
    """What a page or a style sheet would have another server asked for."""
    asked = [
        f"{path.relative_to(site)}: {address}"
        for path, page in pages(site).items()
        for address in page.xpath(FETCHED)
        if urlsplit(address).netloc
    ]
    asked += [
        f"{path.relative_to(site)}: {address or imported}"
        for path in sorted([*site.rglob("*.css"), *site.rglob("*.html")])
        for address, imported in IN_STYLE.findall(path.read_text("utf-8"))
    ]
    return asked


def test_every_link_and_anchor_is_there(site: Path):
    assert dead_links(site) == []
    # Each document is a page, and the README the first one.
    assert len(pages(site)) == len(DOCUMENTS)
    assert (site / "index.html").read_text("utf-8").count("<h2") > 5
    assert (site / "LICENSE").exists()


def test_no_page_asks_another_server(site: Path):
    assert fetched_elsewhere(site) == []


def test_what_is_dead_or_elsewhere_is_found(tmp_path: Path):
    (tmp_path / "here.css").write_text("p { background: url(https://there.org/a.png) }")
    (tmp_path / "other.html").write_text("<p id=here>text</p>")
    (tmp_path / "index.html").write_text(
        "<link rel=stylesheet href=here.css><script src=//there.org/a.js></script>"
        "<style>@import 'https://there.org/a.css'</style><img src=http://there.org/a.png>"
        "<a href=other.html#here></a><a href=https://there.org></a>"
        "<a href=#nowhere></a><a href=other.html#nowhere></a><a href=none.html></a>"
        "<img src=none.png>"
    )
    assert Counter(line.split(": ")[1] for line in dead_links(tmp_path)) == {
        "#nowhere": 1,
        "other.html#nowhere": 1,
        "none.html": 1,
        "none.png": 1,
    }
    assert len(fetched_elsewhere(tmp_path)) == 4


def test_planted_links_fail_the_build(project: Path, tmp_path: Path):
    """All of them are named at once, with their page."""
    copy = tmp_path / "a project"
    shutil.copytree(project, copy, symlinks=True)
    page = copy / "docs" / "start" / "questions.md"
    planted = ("../use/connect.md#nowhere", "../use/nothing.md", "/use/connect.md")
    links = "".join(f"\n[there]({link})\n" for link in planted)
    page.write_text(page.read_text("utf-8") + links)
    made = make_docs(copy)
    assert made.returncode == 2
    for link in planted:
        assert f"'{link}'" in made.stderr
    assert made.stderr.count("start/questions.md") == 3


def in_order(entry: object) -> list[str]:
    """The pages of a navigation, as they are read."""
    if isinstance(entry, str):
        return [entry]
    parts = entry.values() if isinstance(entry, dict) else entry
    return [page for part in parts for page in in_order(part)]


def test_the_readme_leads_through_the_documents_in_their_order():
    """Its end has every page once, as the navigation of the site has it."""
    navigation = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"]
    text = (ROOT / "README.md").read_text("utf-8").partition("\n## Read on\n")[2]
    linked = [
        link.removeprefix("docs/") for link in re.findall(r"\]\(([^)]+\.md)\)", text)
    ]
    assert ["README.md", *linked] == in_order(navigation)


@pytest.mark.slow
def test_a_browser_finds_nothing_wrong(browser, site: Path):
    """At the width of a phone, from the file system; the search answers too."""
    from browsing import faults_in_browser, watch

    names = [path.relative_to(site).as_posix() for path in pages(site)]
    faults = faults_in_browser(browser, site, names)
    # It is there; a browser that goes on to the next page does not wait for it.
    assert [fault for fault in faults if not fault.endswith("/favicon.png")] == []
    page = browser.new_page()
    visit = watch(page)
    page.goto((site / "index.html").as_uri())
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type("rollback")
    first = page.locator(".md-search-result__link").first
    first.wait_for()
    assert "operate/publishing.html" in first.get_attribute("href")
    assert visit.errors == []
    page.close()
