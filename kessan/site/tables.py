"""The tables, as HTML for the pages."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

Cell = str | Markup


@dataclass(frozen=True)
class Row:
    """A row: its label, its cells, and how it stands among the others."""

    label: Cell
    cells: Sequence[Cell]
    indent: int = 0
    is_total: bool = False


@dataclass(frozen=True)
class Columns:
    """Headings of columns, and those that stand above some of them."""

    labels: Sequence[str]
    spanners: dict[str, list[int]] = field(default_factory=dict)
    # Columns of text; the others are numbers, which stand at the right.
    texts: Sequence[int] = ()


def table(table_id: str, stub: str, columns: Columns, rows: list[Row]) -> Markup:
    """A table of Great Tables, without its style: the pages have one of their own.

    Labels and cells that are plain text are escaped. Without a row it is a word.
    """
    if not rows:
        return Markup('<p class="note" id="{}">None.</p>').format(table_id)
    # Great Tables takes as long to import as all else here to run.
    import pandas as pd
    from great_tables import GT, loc, style

    names = [f"c{number}" for number, _ in enumerate(columns.labels)]
    frame = pd.DataFrame(
        [[_html(row.label), *(_html(cell) for cell in row.cells)] for row in rows],
        columns=["stub", *names],
        dtype=object,
    )
    made = (
        GT(frame, rowname_col="stub", id=table_id)
        .fmt(str, columns=names)
        .fmt(str, columns="stub")
        .tab_stubhead(stub)
        .cols_label(dict(zip(names, columns.labels, strict=True)))
        .cols_align("right", columns=names)
    )
    if columns.texts:
        made = made.cols_align("left", columns=[names[n] for n in columns.texts])
    for label, numbers in columns.spanners.items():
        made = made.tab_spanner(label, columns=[names[n] for n in numbers])
    totals = [number for number, row in enumerate(rows) if row.is_total]
    if totals:
        rule = style.css("border-top: 1px solid var(--strong); font-weight: 600")
        made = made.tab_style(rule, [loc.body(rows=totals), loc.stub(rows=totals)])
    for indent in sorted({row.indent for row in rows if row.indent}):
        of_it = [number for number, row in enumerate(rows) if row.indent == indent]
        pad = style.css(f"padding-left: {indent + 0.5:g}em")
        made = made.tab_style(pad, loc.stub(rows=of_it))
    html = made.as_raw_html()
    end = "</table>"
    return Markup(html[html.index("<table") : html.rindex(end) + len(end)])


def _html(cell: Cell) -> str:
    return str(escape(cell))
