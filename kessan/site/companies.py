"""The list of companies, which the site opens with: a row an edition."""

from operator import itemgetter

from markupsafe import Markup

from kessan.site.lines import Lines
from kessan.site.numbers import EACH, MISSING, in_scale, shown, with_unit
from kessan.site.pages import count, day
from kessan.site.reading import Edition, Published, Row
from kessan.site.tables import Cell, Columns, table
from kessan.site.tables import Row as TableRow
from kessan.site.traces import Traces

# What the headlines are of, and what stands behind them: on a phone they are in sight.
OF = ("period", "currency")
PROVEN = "figures proven"
ABOUT = ("standard", "latest release", "code")


def list_of_companies(published: Published, traces: Traces) -> Markup:
    """Every company in every standard and currency, with its headlines.

    A headline that no company reports has no column.
    """
    found = {edition: _headlines(published, edition) for edition in published.editions}
    places = {
        line["line_item_key"]: line["shown_order"]
        for lines in found.values()
        for line in lines.values()
    }
    items = sorted(places, key=lambda item: places[item])
    line_items = [published.line_items[item] for item in items]
    labels = [with_unit(item["label"], item["unit"]) for item in line_items]
    rows = [
        TableRow(
            Markup('<a href="{}/index.html">{}</a>').format(
                edition.folder, edition.label
            ),
            [
                _period(edition, lines, published, traces),
                edition.currency,
                *(_headline(edition, lines.get(item), traces) for item in items),
                Markup('<a href="{}">{} of {}</a>').format(
                    edition.page("audit.html"),
                    count(edition.proven),
                    count(edition.figures),
                ),
                edition.accounting_standard,
                Markup('<a href="{}">{}</a>').format(
                    edition.page("as-printed.html"), day(edition.published_at)
                ),
                code(edition),
            ],
        )
        for edition, lines in found.items()
    ]
    headings = [*OF, *labels, PROVEN, *ABOUT]
    texts = [place for place, label in enumerate(headings) if label in (*OF, *ABOUT)]
    columns = Columns(headings, texts=texts)
    return table("companies", "company", columns, rows, in_scale(EACH))


def code(edition: Edition) -> Cell:
    """What the company is known by: the code of its shares, else as a filer."""
    if edition.stock_code:
        where = edition.stock_exchange or "stock code"
        said = Markup('<span class="code" title="{}">{}</span>')
        return said.format(where, edition.stock_code)
    if edition.cik:
        return Markup('<span class="code">CIK {}</span>').format(edition.cik)
    return MISSING


def _headlines(published: Published, edition: Edition) -> dict[str, Row]:
    """The headlines of an edition by line item, in their order."""
    known = published.lines.get(edition.basis, {})
    lines = [
        line
        for statement in published.statements
        if statement["shown_as"] == "companies" and statement["statement"] in known
        for line in known[statement["statement"]].flows
    ]
    lines.sort(key=itemgetter("shown_order"))
    return {line["line_item_key"]: line for line in lines}


def _period(
    edition: Edition, lines: dict[str, Row], published: Published, traces: Traces
) -> Cell:
    """The period of the headlines; without any, the latest day of the edition."""
    if not lines:
        return f"as of {day(edition.period_end)}"
    end = next(iter(lines.values()))["period_end"]
    return Lines(edition, published, traces).span_labels(end)["year_to_date"]


def _headline(edition: Edition, line: Row | None, traces: Traces) -> Markup:
    """The year to date of a headline, or that it is not reported."""
    if line is None:
        return MISSING
    if edition.is_bulk:
        return shown(line["year_to_date"], line["unit"])
    return traces.number(
        line["year_to_date"],
        line["unit"],
        line["year_to_date_metric_key"],
        line["statement"],
        f"{edition.folder}/",
    )
