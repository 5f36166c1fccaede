"""Plain text and Markdown: cells between tabs, pipes, or stretches of blanks."""

import re

from kessan.read.document import Block, Cell, Document, Paragraph, Place, Row, TableBlock

SEPARATOR = re.compile(r"\t|\s\|\s|^\||\|$")


def read_text(name: str, text: str) -> Document:
    """The document that a text is: a line is a row where it has separators."""
    blocks: list[Block] = []
    rows: list[Row] = []

    def close() -> None:
        if rows:
            blocks.append(TableBlock(tuple(rows)))
            rows.clear()

    for number, line in enumerate(text.splitlines(), 1):
        if SEPARATOR.search(line):
            cells = tuple(
                Cell(part.strip(), at, at + 1)
                for at, part in enumerate(SEPARATOR.split(line))
                if part.strip()
            )
            if cells:
                rows.append(Row(Place(number), cells))
            continue
        close()
        if line.strip():
            blocks.append(Paragraph(Place(number), line.strip()))
    close()
    return Document(name, "text", tuple(blocks))
