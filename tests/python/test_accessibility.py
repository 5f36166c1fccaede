"""What axe-core finds on the pages, one of every kind: nothing, whatever its impact.

Light and dark, on a screen, a phone and on paper. The page of a company whose filings
came in bulk is asked where there is one, in test_import_sec.py.
"""

from pathlib import Path

import pytest
from browsing import WAYS, barriers

from kessan.contract import public_models
from kessan.site import write_site

pytestmark = pytest.mark.slow

IIJ = "iij/us-gaap-jpy"
# These are made as the income statement is.
ALIKE = {"balance-sheet", "cash-flow", "comprehensive-income", "per-share"}
BELOW = (
    f"{IIJ}/printed/iij-2016-11-08/income_statement.html",
    f"{IIJ}/trace/profitability.html",
)


@pytest.fixture(scope="module")
def site(published: Path, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("pages") / "site"
    write_site(published.resolve(), folder, public_models())
    return folder


def kinds(site: Path) -> list[str]:
    """A page of every kind: one that is new is among them by itself."""
    pages = [*site.glob("*.html"), *site.glob(f"{IIJ}/*.html")]
    names = [path.relative_to(site).as_posix() for path in sorted(pages)]
    return [name for name in names if Path(name).stem not in ALIKE] + [*BELOW]


def test_no_page_has_a_barrier(site, browser):
    page = browser.new_page()
    names = kinds(site)
    assert len(names) >= 13
    found = {}
    for name in names:
        page.goto((site / name).as_uri())
        found[name] = barriers(page)
    assert {name: of for name, of in found.items() if of} == {}
    page.close()


# A damage, the page, the way to look at it, and what is found of it.
DAMAGES = {
    "html-has-lang": ("document.documentElement.lang = ''", "index", "light"),
    "label": (
        "document.querySelectorAll('label').forEach(l => l.replaceWith(...l.children))",
        "index",
        "light",
    ),
    "role-img-alt": (
        "document.querySelectorAll('.chart').forEach(c => c.ariaLabel = '')",
        f"{IIJ}/index",
        "light",
    ),
    "empty-table-header": (
        "document.querySelector('tbody th').textContent = ''",
        f"{IIJ}/forecast",
        "light",
    ),
    "scrollable-region-focusable": (
        "document.querySelectorAll('.scroll').forEach(s => {"
        " s.removeAttribute('tabindex'); s.style.height = '3rem';"
        " s.querySelectorAll('a').forEach(a => a.removeAttribute('href')) })",
        f"{IIJ}/income-statement",
        "phone",
    ),
    "color-contrast": (
        "document.body.insertAdjacentHTML('beforeend',"
        " '<style>@media (prefers-color-scheme: dark) { :root { --muted: #444 } }')",
        f"{IIJ}/audit",
        "dark",
    ),
    "color-contrast on paper": (
        "document.body.insertAdjacentHTML('beforeend',"
        " '<style>@media print { th { color: #aaa } }')",
        f"{IIJ}/audit",
        "paper",
    ),
}


@pytest.mark.parametrize("rule", DAMAGES)
def test_a_barrier_is_noticed(site, browser, rule):
    damage, name, way = DAMAGES[rule]
    page = browser.new_page()
    page.goto((site / f"{name}.html").as_uri())
    page.evaluate(damage)
    found = barriers(page, [way])
    assert any(f"{way}: {rule.split()[0]} (" in fault for fault in found), found
    # In another way to look at it nobody sees the colour.
    others = [other for other in WAYS if other != way]
    if rule.startswith("color-contrast"):
        assert barriers(page, others[:1]) == []
    page.close()
