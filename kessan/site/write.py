"""The site as files: every page of every company, in a folder that stands alone."""

import shutil
import time
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import duckdb

from kessan.contract import PublicModel
from kessan.site.company import CompanyPages
from kessan.site.dbt_docs import dbt_docs
from kessan.site.pages import Page
from kessan.site.reading import editions, rows
from kessan.site.rendering import templates

STATIC = ("site.css", "site.js")
MENU = (
    ("income-statement.html", "Income"),
    ("balance-sheet.html", "Balance"),
    ("cash-flow.html", "Cash flow"),
    ("comprehensive-income.html", "Comprehensive"),
    ("segments.html", "Segments"),
    ("bridges.html", "Bridges"),
    ("metrics.html", "Metrics"),
    ("forecast.html", "Forecast"),
    ("printed.html", "As printed"),
    ("audit.html", "Audit"),
)


@dataclass(frozen=True)
class Site:
    """What was written, and how long it took in seconds."""

    pages: int
    charts: int
    bytes: int
    seconds: float


def write_site(
    warehouse: Path,
    folder: Path,
    models: list[PublicModel],
    code_digest: str | None = None,
) -> Site:
    """Write the pages of a published file into a new folder.

    Every number on them is read from the file. They refer to nothing outside the
    folder, and open from the file system. With the digest of the code that made the
    file there is the page of the dbt project too.

    Raises duckdb.Error when the file cannot be read or lacks a view, DbtError when
    dbt cannot make its page, and FileExistsError when the folder is there.
    """
    started = time.monotonic()
    writer = _Writer(folder)
    folder.mkdir(parents=True)
    for name in STATIC:
        source = resources.files("kessan.site") / "static" / name
        (folder / name).write_bytes(source.read_bytes())
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        # The process that writes pages beside a build is taken for one that a person
        # sits at: what takes longer would draw its progress into what the build says.
        connection.execute("set enable_progress_bar = false")
        companies = [CompanyPages(edition) for edition in editions(connection)]
        run = rows(
            connection,
            "select * from audit.runs where status = 'published'"
            " order by run_id desc limit 1",
        )
        overview = [
            {
                "edition": company.edition,
                "headlines": company.headlines(),
                "span": company.lines.span_labels["year_to_date"],
                "charts": company.charts(),
                "traces": company.traces,
                "base": f"{company.edition.company_key}/",
            }
            for company in companies
        ]
        writer.write(
            "index.html", "overview.html", title="Overview", companies=overview, run=run
        )
        for company in companies:
            for page in company.all():
                writer.write_page(company, page)
    writer.write(
        "dictionary.html",
        "dictionary.html",
        title="Data dictionary",
        models=models,
        has_dbt_docs=code_digest is not None,
    )
    if code_digest is not None:
        (folder / "dbt").mkdir()
        shutil.copy(dbt_docs(), folder / "dbt" / "index.html")
        writer.pages += 1
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Site(writer.pages, writer.charts, size, time.monotonic() - started)


class _Writer:
    """Writes pages and counts them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages = 0
        self.charts = 0

    def write_page(self, company: CompanyPages, page: Page) -> None:
        """Write a page of a company below its folder."""
        self.write(
            f"{company.edition.company_key}/{page.path}",
            "page.html",
            title=page.title,
            page=page,
            edition=company.edition,
            traces=company.traces,
        )

    def write(self, path: str, template: str, **values: object) -> None:
        """Write a page; `root` leads from it to the folder of the site."""
        depth = path.count("/")
        edition = values.get("edition")
        text = (
            templates()
            .get_template(template)
            .render(
                {"edition": None, "menu": MENU, "path": path, "root": "../" * depth}
                | values
                | {"home": f"{'../' * (depth - 1)}" if edition else ""}
            )
        )
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        self.pages += 1
        self.charts += text.count("<figure>")


def rewrite_site(
    warehouse: Path, folder: Path, models: list[PublicModel], code_digest: str | None
) -> Site:
    """Write the site anew beside the old one, and put it in its place."""
    beside, old = (
        folder.with_name(f".{folder.name}.{word}") for word in ("new", "old")
    )
    for left in (beside, old):
        shutil.rmtree(left, ignore_errors=True)
    site = write_site(warehouse, beside, models, code_digest)
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    return site
