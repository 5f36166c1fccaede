"""The tables, as HTML for the pages."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from kessan.site.markup import html
from kessan.site.notes import Notes
from kessan.site.rendering import templates

Cell = str | Markup


@dataclass(frozen=True)
class Row:
    """A row: its label, its cells, and how it stands among the others."""

    label: Cell
    cells: Sequence[Cell] = ()
    indent: int = 0
    is_total: bool = False
    # What a statement comes to, which is ruled off.
    is_final: bool = False
    # What stands above its parts.
    is_head: bool = False
    # The heading of the rows that follow: it has no cells.
    is_section: bool = False

    @property
    def style(self) -> str:
        """The names by which the style sheet knows it."""
        names = {
            "total": self.is_total,
            "final": self.is_final,
            "head": self.is_head,
            "section": self.is_section,
        }
        return " ".join(name for name, is_so in names.items() if is_so)


@dataclass(frozen=True)
class Columns:
    """Headings of columns, and those that stand above: above all, or there is none."""

    labels: Sequence[Cell]
    spanners: dict[str, list[int]] = field(default_factory=dict)
    # Columns of text; the others are numbers, which stand at the right.
    texts: Sequence[int] = ()


def table(
    table_id: str,
    stub: str,
    columns: Columns,
    rows: list[Row],
    caption: Cell = "",
    notes: Notes | None = None,
) -> Markup:
    """A table, each cell with the headings that it stands under.

    Labels and cells that are plain text are escaped. The caption says what amounts
    of money are in; the notes stand below. Without a row it is a word.
    """
    if not rows:
        return Markup('<p class="note" id="{}">None.</p>').format(table_id)
    name = escape(table_id)
    above = [""] * len(columns.labels)
    for number, numbers in enumerate(columns.spanners.values(), 1):
        for column in numbers:
            above[column] = f"{name}-s{number} "
    starts = [
        f'<td{_number(columns, place)} headers="{name}-r' for place in range(len(above))
    ]
    ends = [f' {over}{name}-c{place}">' for place, over in enumerate(above, 1)]
    lines = []
    for number, row in enumerate(rows, 1):
        label = row.label if type(row.label) is Markup else escape(row.label)
        if row.is_section:
            lines.append(
                f'<tr class="section"><th scope="colgroup" colspan="{len(above) + 1}">'
                f"{label}</th></tr>"
            )
            continue
        style = row.style
        style = style and f' class="{style}"'
        indent = f' style="padding-left: {row.indent + 0.5}em"' if row.indent else ""
        cells = "</td>".join(
            f"{start}{number}{end}{cell if type(cell) is Markup else escape(cell)}"
            for start, end, cell in zip(starts, ends, row.cells, strict=False)
        )
        lines.append(
            f'<tr{style}><th scope="row" id="{name}-r{number}"{indent}>{label}</th>'
            f"{cells}{'</td>' if row.cells else ''}</tr>"
        )
    made = Markup(
        templates()
        .get_template("table.html")
        .render(
            table_id=table_id,
            stub=stub,
            columns=columns,
            rows=html("\n".join(lines)),
            caption=caption,
        )
    )
    return made + (notes.below() if notes else "")


def _number(columns: Columns, place: int) -> str:
    """The style of a column of numbers."""
    return "" if place in columns.texts else ' class="number"'
