"""The site as files: every page of every company, in a folder that stands alone."""

import shutil
import time
from dataclasses import dataclass, field
from importlib import resources
from itertools import chain, islice
from pathlib import Path

import duckdb
from markupsafe import Markup

from kessan.contract import PublicModel, to_begin_with
from kessan.site.audit import AUDIT, Audit
from kessan.site.companies import list_of_companies
from kessan.site.company import OVERVIEW, Bridges, CompanyPages
from kessan.site.dbt_docs import dbt_docs
from kessan.site.filings import ITEMS, Filings
from kessan.site.history import Histories
from kessan.site.pages import Page, page_file
from kessan.site.printed import AS_PRINTED, PrintedTables
from kessan.site.reading import Basis, Edition, Published, rows
from kessan.site.releases import Releases
from kessan.site.rendering import templates
from kessan.site.search import SearchIndex
from kessan.site.traces import Traces, trace_pages
from kessan.sql import literal

STATIC = (
    *("site.css", "site.js"),
    *("write-excel-file.min.js", "write-excel-file.LICENSE.txt"),
)
# So many others does a page lead to directly; all are in the list of companies.
OTHERS = 20

Menu = dict[str, str]


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
    copies: Path | None = None,
) -> Site:
    """Write the pages of a published file into a new folder.

    Every number on them is read from the file, or from its views as Parquet in the
    folder `copies`. They refer to nothing outside the folder, and open from the file
    system. With the digest of the code that made the file there is the page of the
    dbt project too.

    Raises duckdb.Error when the file cannot be read or lacks a view, DbtError when
    dbt cannot make its page, and FileExistsError when the folder is there.
    """
    started = time.monotonic()
    writer = _Writer(folder)
    folder.mkdir(parents=True)
    for name in STATIC:
        source = resources.files("kessan.site") / "static" / name
        (folder / name).write_bytes(source.read_bytes())
    with duckdb.connect() as connection:
        # The process that writes pages beside a build is taken for one that a person
        # sits at: what takes longer would draw its progress into what the build says.
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"attach {literal(warehouse)} as published (read_only)")
        connection.execute("use published")
        _write_companies(writer, Published(connection, models, copies))
    writer.write(
        "dictionary.html",
        "dictionary.html",
        title="Data dictionary",
        models=models,
        first=to_begin_with(models),
        has_dbt_docs=code_digest is not None,
    )
    if code_digest is not None:
        (folder / "dbt").mkdir()
        shutil.copy(dbt_docs(), folder / "dbt" / "index.html")
        writer.pages += 1
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Site(writer.pages, writer.charts, size, time.monotonic() - started)


def _write_companies(writer: "_Writer", published: Published) -> None:
    """Write the list of companies, and the pages of each.

    What is read row by row comes last: the printed tables, and the traces of what
    the other pages show.
    """
    traces = Traces(published.precision)
    bridges = Bridges.of(published)
    histories = Histories(published)
    printed = PrintedTables(published)
    audit = Audit(published)
    releases = Releases(published, printed)
    filings = Filings(published, releases)
    companies = [
        CompanyPages(edition, published, bridges, histories, traces)
        for edition in published.editions
        if not edition.is_bulk
    ]
    for company in companies:
        writer.add(company.edition, [*company.titles(), AS_PRINTED, AUDIT])
    for edition in published.editions:
        if edition.is_bulk:
            writer.add(edition, [OVERVIEW])
    index = SearchIndex()
    for edition in published.editions:
        index.add_edition(edition)
    run = rows(
        published.connection,
        "select * from audit.runs where status = 'published'"
        " order by run_id desc limit 1",
    )
    writer.write(
        "index.html",
        "companies.html",
        title="Companies",
        companies=list_of_companies(published, traces),
        run=[*run],
    )
    page = filings.comparison()
    writer.write("comparison.html", "comparison.html", title=page.title, page=page)
    for company in companies:
        edition = company.edition
        for page in company.all():
            links = printed.links(edition, page.title)
            about = releases.about(edition) if page.path == "index.html" else ""
            writer.write_page(edition.basis, page, traces, links, about)
            index.add_page(edition, page, has_lines=True)
        listed = printed.index(edition, releases.block(edition))
        for page in (listed, audit.page(edition)):
            writer.write_page(edition.basis, page, traces)
            index.add_page(edition, page, has_lines=False)
    for basis, page in filings.pages():
        edition = writer.editions[basis]
        writer.write_page(basis, page, traces, about=releases.about(edition))
        index.add_items(edition, page, ITEMS)
    for pages in (printed.pages(), trace_pages(published, traces)):
        for basis, page in pages:
            writer.write_page(basis, page, traces)
    index.add_tables(printed)
    index.write(writer.folder, published.models)


@dataclass
class _Writer:
    """Writes pages and counts them; knows which pages each edition has."""

    folder: Path
    pages: int = 0
    charts: int = 0
    editions: dict[Basis, Edition] = field(default_factory=dict)
    menus: dict[Basis, Menu] = field(default_factory=dict)
    of_company: dict[str, list[Edition]] = field(default_factory=dict)
    folders: set[Path] = field(default_factory=set)
    # The navigation of an edition, by where a page is: most stand in no menu.
    navigations: dict[tuple[Basis, str, str], Markup] = field(default_factory=dict)

    def add(self, edition: Edition, titles: list[str]) -> None:
        """Have the pages of an edition lead to each other, and to it."""
        self.editions[edition.basis] = edition
        self.of_company.setdefault(edition.company_key, []).append(edition)
        self.menus[edition.basis] = {page_file(title): title for title in titles}

    def write_page(
        self,
        basis: Basis,
        page: Page,
        traces: Traces,
        links: str = "",
        about: str = "",
    ) -> None:
        """Write a page of an edition below its folder."""
        edition = self.editions[basis]
        path = f"{edition.folder}/{page.path}"
        home = "../" * page.path.count("/")
        here = page.path if page.path in self.menus[basis] else ""
        if (basis, here, home) not in self.navigations:
            self.navigations[basis, here, home] = self._navigation(
                path,
                edition=edition,
                menu=self.menus[basis],
                home=home,
                others=self._others(edition, here),
            )
        self._write(
            path,
            "page.html",
            title=page.title,
            page=page,
            links=links,
            about=about,
            edition=edition,
            traces=traces,
            navigation=self.navigations[basis, here, home],
        )

    def write(self, path: str, template: str, **values: object) -> None:
        """Write a page that is of no edition."""
        navigation = self._navigation(path, edition=None)
        self._write(path, template, edition=None, navigation=navigation, **values)

    def _write(self, path: str, template: str, **values: object) -> None:
        """Write a page; `root` leads from it to the folder of the site."""
        made = templates().get_template(template)
        text = made.render(values, root="../" * path.count("/"))
        file = self.folder / path
        if file.parent not in self.folders:
            file.parent.mkdir(parents=True, exist_ok=True)
            self.folders.add(file.parent)
        file.write_text(text, "utf-8")
        self.pages += 1
        self.charts += text.count("<figure>")

    def _navigation(self, path: str, **values: object) -> Markup:
        """What leads from a page to the others."""
        made = templates().get_template("navigation.html")
        return Markup(made.render(values, path=path, root="../" * path.count("/")))

    def _others(self, edition: Edition, path: str) -> list[tuple[str, str]]:
        """The same page of other editions, those of the company first.

        One that has no such page opens with its overview.
        """
        own = self.of_company[edition.company_key]
        others = chain(
            (other for other in own if other != edition),
            (
                other
                for other in self.editions.values()
                if other.company_key != edition.company_key
            ),
        )
        return [
            (
                f"{other.folder}/"
                f"{path if path in self.menus[other.basis] else 'index.html'}",
                f"{other.short_label}, {other.name}",
            )
            for other in islice(others, OTHERS)
        ]


def rewrite_site(
    warehouse: Path,
    folder: Path,
    models: list[PublicModel],
    code_digest: str | None,
    copies: Path | None = None,
) -> Site:
    """Write the site anew beside the old one, and put it in its place."""
    beside, old = (
        folder.with_name(f".{folder.name}.{word}") for word in ("new", "old")
    )
    for left in (beside, old):
        shutil.rmtree(left, ignore_errors=True)
    site = write_site(warehouse, beside, models, code_digest, copies)
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    return site
