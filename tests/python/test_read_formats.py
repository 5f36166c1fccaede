"""Documents of every format: what is printed in them comes out as blocks and cells.

All documents are made up, and rendered here. A rule has a document that would be read
otherwise without it; above all, nothing may become another figure than is printed.
"""

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from rendering.pdf import Text
from rendering.pdf import pdf_of as as_pages

from kessan.foot.grid import read_cell
from kessan.read.document import Cell, Document, Paragraph, Row, TableBlock, Tag
from kessan.read.formats import UnreadableError, open_document
from kessan.read.formats.transforms import transformed

pytestmark = pytest.mark.fast

# A made-up statement: how far a label is moved in, the label, its figures.
STATEMENT = (
    (0, "", ("2031", "2030")),
    (0, "Sales", ("81,234", "92,871")),
    (0, "Costs", ()),
    (2, "Cost of sales", ("(50,117)", "(61,003)")),
    (2, "Other", ("-", "12")),
    (0, "Gross profit", ("31,117", "31,880")),
)
PRINTED = [[text for text in (label, *cells) if text] for _, label, cells in STATEMENT]


def tabs() -> bytes:
    """The statement with tabs between its cells."""
    lines = (" " * i + "\t".join((label, *cells)) for i, label, cells in STATEMENT)
    return "\n".join(lines).encode()


def pipes() -> bytes:
    """The statement with pipes between its cells."""
    lines = (" " * i + " | ".join((label, *cells)) for i, label, cells in STATEMENT)
    return "\n".join(lines).encode()


def markdown() -> bytes:
    """The statement as a table of Markdown."""
    rows = [
        f"| {' ' * indent}{' | '.join((label, *(cells or ('', ''))))} |"
        for indent, label, cells in STATEMENT
    ]
    return "\n".join([rows[0], "|---|---:|:---:|", *rows[1:]]).encode()


def blanks() -> bytes:
    """The statement in columns of characters, figures to the right."""
    lines = (
        f"{' ' * indent + label:<24}" + "".join(f"{cell:>12}" for cell in cells)
        for indent, label, cells in STATEMENT
    )
    return "\n".join(lines).encode()


def html() -> bytes:
    """The statement as a table of HTML."""
    rows = "".join(
        f"<tr><td style='padding-left:{indent}pt'>{label}</td>"
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "</tr>"
        for indent, label, cells in STATEMENT
    )
    return f"<html><body><table>{rows}</table></body></html>".encode()


def pdf() -> bytes:
    """The statement on a page, in a font whose marks are all as wide."""
    texts = []
    for number, (indent, label, cells) in enumerate(STATEMENT):
        y = 700 - 14 * number
        texts += [(50.0 + 5 * indent, y, 10, label)] if label else []
        texts += [
            (300 + 100 * column - 6.0 * len(cell), y, 10, cell)
            for column, cell in enumerate(cells)
        ]
    return pdf_of(texts)


def pdf_of(
    texts: list[tuple[float, float, int, str]], page: str = "", trailer: str = ""
) -> bytes:
    """A PDF of one page: texts with where they begin, from below, and their size."""
    drawn = [Text(x, y, text, size) for x, y, size, text in texts]
    return as_pages([drawn], page, trailer, box=(600, 800))


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str | bytes], Document]:
    """The reader of a document that is given as its content."""

    def read_content(content: str | bytes) -> Document:
        path = tmp_path / "release"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return open_document(path)

    return read_content


Read = Callable[[str | bytes], Document]


def tables(document: Document) -> list[list[Row]]:
    """The tables of a document."""
    return [list(b.rows) for b in document.blocks if isinstance(b, TableBlock)]


def rows(document: Document) -> list[Row]:
    """All rows of a document."""
    return [row for table in tables(document) for row in table]


def texts(document: Document) -> list[list[str]]:
    """The texts of all rows."""
    return [[cell.text for cell in row.cells] for row in rows(document)]


def paragraphs(document: Document) -> list[str]:
    """The texts of the paragraphs."""
    return [b.text for b in document.blocks if isinstance(b, Paragraph)]


def cells(document: Document) -> dict[str, Cell]:
    """The cells by their text."""
    return {cell.text: cell for row in rows(document) for cell in row.cells}


def positions(row: Row) -> list[tuple[str, int, int]]:
    """The cells of a row with the columns that they take."""
    return [(cell.text, cell.start, cell.end) for cell in row.cells]


# --- One table in every format ---------------------------------------------------


@pytest.mark.parametrize("render", [tabs, pipes, markdown, blanks, html, pdf])
def test_a_table_is_the_same_in_every_format(
    read: Read, render: Callable[[], bytes]
) -> None:
    document = read(render())
    assert texts(document) == PRINTED
    assert len(tables(document)) == 1
    assert paragraphs(document) == []


@pytest.mark.parametrize("render", [tabs, pipes, markdown, blanks, html, pdf])
def test_lines_that_are_moved_in_are_so(
    read: Read, render: Callable[[], bytes]
) -> None:
    first = {row.cells[0].text: row.indent for row in rows(read(render()))}
    assert first["Cost of sales"] == first["Other"]
    assert first["Cost of sales"] > first["Sales"] == first["Costs"]


@pytest.mark.parametrize("render", [tabs, html, pdf])
def test_a_packed_document_is_read_as_what_is_in_it(
    read: Read, render: Callable[[], bytes]
) -> None:
    assert texts(read(gzip.compress(render()))) == PRINTED


@pytest.mark.parametrize("render", [tabs, pipes, markdown, html])
def test_a_column_is_a_column_in_every_row(
    read: Read, render: Callable[[], bytes]
) -> None:
    in_first = {cell for row in PRINTED for cell in row[-2:-1] if cell[-1].isdigit()}
    found = {cells(read(render()))[text].start for text in in_first}
    assert found == {1}


# --- Text --------------------------------------------------------------------------


def test_an_empty_cell_keeps_the_later_ones_in_their_column(read: Read) -> None:
    document = read("\t2031\t2030\nSales\t\t7\n")
    assert [positions(row) for row in rows(document)] == [
        [("2031", 1, 2), ("2030", 2, 3)],
        [("Sales", 0, 1), ("7", 2, 3)],
    ]


def test_lines_of_text_are_those_of_the_file(read: Read) -> None:
    document = read("Results\n\nSales | 7 | 6\n\n\nA word to end.\n")
    assert [row.place.line for row in rows(document)] == [3]
    lines = [b.place.line for b in document.blocks if isinstance(b, Paragraph)]
    assert lines == [1, 6]


def test_a_pipe_between_blanks_only_begins_an_empty_cell(read: Read) -> None:
    document = read(" | 2031 | 2030\nSales | 7 | 6\n")
    assert positions(rows(document)[0]) == [("2031", 1, 2), ("2030", 2, 3)]


def test_marks_of_markdown_are_no_text(read: Read) -> None:
    document = read("## Results\n\n| **Sales** | 7 |\n| a \\| b | 6 |\n")
    assert document.blocks[0] == Paragraph(document.blocks[0].place, "Results", True)
    assert texts(document) == [["Sales", "7"], ["a | b", "6"]]
    assert cells(document)["Sales"].is_bold and not cells(document)["7"].is_bold


def test_prose_with_double_blanks_is_no_table(read: Read) -> None:
    document = read(
        "The year was good.  We sold   5,000\n"
        "units of it.  This was  less  9,000\n"
        "in all.  That is it.\n"
    )
    assert tables(document) == []
    assert paragraphs(document)[0] == "The year was good. We sold 5,000"


def test_headings_stand_above_columns_and_titles_do_not(read: Read) -> None:
    document = read(
        "        STATEMENT OF INCOME\n"
        "                            Year ended\n"
        "                         2031       2030\n"
        "                       ------     ------\n"
        "Sales ............    $ 1,234    $ (987) \n"
        "Costs                      --        (7)\n"
    )
    assert paragraphs(document) == ["STATEMENT OF INCOME"]
    assert texts(document)[:2] == [["Year ended"], ["2031", "2030"]]
    assert texts(document)[2:] == [
        ["Sales", "$ 1,234", "$ (987)"],
        ["Costs", "--", "(7)"],
    ]


def test_the_sign_of_the_next_figure_is_not_of_the_one_before(read: Read) -> None:
    document = read("Loans   (29) $ 18,526\nBonds     51 $  2,071\n")
    assert texts(document)[0] == ["Loans", "(29)", "$ 18,526"]


def test_wide_characters_take_two_columns(read: Read) -> None:
    document = read("売上高　　　　 1,234\nSales          1,000\n")
    ends = {cell.end for row in rows(document) for cell in row.cells[1:]}
    assert ends == {20}


def test_figures_between_single_blanks_are_not_one_figure(read: Read) -> None:
    document = read("Sales    1 234 567\nCosts    2 345 678\n")
    figures = [read_cell(row.cells[-1].text) for row in rows(document)]
    assert figures == [None, None]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Ergebnis für 2031".encode(), "Ergebnis für 2031"),
        ("売上高は増加".encode("utf-16"), "売上高は増加"),
        ("\ufeffSales".encode(), "Sales"),
        (
            "<html><meta charset='iso-8859-1'><p>5 ‰ 7</p></html>".encode("cp1252"),
            "5 ‰ 7",
        ),
        (
            '<html><meta charset="Shift_JIS"><p>売上高</p></html>'.encode("cp932"),
            "売上高",
        ),
    ],
)
def test_a_text_is_read_in_its_encoding(read: Read, content: bytes, text: str) -> None:
    document = read(content)
    assert paragraphs(document) == [text]
    assert document.remarks == ()


def test_an_encoding_that_is_not_said_is_a_remark(read: Read) -> None:
    document = read(("売上高は前年同期に比べて増加しました。\n" * 20).encode("euc-jp"))
    assert paragraphs(document)[0] == "売上高は前年同期に比べて増加しました。"
    assert "encoding" in document.remarks[0]


def test_a_novel_is_a_document_without_tables(read: Read) -> None:
    document = read("It was a dark night.\n\nNobody spoke  of money.\n" * 500)
    assert tables(document) == []
    assert len(document.blocks) == 1000


# --- HTML --------------------------------------------------------------------------


def test_spans_move_later_cells(read: Read) -> None:
    document = read(
        "<html><table>"
        "<tr><td rowspan=2>Item<td colspan=2>2031<td colspan='2'>2030</tr>"
        "<tr><td>Q1<td>Q2<td>Q1<td></tr>"
        "<tr><td>Sales<td>1<td>2<td>3<td>4</tr>"
        "</table></html>"
    )
    assert [positions(row) for row in rows(document)] == [
        [("Item", 0, 1), ("2031", 1, 3), ("2030", 3, 5)],
        [("Q1", 1, 2), ("Q2", 2, 3), ("Q1", 3, 4)],
        [("Sales", 0, 1), ("1", 1, 2), ("2", 2, 3), ("3", 3, 4), ("4", 4, 5)],
    ]


def test_blocks_come_in_the_order_of_reading(read: Read) -> None:
    document = read(
        "<html><body><div>Results<p>of the year</p></div>"
        "<table><tr><td>Sales</td><td>7</td></tr></table>tail</body></html>"
    )
    kinds = [type(block).__name__ for block in document.blocks]
    assert kinds == ["Paragraph", "Paragraph", "TableBlock", "Paragraph"]
    lines = [getattr(b, "place", None) or b.rows[0].place for b in document.blocks]
    assert [place.line for place in lines] == [1, 2, 3, 4]
    assert rows(document)[0].place.element == "table[1]/tr[1]"


def test_a_table_in_a_cell_is_a_table_and_the_text_around_it_is_text(
    read: Read,
) -> None:
    document = read(
        "<html><table><tr><td>Left</td><td><p>Income</p>"
        "<table><tr><td>Sales<td>7</tr><tr><td>Costs<td>6</tr></table>"
        "<p>Note</p></td></tr><tr><td>Next</td></tr></table></html>"
    )
    assert texts(document) == [["Left"], ["Sales", "7"], ["Costs", "6"], ["Next"]]
    assert paragraphs(document) == ["Income", "Note"]
    kinds = [type(block).__name__ for block in document.blocks]
    assert kinds == [
        *("TableBlock", "Paragraph", "TableBlock"),
        *("Paragraph", "TableBlock"),
    ]


def test_one_row_in_a_cell_is_its_text(read: Read) -> None:
    inner = "<table><tr><td>$</td><td>7</td></tr></table>"
    document = read(f"<html><table><tr><td>Sales<td>{inner}<td>6</tr></table></html>")
    assert [positions(row) for row in rows(document)] == [
        [("Sales", 0, 1), ("$ 7", 1, 2), ("6", 2, 3)]
    ]


def test_what_is_hidden_is_not_read(read: Read) -> None:
    document = read(
        "<html><head><title>Title</title><style>.gone{display:none}"
        "@media print{.seen{display:none}}</style></head><body>"
        "<p style='display: none'>1</p><p hidden>2</p><p class='gone'>3</p>"
        "<script>4</script><p class='seen'>5<!-- 6 --> to 7</p></body></html>"
    )
    assert paragraphs(document) == ["5 to 7"]


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("1,234<sup>1</sup>", "1,234(1)"),
        ("1,234<sup>(1), 2</sup>", "1,234(1)(2)"),
        ("1,234<span style='vertical-align:super'>a</span>", "1,234(a)"),
        ("1,234<span style='position:relative;top:-3.5pt'>1</span>", "1,234(1)"),
        ("1,234<span class='mark'>1</span>", "1,234(1)"),
        ("5<sup>th</sup>", "5th"),
        ("<sup>(1)</sup>", "[1]"),
        ("<sup>1</sup>", "[1]"),
    ],
)
def test_a_raised_mark_is_no_digit(read: Read, printed: str, text: str) -> None:
    style = "<style>span.mark { vertical-align: super; }</style>"
    document = read(f"<html>{style}<table><tr><td>x<td>{printed}</table></html>")
    assert texts(document) == [["x", text]]
    expected = Decimal(1234) if printed.startswith("1,") else None
    assert read_cell(text) == expected


def test_a_mark_in_a_cell_behind_its_figure_is_no_negative_figure(read: Read) -> None:
    mark = "<td style='text-align:left'>(1)</td>"
    figure = "<td style='text-align:right'>(1)</td>"
    document = read(
        f"<html><table><tr><td>x<td>151<td>{mark}{figure}</tr></table></html>"
    )
    assert texts(document) == [["x", "151", "[1]", "(1)"]]


def test_indents_and_bold_are_of_the_style(read: Read) -> None:
    document = read(
        "<html><style>.in {padding-left: 20px} th.thin {font-weight: normal}</style>"
        "<table>"
        "<tr><td>a</td></tr>"
        "<tr><td style='padding:2px 1pt 2px 9pt'><b>b</b></td></tr>"
        "<tr><td><div style='margin-left:1in;text-indent:-36pt'>c</div></td></tr>"
        "<tr><td class='in' style='font-weight:700'>d <i>e</i></td></tr>"
        "<tr><td>&nbsp;&nbsp;f</td></tr>"
        "<tr><th class='thin'>g</th></tr>"
        "</table></html>"
    )
    found = [(r.cells[0].text, r.indent, r.cells[0].is_bold) for r in rows(document)]
    assert found == [
        ("a", 0, False),
        ("b", 9, True),
        ("c", 36, False),
        ("d e", 15, True),
        ("f", 5, False),
        ("g", 0, False),
    ]


def test_breaks_and_blanks_are_one_blank(read: Read) -> None:
    document = read("<html><p>Net<br>sales\n  of&nbsp;the&#8203; year</p></html>")
    assert paragraphs(document) == ["Net sales of the year"]


def test_the_envelope_of_a_filing_is_no_text(read: Read) -> None:
    wrapped = (
        "<DOCUMENT>\n<TYPE>{}\n<TEXT>\n<html><p>{}</p></html>\n</TEXT>\n</DOCUMENT>\n"
    )
    document = read(wrapped.format("EX-99.1", "Results"))
    assert (paragraphs(document), document.remarks) == (["Results"], ())
    two = read(wrapped.format("EX-99.1", "Results") + wrapped.format("EX-99.2", "More"))
    assert paragraphs(two) == ["Results"]
    assert "2 documents" in two.remarks[0]


def test_text_that_is_set_in_html_is_read_as_text(read: Read) -> None:
    document = read(f"<html><pre>{blanks().decode()}</pre></html>")
    assert texts(document) == PRINTED


def test_html_that_is_nested_deeply_is_read(read: Read) -> None:
    document = read("<html>" + "<div><font>" * 700 + "7" + "</html>")
    assert paragraphs(document) == ["7"]


# --- Inline XBRL -------------------------------------------------------------------

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "ix": "http://www.xbrl.org/2013/inlineXBRL",
        "ixt": "http://www.xbrl.org/inlineXBRL/transformation/2020-02-12",
        "xbrli": "http://www.xbrl.org/2003/instance",
        "xbrldi": "http://xbrl.org/2006/xbrldi",
        "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    }.items()
)
CONTEXTS = """
<xbrli:context id="year"><xbrli:period><xbrli:startDate>2030-04-01</xbrli:startDate>
<xbrli:endDate>2031-03-31</xbrli:endDate></xbrli:period></xbrli:context>
<xbrli:context id="day"><xbrli:entity><xbrli:segment>
<xbrldi:explicitMember dimension="x:AreaAxis">x:NorthMember</xbrldi:explicitMember>
<xbrldi:typedMember dimension="x:LoanAxis"><x:loan>A 7</x:loan></xbrldi:typedMember>
</xbrli:segment></xbrli:entity><xbrli:period>
<xbrli:instant>2031-04-01T00:00:00</xbrli:instant></xbrli:period></xbrli:context>
<xbrli:context id="vague"><xbrli:period><xbrli:startDate>spring</xbrli:startDate>
<xbrli:endDate>2031-03-31</xbrli:endDate></xbrli:period></xbrli:context>
<xbrli:context id="ever"><xbrli:period><xbrli:forever/></xbrli:period></xbrli:context>
<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>
<xbrli:unit id="each"><xbrli:divide><xbrli:unitNumerator>
<xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unitNumerator>
<xbrli:unitDenominator><xbrli:measure>xbrli:shares</xbrli:measure>
</xbrli:unitDenominator></xbrli:divide></xbrli:unit>
"""


def filing(body: str, hidden: str = "") -> str:
    """A document of inline XBRL, without its declaration."""
    return (
        f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:x="http://x" {NAMESPACES}>'
        f'<body><div style="display:none"><ix:header><ix:hidden>{hidden}</ix:hidden>'
        f"<ix:resources>{CONTEXTS}</ix:resources></ix:header></div>{body}</body></html>"
    )


def figure(printed: str, **attributes: str) -> str:
    """The tag of a figure: of sales of the year, if nothing else is said."""
    said = {"name": "x:Sales", "contextRef": "year", "unitRef": "usd", "decimals": "-6"}
    said |= {"scale": "6", "format": "ixt:num-dot-decimal"} | attributes
    written = " ".join(
        f'{name.replace("_", ":")}="{value}"' for name, value in said.items() if value
    )
    return f"<ix:nonFraction {written}>{printed}</ix:nonFraction>"


def tags_of(document: Document) -> list[Tag]:
    """All facts that are printed."""
    found = [tag for row in rows(document) for cell in row.cells for tag in cell.tags]
    printed = [b for b in document.blocks if isinstance(b, Paragraph)]
    return found + [tag for paragraph in printed for tag in paragraph.tags]


def test_a_fact_is_at_the_cell_that_prints_it(read: Read) -> None:
    document = read(
        filing(f"<table><tr><td>Sales</td><td>${figure('1,234')}</td></tr></table>")
    )
    assert document.format == "ixbrl"
    assert cells(document)["Sales"].tags == ()
    assert cells(document)["$1,234"].tags == (
        Tag(
            concept="x:Sales",
            end=date(2031, 3, 31),
            start=date(2030, 4, 1),
            unit="USD",
            value=Decimal(1_234_000_000),
            decimals=-6,
            scale=6,
            printed_text="1,234",
        ),
    )


def test_a_fact_in_running_text_is_at_its_paragraph(read: Read) -> None:
    document = read(filing(f"<p>We sold {figure('1.5', scale='9')} billion.</p>"))
    (paragraph,) = [b for b in document.blocks if isinstance(b, Paragraph)]
    assert paragraph.text == "We sold 1.5 billion."
    assert [tag.value for tag in paragraph.tags] == [Decimal(1_500_000_000)]


@pytest.mark.parametrize(
    ("tag", "value", "decimals"),
    [
        (figure("7", sign="-"), Decimal(-7_000_000), -6),
        (figure("1.50", scale="", decimals="2"), Decimal("1.50"), 2),
        (figure("12.5", scale="-2", decimals="INF"), Decimal("0.125"), None),
        (figure("12.5", scale="-2", decimals="3"), Decimal("0.125"), 3),
        (figure("1.234,5", format="ixt:num-comma-decimal"), Decimal(1_234_500_000), -6),
        (figure("1234", format="", scale="0"), Decimal(1234), -6),
        (figure("-", format="ixt:fixed-zero"), Decimal(0), -6),
        (figure("-", format="ixt:zerodash", sign="-"), Decimal(0), -6),
        (figure("1,234", scale="0", decimals="", precision="2"), Decimal(1234), -2),
        (figure("three", format="ixt-sec:numwordsen", scale="0"), Decimal(3), -6),
        (figure("123456789012345678901234567890.5", scale="1"), None, None),
    ],
)
def test_the_value_of_a_fact_is_exact(
    read: Read, tag: str, value: Decimal | None, decimals: int | None
) -> None:
    (found,) = tags_of(read(filing(f"<p>x {tag}</p>")))
    if value is None:
        value, decimals = Decimal("1234567890123456789012345678905"), -6
    assert (found.value, found.decimals) == (value, decimals)


@pytest.mark.parametrize(
    ("tag", "remark"),
    [
        (figure("1,234", format=""), "'1,234' as a plain number"),
        (figure("1.234,5"), "'1.234,5' as ixt:num-dot-decimal"),
        (figure("7", format="ixt:num-roman"), "'7' as ixt:num-roman"),
        (figure("7", unitRef="yen"), "their unit is not known"),
        (figure("7", scale="x"), "scale or decimals"),
        (figure("7", decimals=""), "scale or decimals"),
        (figure("several", format="ixt-sec:numwordsen"), "'several'"),
    ],
)
def test_what_is_not_understood_has_no_value_and_is_a_remark(
    read: Read, tag: str, remark: str
) -> None:
    document = read(filing(f"<p>x {tag}</p>"))
    assert [found.value for found in tags_of(document)] == [None]
    assert remark in document.remarks[0]


@pytest.mark.parametrize("context", ["ever", "none", "vague"])
def test_a_fact_without_a_date_is_left_out_with_a_remark(
    read: Read, context: str
) -> None:
    document = read(filing(f"<p>x {figure('7', contextRef=context)}</p>"))
    assert tags_of(document) == []
    assert document.remarks == ("1 tags without a period that is known",)


def test_periods_members_and_units_are_those_of_the_instance(read: Read) -> None:
    tag = figure("2.50", contextRef="day", unitRef="each", scale="0", decimals="2")
    (found,) = tags_of(read(filing(f"<p>x {tag}</p>")))
    assert (found.start, found.end) == (None, date(2031, 3, 31))
    assert found.members == (("x:AreaAxis", "x:NorthMember"), ("x:LoanAxis", "A 7"))
    assert found.unit == "USD/shares"


def test_nil_is_no_value(read: Read) -> None:
    tag = figure("none", format="", xsi_nil="true", decimals="")
    document = read(filing(f"<p>Debt: {tag}</p>"))
    assert [found.value for found in tags_of(document)] == [None]
    assert document.remarks == ()


def test_what_is_printed_nowhere_is_a_fact_of_the_document(read: Read) -> None:
    hidden = (
        '<ix:nonNumeric name="dei:AmendmentFlag" contextRef="year">no</ix:nonNumeric>'
    )
    empty = figure("", format="", xsi_nil="true", name="x:Debt")
    body = f"<p>Report</p><table><tr><td>Debt</td><td>{empty}</td></tr></table>"
    document = read(filing(body, hidden))
    assert [fact.concept for fact in document.facts] == ["dei:AmendmentFlag", "x:Debt"]
    assert tags_of(document) == []


def test_a_text_is_tagged_with_what_continues_it(read: Read) -> None:
    document = read(
        filing(
            '<p><ix:nonNumeric name="dei:Address" contextRef="year" continuedAt="a">'
            "1 Long <ix:exclude>Page 2</ix:exclude>Road</ix:nonNumeric></p>"
            '<p><ix:continuation id="a" continuedAt="a">Springfield'
            "</ix:continuation></p>"
        )
    )
    assert [tag.printed_text for tag in tags_of(document)] == [
        "1 Long Road Springfield"
    ]
    assert paragraphs(document) == ["1 Long Page 2Road", "Springfield"]


def test_a_figure_in_a_tagged_text_has_both_tags(read: Read) -> None:
    document = read(
        filing(
            '<ix:nonNumeric name="x:Note" contextRef="year" escape="true">'
            f"<table><tr><td>Sales</td><td>{figure('7')}</td></tr></table>"
            "</ix:nonNumeric>"
        )
    )
    assert [tag.concept for tag in cells(document)["Sales"].tags] == ["x:Note"]
    assert [tag.concept for tag in cells(document)["7"].tags] == ["x:Sales"]


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td>Net&nbsp;sales<td>{}<br></table>",
        "<table><tr><td>Net&nbsp;sales</td><td>{}</td></tr></table>",
    ],
)
def test_inline_xbrl_that_is_no_xml_is_read_all_the_same(read: Read, body: str) -> None:
    kind = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "xhtml1.dtd">'
    document = read(kind + filing(body.format(figure("7"))))
    assert texts(document) == [["Net sales", "7"]]
    assert [tag.value for tag in tags_of(document)] == [Decimal(7_000_000)]
    assert tags_of(document)[0].unit == "USD"


@pytest.mark.parametrize(
    ("text", "form", "value"),
    [
        ("1,234.5", "ixt:numdotdecimal", "1234.5"),
        (".5", "ixt:num-dot-decimal", "0.5"),
        ("1 234.5", "ixt:num-dot-decimal", "1234.5"),
        ("12,34,567", "ixt:numdotdecimalin", "1234567"),
        ("1.234,5", "ixt:numdotcomma", "1234.5"),
        ("1,234.5", "ixt:numcommadot", "1234.5"),
        ("1 234,5", "ixt:numspacecomma", "1234.5"),
        ("1'234.5", "ixt:num-dot-decimal-apos", "1234.5"),
        ("12円5銭", "ixt:numunitdecimal", "12.05"),
        ("nothing", "ixt:fixed-zero", "0"),
        ("—", "ixt:numdash", "0"),
        ("7", "ixt:numdash", None),
        ("(7)", "ixt:num-dot-decimal", None),
        ("", "ixt:num-dot-decimal", None),
        ("1,", "ixt:num-dot-decimal", None),
        ("twenty-five", "ixt-sec:numwordsen", "25"),
        ("One hundred and five", "ixt-sec:numwordsen", "105"),
        ("two million three hundred thousand", "ixt-sec:numwordsen", "2300000"),
        ("no", "ixt-sec:numwordsen", "0"),
        ("one two", "ixt-sec:numwordsen", None),
        ("twenty ten", "ixt-sec:numwordsen", None),
        ("", "ixt-sec:numwordsen", None),
    ],
)
def test_a_format_takes_what_it_says(text: str, form: str, value: str | None) -> None:
    assert transformed(text, form) == (None if value is None else Decimal(value))


# --- PDF ---------------------------------------------------------------------------


def test_places_of_a_pdf_have_page_and_box(read: Read) -> None:
    document = read(pdf())
    places = [row.place for row in rows(document)]
    assert [place.line for place in places] == [1, 2, 3, 4, 5, 6]
    assert {place.page for place in places} == {1}
    left, top, right, bottom = map(int, places[1].element.split(","))
    assert (left, right) == (50, 400)
    # The second line stands 14 points below the first, which is 100 from above.
    assert bottom == 114 and 100 <= top <= 106


def test_a_small_raised_digit_in_a_pdf_is_no_digit(read: Read) -> None:
    document = read(
        pdf_of(
            [
                (50, 700, 10, "Sales"),
                (200, 700, 10, "1,234"),
                (230, 704, 6, "1"),
                (300, 700, 10, "987"),
                (50, 680, 10, "Costs"),
                (206, 680, 10, "(51)"),
                (300, 684, 6, "2"),
                (340, 680, 10, "7"),
            ]
        )
    )
    assert texts(document) == [
        ["Sales", "1,234(1)", "987"],
        ["Costs", "(51)", "[2]", "7"],
    ]


def test_a_small_digit_on_the_line_of_a_figure_is_no_digit_of_it(read: Read) -> None:
    document = read(
        pdf_of(
            [
                *((50, 700, 10, "Sales"), (200, 700, 10, "1,234"), (230, 700, 6, "1")),
                *((50, 680, 10, "Costs"), (200, 680, 10, "5,678"), (300, 700, 10, "9")),
            ]
        )
    )
    assert texts(document)[0] == ["Sales", "1,234(1)", "9"]


def test_lines_of_running_text_in_a_pdf_are_one_paragraph(read: Read) -> None:
    full = "We sold more of everything than in any year before, in all of our"
    document = read(
        pdf_of(
            [
                (50, 740, 10, "Results of the year"),
                (50, 700, 10, full),
                (50, 688, 10, "markets, and 5,000 units in the last one."),
                (50, 676, 10, "A new paragraph begins behind a line that ends early."),
            ]
        )
    )
    assert paragraphs(document) == [
        "Results of the year",
        f"{full} markets, and 5,000 units in the last one.",
        "A new paragraph begins behind a line that ends early.",
    ]


def test_tables_that_stand_apart_on_a_page_are_two(read: Read) -> None:
    document = read(
        pdf_of(
            [
                (50 if column == 0 else 200, y, 10, text)
                for y in (700, 686, 500, 486)
                for column, text in enumerate(("Sales", "1,234"))
            ]
        )
    )
    assert [len(table) for table in tables(document)] == [2, 2]


def test_a_text_that_is_drawn_twice_is_read_once(read: Read) -> None:
    once = [(50.0, 700.0, 10, "Sales"), (200.0, 700.0, 10, "1,234")]
    again = [(x + 0.8, y, size, text) for x, y, size, text in once]
    costs = [(50.0, 680.0, 10, "Costs"), (200.0, 680.0, 10, "5,678")]
    assert texts(read(pdf_of(once + again + costs)))[0] == ["Sales", "1,234"]


def test_a_page_that_is_turned_is_read_as_it_is_seen(read: Read) -> None:
    # What is drawn upwards stands upright where the page is turned by 90 degrees.
    texts_up = pdf()
    turned = texts_up.replace(b"1 0 0 1 ", b"0 1 -1 0 ").replace(
        b"/Contents", b"/Rotate 90/Contents"
    )
    lines = turned.split(b"\n")
    for number, line in enumerate(lines):
        if line.startswith(b"BT "):
            parts = line.split(b" ")
            at = parts.index(b"Tm")
            x, y = float(parts[at - 2]), float(parts[at - 1])
            parts[at - 2 : at] = [f"{600 - y * 0.7:.1f}".encode(), f"{x:.1f}".encode()]
            lines[number] = b" ".join(parts)
    document = read(b"\n".join(lines))
    assert texts(document) == PRINTED


# --- What is no document -----------------------------------------------------------


def archive(*names: str) -> bytes:
    """A ZIP archive with empty files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name in names:
            packed.writestr(name, "")
    return content.getvalue()


GARBAGE = bytes(range(256)) * 40
LOCKED = pdf_of(
    [(50, 700, 10, "Sales")],
    trailer=f"/Encrypt<</Filter/Standard/V 1/R 2/O<{'11' * 32}>/U<{'22' * 32}>/P -4>>"
    f"/ID[<{'33' * 16}><{'33' * 16}>]",
)
UNREADABLE = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n\n ", "the file is empty"),
    "garbage": (GARBAGE, "the bytes are no text"),
    "workbook": (archive("xl/workbook.xml"), "an Excel workbook"),
    "letter": (archive("word/document.xml"), "a Word document"),
    "archive": (archive("a.txt"), "a ZIP archive"),
    "picture": (b"\x89PNG\r\n\x1a\n" + GARBAGE, "an image"),
    "bitmap": (b"BM\x36\x00\x00\x00" + GARBAGE, "an image"),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + GARBAGE, "an old Office file"),
    "rich text": (b"{\\rtf1 Sales}", "a Rich Text file"),
    "packed badly": (gzip.compress(b"Sales" * 999)[:-9], "the gzip file is damaged"),
    "packed nothing": (gzip.compress(b""), "the file is empty"),
    "instance": (
        b'<?xml version="1.0"?><xbrli:xbrl x="y"></xbrli:xbrl>',
        "an XBRL inst",
    ),
    "page": (b"<html><body><p> </p></body></html>", "HTML without any text"),
    "scan": (pdf_of([]), "a PDF of 1 pages without text"),
    "locked": (LOCKED, "a PDF with a password"),
    "damaged": (b"%PDF-1.4\nnothing more", "a PDF that is damaged"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_is_no_document_is_said_with_a_remedy(read: Read, kind: str) -> None:
    content, found = UNREADABLE[kind]
    with pytest.raises(UnreadableError) as error:
        read(content)
    message = str(error.value)
    assert message.startswith(f"release: {found}")
    assert "expected text" in message
    assert error.value.remedy and message.endswith(error.value.remedy)


def test_words_that_begin_like_a_picture_are_text(read: Read) -> None:
    assert paragraphs(read("BMX bicycles sell well.")) == ["BMX bicycles sell well."]
    assert paragraphs(read("PK Ltd reports.")) == ["PK Ltd reports."]


def test_what_is_too_large_is_not_opened(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(50_000_001)
    packed = tmp_path / "large.txt.gz"
    packed.write_bytes(gzip.compress(b" " * 50_000_001, 1))
    for path in (large, packed):
        with pytest.raises(UnreadableError, match="50 MB is the most"):
            open_document(path)


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="there is no such file"):
        open_document(tmp_path / "missing.htm")
    with pytest.raises(UnreadableError, match="cannot be opened"):
        open_document(tmp_path)


def test_lines_of_a_document_never_go_back(read: Read) -> None:
    document = read(f"<html><p>a</p>{html().decode()}<pre>b\n\nc</pre><p>d</p></html>")
    numbers = []
    for block in document.blocks:
        inner = block.rows if isinstance(block, TableBlock) else (block,)
        numbers += [part.place.line for part in inner]
    assert all(after == before + 1 for before, after in pairwise(numbers))
