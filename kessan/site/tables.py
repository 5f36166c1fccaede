"""The tables, as HTML for the pages."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

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
        names = ("total", "final", "head", "section")
        return " ".join(name for name in names if getattr(self, f"is_{name}"))


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
    above = [""] * len(columns.labels)
    for number, numbers in enumerate(columns.spanners.values(), 1):
        for column in numbers:
            above[column] = f" {table_id}-s{number}"
    made = Markup(
        templates()
        .get_template("table.html")
        .render(
            table_id=table_id,
            stub=stub,
            columns=columns,
            rows=rows,
            above=above,
            caption=caption,
        )
        .strip()
    )
    return made + (notes.below() if notes else "")
