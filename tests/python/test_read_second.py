"""The second reading, and what else speaks for a figure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kessan.read.columns.calendars import Period
from kessan.read.columns.meaning import ColumnMeaning, TableMeaning
from kessan.read.document import Document
from kessan.read.evidence import compared
from kessan.read.formats.text import read_text
from kessan.read.second import agreeing_lines, figures_of, number_of, rows_in_order
from kessan.read.tables.printed import printed_tables

pytestmark = pytest.mark.fast

GROWTH = """\
Results

 | 2Q15 | 2Q16 | Change
Revenues | 412,031 | 453,234 | 10.0%
Costs | 243,118 | 255,274 | 5.0%
Profit | 168,913 | 197,960 | 17.2%
"""


@pytest.mark.parametrize(
    ("cells", "figures"),
    [
        (["Revenues", "1,234", "(56)", "-"], ["1234", "-56", "0"]),
        (["Net sales (1)", "109,417", "94,036"], ["109417", "94036"]),
        (["Loss", "(171", ")", "$", "(698", ")"], ["-171", "-698"]),
        (["Par $0.01: 50,400 shares issued", "7", "8"], ["7", "8"]),
        (["Margin", "13.5%", "(8.0)%"], ["13.5", "-8.0"]),
        (["Traffic", "1,982.4 TB", "389.4 TB"], ["1982.4", "389.4"]),
        # A row that is one text: what stands behind its last word.
        (["Revenues of 2 segments 1,234 (56)"], ["1234", "-56"]),
        (["Commitments and contingencies"], []),
        ([], []),
    ],
)
def test_figures_in_reading_order(cells, figures):
    assert figures_of(cells) == [Decimal(figure) for figure in figures]


@pytest.mark.parametrize(
    ("text", "value"),
    [("(171)", "-171"), ("13.5%", "13.5"), ("2,371.8TB", "2371.8"), ("n/a", None)],
)
def test_the_number_of_a_text(text, value):
    assert number_of(text) == (None if value is None else Decimal(value))


def test_a_figure_that_the_grid_has_otherwise_is_noticed():
    document: Document = read_text("growth", GROWTH)
    (table,) = printed_tables(document)
    in_order = rows_in_order(document)
    assert agreeing_lines(table, in_order) == {1, 2, 3}
    first = table.lines[0]
    # Two figures slid into each other's column; and one was lost.
    slid = replace(first, cells=(first.cells[1], first.cells[0], first.cells[2]))
    lost = replace(first, cells=(*first.cells[:2], None))
    for other in (slid, lost):
        damaged = replace(table, lines=(other, *table.lines[1:]))
        assert agreeing_lines(damaged, in_order) == {2, 3}


def test_a_printed_growth_holds_itself_and_its_amounts():
    (table,) = printed_tables(read_text("growth", GROWTH.replace("5.0%", "5.1%")))
    then, now = (Period(date(year, 7, 1), date(year, 9, 30)) for year in (2015, 2016))
    amount = ColumnMeaning(then, "amount", "", "USD", 3, "actual")
    growth = ColumnMeaning(now, "yoy_percent", "year_ago", "percent", 0, "actual")
    meaning = TableMeaning((amount, replace(amount, period=now), growth))
    assert compared(table, meaning) == {
        (line, column) for line in (1, 3) for column in (1, 2, 3)
    }
