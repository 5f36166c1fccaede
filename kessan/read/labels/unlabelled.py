"""Lines that print no label: what their sums say that they are, they are called."""

from dataclasses import replace

from kessan.read.labels.chart import Chart
from kessan.read.labels.meaning import ResolvedTable


def named(one: ResolvedTable, chart: Chart) -> tuple[ResolvedTable, tuple[str, ...]]:
    """A table whose known lines all have a label, and what is said of it.

    Lines are known by their labels, and without one none would be understood.
    """
    usual = {
        known.line_item_key: known.label
        for known in reversed(chart.general_labels())
        if known.statement == one.statement and not known.heading
    }
    labels = {
        meaning.line_number: usual.get(
            meaning.line_item_key, chart.line_items[meaning.line_item_key].label
        )
        for meaning in one.meanings
        if not meaning.label and meaning.is_known and meaning.line_item_key
    }
    lines = tuple(
        replace(line, label=labels.get(line.number, line.label))
        for line in one.table.lines
    )
    meanings = tuple(
        replace(meaning, label=labels.get(meaning.line_number, meaning.label))
        for meaning in one.meanings
    )
    table = replace(one.table, lines=lines)
    remarks = (
        f"line {number} prints no label, and is called {label!r} by its sum"
        for number, label in labels.items()
    )
    return replace(one, table=table, meanings=meanings), tuple(remarks)
