"""Sheets as PDF: pages with running heads, by a writer of our own or a browser."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from rendering.sheets import Sheet
from rendering.text import HEAD, aligned

# A page of A4, in points, and where its text stands.
WIDTH, HEIGHT, LEFT, TOP, FOOT = 842, 595, 40, 540, 50
SIZE, LEAD = 7, 9
# A mark of the font is so wide, as a part of its size.
MARK_WIDTH = 0.6


@dataclass(frozen=True)
class Text:
    """A text on a page: where it begins, from the lower left corner, and its size."""

    x: float
    y: float
    text: str
    size: float = SIZE


def pdf_of(
    pages: Sequence[Sequence[Text]],
    page: str = "",
    trailer: str = "",
    box: tuple[int, int] = (WIDTH, HEIGHT),
) -> bytes:
    """A PDF of pages of the size of a box, in a font whose marks are all as wide.

    `page` and `trailer` are what else stands in the dictionaries of these names.
    """
    first = 4
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>",
    ]
    for number, texts in enumerate(pages):
        drawn = "".join(
            f"BT /F {one.size} Tf 1 0 0 1 {one.x} {one.y} Tm"
            f" ({escaped(one.text)}) Tj ET\n"
            for one in texts
        )
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {box[0]} {box[1]}]"
            f"/Contents {first + 2 * number + 1} 0 R"
            f"/Resources<</Font<</F 3 0 R>>>>{page}>>",
            f"<</Length {len(drawn)}>>stream\n{drawn}endstream",
        ]
    body = "%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    tail = f"trailer<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{len(body)}\n%%EOF"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{tail}".encode("cp1252")


def escaped(text: str) -> str:
    """A text as a string of a PDF."""
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def as_pdf(sheets: Sequence[Sheet]) -> bytes:
    """The document of sheets, with a head and a foot on every page."""
    pages: list[list[Text]] = []
    for sheet in sheets:
        rest = [sheet.title, sheet.unit_line, "", *aligned(sheet, sheet.lines)]
        fitting = (TOP - FOOT) // LEAD
        while rest:
            lines, rest = rest[:fitting], rest[fitting:]
            pages.append([*page_of(lines, len(pages) + 1)])
    return pdf_of(pages)


def page_of(lines: Sequence[str], number: int) -> Iterator[Text]:
    """A page: its head, its lines as cells, its number."""
    yield Text(LEFT, TOP + 3 * LEAD, HEAD)
    for at, line in enumerate(lines):
        for cell in re.finditer(r"\S+(?: \S+)*", line):
            x = LEFT + cell.start() * SIZE * MARK_WIDTH
            yield Text(round(x, 2), TOP - at * LEAD, cell[0])
    yield Text(WIDTH / 2, FOOT - 2 * LEAD, str(number))


def printed(browser: Browser, html: bytes, path: Path) -> None:
    """Write the PDF that a browser prints of a page, with its own head and foot."""
    page = browser.new_page()
    page.set_content(html.decode())
    page.pdf(
        path=path,
        format="A4",
        landscape=True,
        display_header_footer=True,
        header_template=f'<span style="font-size:8px;margin-left:2cm">{HEAD}</span>',
        footer_template='<span class="pageNumber" style="font-size:8px;margin:auto">',
        margin={"top": "2cm", "bottom": "2cm", "left": "1.5cm", "right": "1.5cm"},
    )
    page.close()
