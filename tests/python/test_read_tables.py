"""The printed tables of a document: columns, headings, lines, and what is doubtful.

All documents are made up. Each rule has a table that would be read otherwise, or
as sure, without it.
"""

import pytest

from kessan.read.document import (
    Block,
    Cell,
    Document,
    Paragraph,
    Place,
    Row,
    TableBlock,
)
from kessan.read.formats.text import read_text
from kessan.read.tables.printed import Line, PrintedTable, printed_tables

pytestmark = pytest.mark.fast


def tables_of(text: str) -> list[PrintedTable]:
    """The tables of a text whose cells stand between `|`, as it is printed."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return printed_tables(read_text("made-up.txt", "\n".join(lines)))


def table_of(text: str) -> PrintedTable:
    """The only table of a text."""
    (table,) = tables_of(text)
    return table


def spanned(*rows: str, start: int = 1) -> TableBlock:
    """A table as in HTML: `text@start-end` between `|`, `>` before what is set in."""
    made = []
    for number, row in enumerate(rows, start):
        cells = []
        for part in row.split("|"):
            text, _, columns = part.strip().rpartition("@")
            first, last = columns.split("-")
            cells.append(Cell(text.lstrip("> "), int(first), int(last)))
        indent = len(row.strip()) - len(row.strip().lstrip(">"))
        made.append(Row(Place(number), tuple(cells), indent))
    return TableBlock(tuple(made))


def html(*blocks: Block) -> list[PrintedTable]:
    """The tables of a document of such blocks."""
    return printed_tables(Document("made-up.html", "html", blocks))


def texts(line: Line) -> list[str | None]:
    """The figures of a line; a doubtful one with a question mark."""
    return [
        f"{cell.text}?" if cell and cell.doubt else cell.text if cell else None
        for cell in line.cells
    ]


def headings(table: PrintedTable) -> list[str]:
    """The headings of a table's columns."""
    return [column.heading for column in table.columns]


INCOME = """
    Example Mills Inc.

    CONSOLIDATED STATEMENTS OF INCOME (Unaudited)

    (In thousands, except per-share amounts)

    Three Months Ended | Six Months Ended
    June 30, 2025 | June 30, 2024 | June 30, 2025 | June 30, 2024
    Net sales:
    Flour | 61,234 | 52,871 | 120,000 | 101,000
    Bran | 20,000 | 40,000 | 41,000 | 79,500
    Total net sales (1) | 81,234 | 92,871 | 161,000 | 180,500
    Cost of sales | 50,117 | 61,003 | 101,000 | 120,500
    Other, net | (171) | — | 5 | (698)
    Earnings per share:
    Basic | 2.03 | 1.57 | 6.91 | 5.64

    (1) Net of returns.
"""


def test_headings_without_empty_cells_are_dealt_out_evenly() -> None:
    table = table_of(INCOME)
    assert headings(table) == [
        "Three Months Ended June 30, 2025",
        "Three Months Ended June 30, 2024",
        "Six Months Ended June 30, 2025",
        "Six Months Ended June 30, 2024",
    ]
    assert not any(column.doubt for column in table.columns)


def test_title_unit_and_notes_stand_around_a_table() -> None:
    table = table_of(INCOME)
    assert table.title == "CONSOLIDATED STATEMENTS OF INCOME (Unaudited)"
    assert table.unit_text == "(In thousands, except per-share amounts)"
    assert table.above[0] == "Example Mills Inc."
    assert table.below == ("(1) Net of returns.",)


def test_lines_are_counted_with_headings_and_keep_the_text_and_its_place() -> None:
    table = table_of(INCOME)
    other = table.lines[5]
    assert (other.number, other.label, other.place.line) == (6, "Other, net", 14)
    assert texts(other) == ["(171)", "—", "5", "(698)"]
    assert texts(table.lines[0]) == [None] * 4


def test_a_total_closes_its_heading() -> None:
    lines = table_of(INCOME).lines
    assert [line.heading for line in lines] == [
        "",
        "Net sales:",
        "Net sales:",
        "Net sales:",
        "",
        "",
        "",
        "Earnings per share:",
    ]


def test_one_line_of_periods_stands_over_all_columns() -> None:
    table = table_of(
        """
        Six Months Ended
        June 30, 2025 | June 30, 2024
        Net sales | 1,234 | 1,111
        """
    )
    assert headings(table) == [
        "Six Months Ended June 30, 2025",
        "Six Months Ended June 30, 2024",
    ]
    assert [line.label for line in table.lines] == ["Net sales"]


def test_units_stand_below_headings_over_two_rows_and_behind_them() -> None:
    split = table_of(
        """
        | 1H24 | 1H25 | Change
        | Thousands of | Thousands of | %
        | JPY | JPY |
        Sales | 1,000 | 1,100 | 10.0
        """
    )
    assert [c.printed_unit for c in split.columns] == [
        "Thousands of JPY",
        "Thousands of JPY",
        "%",
    ]
    assert headings(split) == ["1H24", "1H25", "Change"]
    behind = table_of(
        """
        | March 31, 2024 Thousands of | March 31, 2025 Thousands of
        Sales | JPY 1,000 | JPY 1,100
        Costs | 800 | 900
        """
    )
    assert headings(behind) == ["March 31, 2024", "March 31, 2025"]
    assert {c.printed_unit for c in behind.columns} == {"Thousands of JPY"}
    cell = behind.lines[0].cells[0]
    assert cell and (cell.currency_sign, cell.text) == ("JPY", "1,000")


def test_a_form_with_periods_as_rows_is_a_table_as_it_stands() -> None:
    table = table_of(
        """
        | Net sales | | Net income | | Total
        | JPY millions | % | JPY millions | % | JPY millions
        Year Ended March 31, 2025 | 158,000 | 12.3 | 3,000 | (25.7) | 161,000
        Year Ended March 31, 2024 | 140,000 | 1.3 | 4,000 | 2.0 | 144,000
        """
    )
    assert headings(table) == [
        "Net sales",
        "Net sales",
        "Net income",
        "Net income",
        "Total",
    ]
    assert table.lines[0].label == "Year Ended March 31, 2025"
    assert texts(table.lines[0])[3] == "(25.7)"
    assert not any(column.doubt for column in table.columns)


def test_a_heading_that_is_lost_torn_or_run_together_is_doubtful() -> None:
    table = table_of(
        """
        | 1Q-end | 2Q-end | 2Q-end 3Q-end | Total divi | dends
        | JPY | JPY | JPY | JPY | %
        Fiscal 2024 | - | 11.00 | - | 11.00 | 22.00
        """
    )
    are_doubtful = [bool(column.doubt) for column in table.columns]
    assert are_doubtful == [False, False, True, True, True]


def test_a_heading_that_begins_with_the_words_of_its_day_is_whole() -> None:
    table = table_of(
        """
        | as of | as of | YoY
        | Sep. 30, 2015 | Sep. 30, 2016 | Change
        Enterprise | 348,345 | 721,691 | 373,346
        Consumer | 1,078,798 | 1,346,477 | 267,679
        """
    )
    assert [column.headings for column in table.columns] == [
        ("as of", "Sep. 30, 2015"),
        ("as of", "Sep. 30, 2016"),
        ("YoY", "Change"),
    ]
    assert not any(column.doubt for column in table.columns)


@pytest.mark.parametrize(
    "head",
    [
        "| June 30, 2025 | June 30, 2024",
        "| · | June 30, 2025 | June 30, 2024 | June 30, 2023",
        "June 30, 2025 June 30, 2024 | June 30, 2023",
        "| June 30, 2025 | | June 30, 2023",
    ],
    ids=["lost", "speck", "run together", "empty"],
)
def test_headings_that_do_not_fit_the_columns_are_doubtful(head: str) -> None:
    """Any of them may have moved, so none is sure."""
    table = table_of(f"{head}\nFlour | 1,234 | 1,111 | 999\nBran | 934 | 811 | 777")
    assert all(column.doubt for column in table.columns)


def test_a_heading_that_is_a_unit_too_names_its_column() -> None:
    table = table_of(
        """
        | Shares | Average price
        Granted | 48 | 108.52
        Vested | (78) | 36.00
        """
    )
    assert headings(table) == ["Shares", "Average price"]
    assert not any(column.doubt for column in table.columns)


def test_headings_of_two_columns_in_one_cell_are_doubtful() -> None:
    table = table_of(
        """
        | Six Months Ended Six Months Ended
        | June 30, 2025 | June 30, 2024
        Sales | 1,234 | 1,111
        """
    )
    assert all(column.doubt for column in table.columns)


def test_a_line_that_lacks_a_figure_is_doubtful_where_only_separators_tell() -> None:
    """Which of its figures was lost cannot be told from tabs, but from spans."""
    rows = ["Flour | 1,234 | 1,111", "Bran | 934", "Rye | 734 | 611", "Oats | 1 | 2"]
    moved = table_of("\n".join(["| 2025 | 2024", *rows]))
    assert texts(moved.lines[1]) == ["934?", None]
    (fixed,) = html(
        spanned(
            "2025@3-6|2024@6-9",
            "Flour@0-3|1,234@3-6|1,111@6-9",
            "Bran@0-3|934@3-6",
            "Rye@0-3|734@3-6|611@6-9",
            "Oats@0-3|1@3-6|2@6-9",
        )
    )
    assert texts(fixed.lines[1]) == ["934", None]


def test_parts_of_a_figure_in_cells_of_their_own_are_one() -> None:
    (table,) = html(
        spanned(
            "June 30, 2025@3-6|June 30, 2024@9-12",
            "Net sales@0-3|$@3-4|81,234@4-5|$@9-10|92,871@10-11",
            "Other, net@0-3|(171@3-5|)@5-6|(45@9-11|)@11-12",
            "Growth@0-3|(12.5@3-5|)%@5-6|4.0@9-11|%@11-12",
            "Grants@0-3|30@3-5|(a)@5-6|—@9-11|(1)@11-12",
        )
    )
    sales, other, growth, grants = table.lines
    assert [(c.currency_sign, c.text) for c in sales.cells if c] == [
        ("$", "81,234"),
        ("$", "92,871"),
    ]
    assert texts(other) == ["(171)", "(45)"]
    assert texts(growth) == ["(12.5)%", "4.0%"]
    assert [(c.text, c.mark) for c in grants.cells if c] == [
        ("30", "(a)"),
        ("—", "(1)"),
    ]


def test_a_percent_sign_belongs_to_the_figure_before_it() -> None:
    """`(4)` may be a footnote's mark; the `%` behind it is not another figure's."""
    (table,) = html(
        spanned(
            "2025@3-6|Change@6-9|2024@9-12|Change from 2023@12-15",
            "East@0-3|167,045@3-5|3@6-8|%@8-9|162,560@9-11|(4)@12-14|%@14-15",
            "West@0-3|10,200@3-5|5@6-8|%@8-9|10,100@9-11|12@12-14|%@14-15",
        )
    )
    assert texts(table.lines[0]) == ["167,045", "3%", "162,560", "(4)%"]
    assert [c.printed_unit for c in table.columns] == ["", "%", "", "%"]


def test_a_missing_closing_parenthesis_is_put_in_and_remarked() -> None:
    table = table_of(
        """
        | 2025 | 2024
        Other | (171 | 12
        Rest | 17) | 13
        """
    )
    cell = table.lines[0].cells[0]
    assert cell and cell.text == "(171)" and cell.remark and not cell.doubt
    assert texts(table.lines[1]) == ["17)?", "13"]


def test_years_dates_and_note_numbers_are_no_figures() -> None:
    table = table_of(
        """
        | Note | 2025 | 2024
        Loans due 2031 | 5 | 1,985 | 2,024
        Bonds | 12 | 1,000 | 900
        2027 | | 300 | 200
        """
    )
    assert headings(table) == ["2025", "2024"]
    assert [line.label for line in table.lines] == ["Loans due 2031", "Bonds", "2027"]
    assert texts(table.lines[0]) == ["1,985", "2,024"]


def test_headings_span_the_columns_below_them() -> None:
    (table,) = html(
        spanned(
            "Fair Value@3-9|Cost@12-15",
            "2025@3-6|2024@6-9|2025@12-15",
            "Shares@0-3|10@3-5|20@6-8|30@12-14",
            "Bonds@0-3|11@3-5|21@6-8|31@12-14",
        )
    )
    assert headings(table) == ["Fair Value 2025", "Fair Value 2024", "Cost 2025"]


def test_footnote_numbers_in_cells_of_their_own_make_no_column() -> None:
    (table,) = html(
        spanned(
            "Three Months Ended@3-12",
            "June 30, 2025@3-6|June 30, 2024@9-12",
            "Charges@0-3|(40)@3-5|1@6-9|(34)@9-11",
            "Impairment@0-3|(31)@3-5|2@6-9|—@9-11",
        )
    )
    assert len(table.columns) == 2
    cell = table.lines[0].cells[0]
    assert cell and (cell.text, cell.mark) == ("(40)", "1")


def test_a_row_of_dates_in_a_block_begins_a_new_table() -> None:
    first, second = html(
        Paragraph(Place(1), "Fair values", is_bold=True),
        spanned(
            "June 30, 2025@3-6|June 30, 2024@6-9",
            "Shares@0-3|10.5@3-6|20.5@6-9",
            "December 31, 2025@3-6|December 31, 2024@6-9",
            "Shares@0-3|11.5@3-6|21.5@6-9",
            start=2,
        ),
    )
    assert headings(first) == ["June 30, 2025", "June 30, 2024"]
    assert headings(second) == ["December 31, 2025", "December 31, 2024"]
    assert [len(first.lines), len(second.lines)] == [1, 1]


def halves(between: tuple[Block, ...], repeated: tuple[str, ...]) -> list[PrintedTable]:
    """A table in two blocks, the second with headings or without."""
    return html(
        Paragraph(Place(1), "Assets and claims", is_bold=True),
        spanned(
            "June 30, 2025@3-6|June 30, 2024@6-9",
            "Cash@0-3|1,050@3-6|2,050@6-9",
            start=2,
        ),
        *between,
        spanned(*repeated, "Loans@0-3|1,150@3-6|2,150@6-9", start=10),
    )


def test_a_table_goes_on_behind_a_page_end_only() -> None:
    dates = ("June 30, 2025@3-6|June 30, 2024@6-9",)
    page = (Paragraph(Place(5), "- 12 -"),)
    words = (Paragraph(Place(5), "The claims follow."),)
    (whole,) = halves(page, dates)
    assert [line.label for line in whole.lines] == ["Cash", "Loans"]
    assert len(halves((), ())) == 1
    assert len(halves((), dates)) == 2
    assert len(halves(words, dates)) == 2
    assert len(halves(words, ())) == 2


def test_a_table_right_below_another_has_its_title() -> None:
    first, second = halves((), ("June 30, 2025@3-6|June 30, 2024@6-9",))
    assert first.title == second.title == "Assets and claims"


def test_labels_that_run_over_two_rows_are_one() -> None:
    table = table_of(
        """
        | 2025 | 2024
        Proceeds from loans with maturities of
        over a year | 1,000 | 900
        Payments for | (100) | (90)
        Leases | |
        Provision, net | 5 | 6
        Other items: | |
        Rent | 7 | 8
        """
    )
    assert [line.label for line in table.lines] == [
        "Proceeds from loans with maturities of over a year",
        "Payments for Leases",
        "Provision, net",
        "Other items:",
        "Rent",
    ]


def test_a_label_that_is_printed_whole_elsewhere_is_joined() -> None:
    """The second row is in capitals; only the first table tells that it goes on."""
    text = """
        | 2025 | 2024
        SHARE IN INCOME OF ASSOCIATES | 1,000 | 900
        NET INCOME | 2,000 | 1,900

        Quarter

        | 2Q25 | 2Q24
        SHARE IN INCOME OF | 500 | 400
        ASSOCIATES | · |
        NET INCOME | 900 | 800
        """
    _, quarter = tables_of(
        text.replace("INCOME OF |", "INCOME |").replace(
            "SHARE IN INCOME OF ASSOCIATES", "SHARE IN INCOME ASSOCIATES"
        )
    )
    assert quarter.lines[0].label == "SHARE IN INCOME ASSOCIATES"
    assert texts(quarter.lines[0]) == ["500", "400"]
    assert len(quarter.lines) == 2


DAMAGED = """
    | June 30, 2025 | June 30, 2024
    REVENUES: | |
    Flour | 1,234,100 | 1,111,200
    Bran | 234,100 | 111,200
    COSTS: | 33,033,131 | ,
    Wheat | 734,100 | 611,200
    | 11,112 | •
    Interest income | · | 18,518
    Interest expense Exchange loss | (111,560) (14,066) | (142,345) (105,916)
    | (14,000) |
    Impairment | 404.470 | (30,554)
    Rent | 022,007 | 12,007
    Other | 1,234,567 | 7,654,321
"""


def test_what_a_scan_damaged_is_doubtful_and_not_lost() -> None:
    lines = {line.place.line: line for line in table_of(DAMAGED).lines}
    assert texts(lines[3]) == ["1,234,100", "1,111,200"]
    assert texts(lines[5]) == ["33,033,131?", ",?"]
    assert texts(lines[7]) == ["11,112?", "•?"]
    assert texts(lines[8]) == ["·?", "18,518"]
    assert texts(lines[9]) == ["(111,560) (14,066)?", "(142,345) (105,916)?"]
    assert texts(lines[10]) == ["(14,000)?", None]
    assert texts(lines[11]) == ["404.470?", "(30,554)"]
    assert texts(lines[12]) == ["022,007?", "12,007"]
    assert texts(lines[13]) == ["1,234,567", "7,654,321"]
    assert lines[6].heading == "COSTS:"


def test_headings_with_figures_are_sure_where_the_table_prints_them_so() -> None:
    table = table_of(
        """
        | 2Q25 | 2Q24
        Total revenues: | 33,870 | 37,944
        Flour | 20,000 | 21,000
        Cost of revenues: | 27,821 | 31,878
        """
    )
    assert texts(table.lines[0]) == ["33,870", "37,944"]


def test_a_figure_strayed_into_the_headings_is_doubtful_and_not_lost() -> None:
    table = table_of(
        """
        | June 30, 2025 | June 30, 2024 | 7,654
        | JPY millions | JPY millions |
        Sales | 1,234 | 1,111 |
        Costs | 1,034 | 1,011 |
        """
    )
    assert headings(table)[:2] == ["June 30, 2025", "June 30, 2024"]
    assert [texts(line) for line in table.lines if "7,654?" in texts(line)]


def test_a_line_with_a_figure_beside_all_columns_is_doubtful() -> None:
    """A speck moved its figures one column to the right."""
    table = table_of(
        """
        | 2025 | 2024
        Flour | 1,234 | 1,111
        Bran | 934 | 811
        Oats | · | 834 | 711
        Rye | 734 | 611
        """
    )
    assert texts(table.lines[2]) == ["·?", "834?", "711?"]
    assert texts(table.lines[3]) == ["734", "611", None]


def test_lines_that_add_up_stand_below_their_sum() -> None:
    table = table_of(
        """
        | 1H24 | 1H25 | Change %
        Total revenues | 65,334 | 74,123 | 13.5
        Flour | 40,000 | 44,836 | 12.1
        Bran | 25,334 | 29,288 | 15.6
        Gross profit | 11,708 | 11,848 | 1.2
        Selling expenses | 9,145 | 9,900 | 8.3
        Operating income | 2,563 | 1,948 | (24.0)
        """
    )
    assert [line.heading for line in table.lines] == [
        "",
        "Total revenues",
        "Total revenues",
        "",
        "",
        "",
    ]


def test_deeper_lines_stand_below_a_heading_and_totals_of_sections_inside() -> None:
    (table,) = html(
        spanned(
            "June 30, 2025@3-6|June 30, 2024@6-9",
            "ASSETS@0-3",
            "Current assets@0-3",
            ">Cash@0-3|1,050@3-6|2,050@6-9",
            ">>Total current assets@0-3|1,050@3-6|2,050@6-9",
            "Land@0-3|100@3-6|200@6-9",
            ">>Total assets@0-3|1,150@3-6|2,250@6-9",
            "Commitments and contingencies@0-3",
            "Equity@0-3|1,150@3-6|2,250@6-9",
        )
    )
    stacks = [(line.indent, line.headings) for line in table.lines]
    assert stacks == [
        (0, ()),
        (0, ("ASSETS",)),
        (1, ("ASSETS", "Current assets")),
        (2, ("ASSETS", "Current assets")),
        (0, ("ASSETS",)),
        (2, ("ASSETS",)),
        (0, ()),
        (0, ()),
    ]


@pytest.mark.parametrize(
    "block",
    [
        spanned(
            "Page@6-9",
            "Item 1.@0-3|Business@3-6|1@6-9",
            "Item 2.@0-3|Properties@3-6|18@6-9",
        ),
        spanned("Business@0-3|1@6-9", "Risks@0-3|5@6-9", "Properties@0-3|18@6-9"),
        spanned("•@0-1|We opened 5 shops.@1-9", "•@0-1|We closed 3 shops.@1-9"),
        spanned("Date: May 1, 2025@0-3|/s/ A. Person@3-6", "@0-3|Director@3-6"),
        spanned(
            "3.1@0-3|Articles@3-6|8-K@6-9|3.1@9-12|8/7/2020@12-15",
            "4.2@0-3|Indenture@3-6|S-3@6-9|4.1@9-12|4/29/2013@12-15",
            "4.3@0-3|Deed@3-6|S-3@6-9|4.2@9-12|4/30/2013@12-15",
        ),
        spanned("Smalltown, Ohio@0-3|95014@3-6", "(Address)@0-3|(Zip Code)@3-6"),
        spanned("A. Person@0-3|Director since 2011@3-6|53@6-9", "Name@0-3|Age@6-9"),
    ],
    ids=["contents", "pages", "bullets", "signatures", "exhibits", "cover", "ages"],
)
def test_what_only_sets_out_a_page_is_no_table_of_figures(block: TableBlock) -> None:
    assert html(block) == []


def test_figures_set_in_characters_stand_by_their_right_ends() -> None:
    text = """
                            Three Months Ended       Six Months Ended
                            2025        2024         2025       2024
    Net sales           $ 81,234    $ 92,871     $161,000   $180,500
    Cost of sales         50,117      61,003      101,000    120,500
      Other                (171)          --            5       (698)
    """
    lines = [line[4:] for line in text.splitlines() if line.strip()]
    (table,) = printed_tables(read_text("made-up.txt", "\n".join(lines)))
    assert headings(table) == [
        "Three Months Ended 2025",
        "Three Months Ended 2024",
        "Six Months Ended 2025",
        "Six Months Ended 2024",
    ]
    assert texts(table.lines[2]) == ["(171)", "--", "5", "(698)"]
    assert [line.indent for line in table.lines] == [0, 0, 1]
