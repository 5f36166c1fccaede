"""A report as it was written: sections under headings, with paragraphs and tables."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.utils.exceptions import InvalidFileException

from kessan.exits import UnusableError

KINDS = (".md", ".csv", ".xlsx")
HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
UNDERLINE = re.compile(r"^(=+|-{2,})\s*$")
FENCE = re.compile(r"^\s*(```|~~~)")
RULE = re.compile(r"^\s*\|?\s*:?-{1,}:?\s*(\|\s*:?-{1,}:?\s*)*\|?\s*$")
# What says how a text looks, and nothing else.
MARKUP = re.compile(r"\*\*|__|`|(?<!\w)[*_]|[*_](?!\w)|<br\s*/?>|~~")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
ITEM = re.compile(r"^\s*(?:[-*+•]|\d+[.)])\s+")
# Digits that a workbook keeps of a number.
DIGITS = 15


@dataclass(frozen=True)
class Spot:
    """A text and where it stands."""

    text: str
    place: str


@dataclass(frozen=True)
class Table:
    """Rows of cells, the first one its headings; `caption` stands above it."""

    caption: str
    rows: tuple[tuple[Spot, ...], ...]


@dataclass
class Section:
    """What stands below a heading, and below those above it, the outermost first."""

    headings: tuple[str, ...] = ()
    blocks: list[Spot | Table] = field(default_factory=list)


def sections_of(text: str, kind: str) -> list[Section]:
    """The sections of a text, which is `md` or `csv`."""
    if kind == "csv":
        rows = csv.reader(io.StringIO(text, newline=""), _dialect(text), strict=True)
        try:
            spots = [
                tuple(
                    Spot(cell.strip(), f"line {rows.line_num}, column {column}")
                    for column, cell in enumerate(row, 1)
                )
                for row in rows
            ]
        except csv.Error as error:
            raise UnusableError(f"line {rows.line_num}: {error}") from error
        return [_sheet((), spots)]
    return [*_markdown(text)]


def sections_in(path: Path) -> list[Section]:
    """The sections of a file.

    Raises UnusableError where it cannot be read, or is of another kind.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise UnusableError(
            f"{path}: a report is one of {', '.join(KINDS)}; save it as one of these"
        )
    try:
        if kind == ".xlsx":
            return _workbook(path)
        return sections_of(path.read_text("utf-8-sig"), kind[1:])
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableError(f"{path}: cannot be read: {error}") from error


def _dialect(text: str) -> type[csv.Dialect] | csv.Dialect | str:
    try:
        return csv.Sniffer().sniff(text[:4096], delimiters=",;\t")
    except csv.Error:
        return "excel"


# Markdown.


def _markdown(text: str) -> Iterator[Section]:
    """Sections by headings; a paragraph is its lines, at its first one."""
    above: dict[int, str] = {}
    section = Section()
    lines = text.splitlines()
    paragraph: list[Spot] = []
    is_code = False
    at = 0

    def close() -> None:
        if paragraph:
            words = " ".join(spot.text for spot in paragraph)
            section.blocks.append(Spot(words, paragraph[0].place))
            paragraph.clear()

    while at < len(lines):
        line, place = lines[at], f"line {at + 1}"
        if FENCE.match(line):
            close()
            is_code = not is_code
        elif is_code:
            pass
        elif heading := _heading(lines, at):
            close()
            level, words = heading
            yield section
            above = {deep: said for deep, said in above.items() if deep < level}
            above[level] = words
            section = Section(tuple(above[deep] for deep in sorted(above)))
        elif "|" in line and at + 1 < len(lines) and _is_rule(lines[at + 1]):
            caption = paragraph[-1].text if paragraph else _last_words(section)
            close()
            end = at + 2
            while end < len(lines) and "|" in lines[end]:
                end += 1
            numbers = [at, *range(at + 2, end)]
            rows = tuple(_pipes(lines[number], number + 1) for number in numbers)
            section.blocks.append(Table(caption, rows))
            at = end - 1
        elif not line.strip() or UNDERLINE.match(line):
            close()
        else:
            if ITEM.match(line):
                close()
            paragraph.append(Spot(_plain(ITEM.sub("", line)), place))
        at += 1
    close()
    yield section


def _heading(lines: Sequence[str], at: int) -> tuple[int, str] | None:
    if found := HEADING.match(lines[at]):
        return len(found[1]), _plain(found[2])
    line = lines[at].strip()
    # A line in bold alone, of few words, stands for a heading.
    if re.fullmatch(r"\*\*[^*]{1,80}\*\*:?", line):
        return 6, _plain(line.rstrip(":"))
    return None


def _is_rule(line: str) -> bool:
    return "-" in line and bool(RULE.match(line))


def _last_words(section: Section) -> str:
    last = section.blocks[-1] if section.blocks else None
    return last.text if isinstance(last, Spot) else ""


def _pipes(line: str, number: int) -> tuple[Spot, ...]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    cells = re.split(r"(?<!\\)\|", inner)
    return tuple(
        Spot(_plain(cell), f"line {number}, column {column}")
        for column, cell in enumerate(cells, 1)
    )


def _plain(text: str) -> str:
    return MARKUP.sub("", LINK.sub(r"\1", text)).replace("\\", "").strip()


# Workbooks and sheets.


def _workbook(path: Path) -> list[Section]:
    try:
        book = load_workbook(path, data_only=True)
    except (InvalidFileException, KeyError, ValueError, OSError, EOFError) as error:
        raise UnusableError(f"{path}: is no workbook: {error}") from error
    except Exception as error:  # A damaged archive has errors of its own.
        raise UnusableError(f"{path}: is no workbook: {error}") from error
    return [
        _sheet(
            (sheet.title,),
            [
                tuple(
                    Spot(_shown(cell), f"{sheet.title}!{cell.coordinate}")
                    for cell in row
                    if isinstance(cell, SheetCell)
                )
                for row in sheet.iter_rows()
            ],
        )
        for sheet in book.worksheets
    ]


def _shown(cell: SheetCell) -> str:
    """A cell as it is read: a percentage as such, a day by its date."""
    value = cell.value
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime | date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    if not isinstance(value, int | float):
        return str(value).strip()
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{DIGITS}g}")
    if "%" in str(cell.number_format):
        shown = exact * 100
        places = re.search(r"\.(0+)", str(cell.number_format))
        rounded = round(shown, len(places[1]) if places else 0)
        return f"{rounded:f}%"
    plain = f"{exact:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _sheet(headings: tuple[str, ...], rows: list[tuple[Spot, ...]]) -> Section:
    """A sheet as tables: lines of one cell above them are headings or captions."""
    section = Section(headings)
    words: list[str] = []
    table: list[tuple[Spot, ...]] = []

    def close() -> None:
        if table:
            section.blocks.append(Table(" ".join(words), tuple(table)))
            table.clear()
            words.clear()

    for row in rows:
        filled = [spot for spot in row if spot.text]
        if not filled:
            close()
        elif len(filled) == 1 and not table:
            words.append(filled[0].text)
        else:
            table.append(row)
    close()
    return section
