"""What is asked of a site without a browser: each check lists what is wrong."""

import posixpath
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import duckdb

# What a link out of the site has to say: nobody there learns where it was.
OUTWARD = {"noopener", "noreferrer", "external"}
# The page that dbt makes has habits of its own.
DBT = "dbt/index.html"


@dataclass
class Document(HTMLParser):
    """What the checks ask of a page: its addresses, links, numbers and cells."""

    text: str
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    # Those out of the site, which a reader may follow.
    outward: list[str] = field(default_factory=list)
    # By the link of each number: its exact value, and what is shown by scale.
    shown: list[tuple[str, str, str, dict[str, str]]] = field(default_factory=list)
    # The unit of each.
    units: list[str] = field(default_factory=list)
    # Of each of them, the end that is muted, by scale.
    muted: list[dict[str, str]] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    headings: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self._cell = ""
        self._spans: list[str] = []
        self._leads_to = ""
        self._in_number = False
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.headings += tag == "h1"
        if "id" in has:
            self.ids.append(has["id"])
        is_outward = tag == "a" and {*has.get("rel", "").split()} == OUTWARD
        of = self.outward if is_outward else self.links
        of += [has[name] for name in ("href", "src") if has.get(name)]
        if tag == "a" and has.get("class") == "number":
            self._in_number = True
            self._leads_to = has["href"]
        elif tag == "data" and self._in_number:
            page, _, anchor = self._leads_to.partition("#")
            self.shown.append((page, anchor, has["value"], {}))
            self.units.append(has["data-unit"])
            self.muted.append({})
        elif tag == "span" and self._in_number:
            self._spans.append(has["class"])
        elif tag == "span" and has.get("class") == "cell":
            self._cell = has["id"]
            self.cells[self._cell] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._in_number = False
        if tag == "span" and self._spans:
            self._spans.pop()
        elif tag == "span":
            self._cell = ""

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.cells[self._cell] += data
        if self._in_number:
            # All that a reader sees, muted or not, is the number.
            scale = self._spans[0] if self._spans else ""
            texts = self.shown[-1][3]
            texts[scale] = texts.get(scale, "") + data
            if "unsure" in self._spans:
                self.muted[-1][scale] = data


def folder_of(company: str, standard: str, currency: str) -> str:
    """Where the pages of a company in a standard and a currency have to be."""
    return f"{company}/{re.sub('[^a-z0-9]+', '-', standard.lower())}-{currency.lower()}"


def anchor_of(metric_key: str) -> str:
    """The folder of a metric, and its address on a page of traces: said here anew."""
    company, standard, currency, rest = metric_key.split("/", 3)
    anchor = re.sub("[^a-z0-9]+", "-", rest.lower())
    return f"{folder_of(company, standard, currency)}#{anchor}"


def address(name: str, link: str, anchor: str) -> str:
    """The same of a link to a page of traces, from the page of that name."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(name), link))
    return f"{path.partition('/trace/')[0]}#{anchor}"


def documents(site: Path) -> dict[str, Document]:
    """The pages of a site by their path, without that of dbt."""
    return {
        path.relative_to(site).as_posix(): document(path, path.stat().st_mtime_ns)
        for path in sorted(site.rglob("*.html"))
        if path.relative_to(site).as_posix() != DBT
    }


@cache
def document(path: Path, written_at: int) -> Document:
    """A page, which every check asks: read once for as long as nobody writes it."""
    return Document(path.read_text("utf-8"))


def outward_links(warehouse: duckdb.DuckDBPyConnection) -> set[str]:
    """What lies outside the site and is known: nothing else is linked."""
    rows = warehouse.sql(
        "select investor_relations_url from marts.dim_company"
        " union select document_url from marts.dim_release"
    ).fetchall()
    return {address for (address,) in rows if address}


def broken_links(site: Path, outward: Collection[str] = ()) -> list[str]:
    """Links to nowhere, or to somewhere outside the site that is not `outward`."""
    pages = documents(site)
    files = {path.relative_to(site).as_posix() for path in site.rglob("*.*")}
    addresses = {name: {*page.ids} for name, page in pages.items()}
    wrong = []
    for name, page in pages.items():
        wrong += [
            f"{name}: {link}"
            for link in dict.fromkeys(page.outward)
            if link not in outward
        ]
        for link in dict.fromkeys(page.links):
            parts = urlsplit(link)
            if parts.scheme == "data":
                continue
            to = name
            if parts.path:
                folder = posixpath.dirname(name)
                to = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
            is_there = to in files and not (parts.scheme or parts.netloc)
            if is_there and parts.fragment:
                is_there = unquote(parts.fragment) in addresses[to]
            if not is_there:
                wrong.append(f"{name}: {link}")
    return wrong


def repeated_ids(site: Path) -> list[str]:
    """Addresses that a page has twice, and pages without one heading of their own."""
    return [
        name
        for name, page in documents(site).items()
        if len(page.ids) != len(set(page.ids)) or page.headings != 1
    ]


def as_shown(value: Decimal, unit: str) -> dict[str, str]:
    """What a page has to show of a number, by scale: said here anew."""

    def text(number: Decimal, places: int, sign: str = "") -> str:
        number = number.quantize(Decimal(10) ** -places, ROUND_HALF_UP)
        plain = f"{number:,}{sign}"
        return f"({plain[1:]})" if number < 0 else plain.removeprefix("-")

    if len(unit) == 3 and unit != "ADS":
        return {"k": text(value / 1000, 0), "m": text(value / 1000000, 0)}
    if unit == "percent":
        return {"": text(value, 1, "%")}
    places = {"pure": 2, "months": 1, "count": 0, "shares": 0, "ADS": 0}.get(
        unit, 2 if "_per_" in unit else 0 if value == int(value) else 1
    )
    return {"": text(value, places)}


def wrong_numbers(site: Path, warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """Numbers that are not those of the metric that they lead to."""
    rows = warehouse.sql("select metric_key, value, unit from marts.fct_metrics")
    metrics = {anchor_of(key): (value, unit) for key, value, unit in rows.fetchall()}
    wrong = []
    for name, page in documents(site).items():
        for (link, anchor, exact, shown), said in zip(
            page.shown, page.units, strict=True
        ):
            value, unit = metrics[address(name, link, anchor)]
            if (Decimal(exact), said) != (value, unit) or shown != as_shown(
                value, unit
            ):
                wrong.append(f"{name}: {shown} for {anchor}, which is {value}")
    return wrong


def overstated_numbers(site: Path, warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """Amounts whose last digits are not known and look as if they were, or the reverse.

    Of an amount known to the million the last three digits of its thousands are
    muted, whatever they are.
    """
    rows = warehouse.sql("select metric_key, decimals, unit from marts.fct_metrics")
    metrics = {anchor_of(key): (places, unit) for key, places, unit in rows.fetchall()}
    wrong = []
    for name, page in documents(site).items():
        for (link, anchor, _, shown), muted in zip(page.shown, page.muted, strict=True):
            places, unit = metrics[address(name, link, anchor)]
            is_money = len(unit) == 3 and unit != "ADS"
            for scale, power in {"k": 3, "m": 6}.items() if is_money else ():
                digits = re.sub(r"\D", "", shown[scale])
                unknown = max(0, -(places or 0) - power)
                wanted = unknown if unknown < len(digits) else 0
                if len(re.sub(r"\D", "", muted.get(scale, ""))) != wanted:
                    wrong.append(f"{name}: {shown[scale]} of {anchor}")
    return wrong


def lost_figures(site: Path, warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """Printed figures without a cell that shows them as they were printed."""
    rows = warehouse.sql(
        "select company_key, accounting_standard, currency, release_id, table_id,"
        " line_number, column_number, printed_text from marts.fct_reported_figures"
    ).fetchall()
    pages = documents(site)
    lost = []
    for *basis, release, name, line, column, text in rows:
        page = pages.get(f"{folder_of(*basis)}/printed/{release}/{name}.html")
        cell = f"line-{line}-column-{column}"
        if page is None or page.cells.get(cell) != text:
            lost.append(f"{release} {name} {cell}: {text}")
    return lost


def figures_without_a_way_back(site: Path) -> list[str]:
    """Figures of an analysis, in tables and below charts, that lead nowhere."""
    plain = re.compile(r'<td class="number"[^>]*>((?:(?!</td>).)*)</td>')
    return [
        f"{path.relative_to(site)}: {cell}"
        for path in sorted(site.rglob("*.html"))
        if not {"printed", "dbt"} & set(path.relative_to(site).parts)
        # Counts of the audit are of evaluations, not of figures.
        and path.name != "audit.html"
        for cell in plain.findall(path.read_text("utf-8"))
        if re.search(r"\d", cell) and "<a " not in cell
    ]


def untraced_numbers(site: Path, warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """Numbers whose trace does not lead to all printed figures behind them."""
    rows = warehouse.sql(
        "select metric_key, release_id, table_id, line_number, column_number"
        " from reports.metric_lineage"
    ).fetchall()
    behind: dict[str, set[str]] = {}
    for key, release, name, line, column in rows:
        link = f"../printed/{release}/{name}.html#line-{line}-column-{column}"
        behind.setdefault(anchor_of(key), set()).add(link)
    traces: dict[str, set[str]] = {}
    for path in site.rglob("trace/*.html"):
        for section in re.findall(
            '<section class="trace" id="(.*?)">(.*?)</section>',
            path.read_text("utf-8"),
            re.DOTALL,
        ):
            links = re.findall('<li>.*? href="(.*?)">', section[1])
            name = path.relative_to(site).as_posix()
            traces[address(name, f"../trace/{path.name}", section[0])] = set(links)
    return [
        f"{name}: {anchor}"
        for name, page in documents(site).items()
        for link, anchor, *_ in page.shown
        if traces.get(address(name, link, anchor))
        != behind[address(name, link, anchor)]
    ]
