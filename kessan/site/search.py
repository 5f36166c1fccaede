"""What the search box of the pages finds: companies, pages, lines, tables, words.

It is a script that a page loads when a reader looks for something: a page that was
opened from the file system may load a script, and may not read a file of data.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from kessan.contract import PublicModel
from kessan.site.pages import Page
from kessan.site.printed import PrintedTables
from kessan.site.reading import Edition
from kessan.site.traces import printed_page

FILE = "search.js"
# A row as `table` writes it: its style, its address, how far it stands in, its label.
ROW = re.compile(
    r'<tr(?: class="(?P<style>[^"]*)")?><th scope="row" id="(?P<address>[^"]+)"'
    r'(?: style="padding-left: (?P<indent>[\d.]+)em")?>(?P<label>.*?)</th>',
    re.DOTALL,
)
# What is no text of a label: marks of notes, and elements.
NO_TEXT = re.compile(r"<sup\b.*?</sup>|<[^>]*>", re.DOTALL)
# The rows of a page: the label of each, the heading above it and its address.
Lines = list[tuple[str, str, str]]


@dataclass
class SearchIndex:
    """What is found, as it comes; `write` makes the script of it.

    What many editions have is said once: an edition is told by its place in the
    list, and so is a standard line item of filings in bulk.
    """

    editions: dict[Edition, int] = field(default_factory=dict)
    pages: list[tuple[int, str, str, Lines]] = field(default_factory=list)
    tables: list[tuple[int, str, str, str]] = field(default_factory=list)
    items: dict[str, int] = field(default_factory=dict)
    # Of each edition, its items and the row of each.
    rows: list[tuple[int, list[tuple[int, str]]]] = field(default_factory=list)

    def add_edition(self, edition: Edition) -> None:
        """Have a company found by its names and its numbers."""
        self.editions[edition] = len(self.editions)

    def add_page(self, edition: Edition, page: Page, has_lines: bool) -> None:
        """Have a page found, and where it has some the lines of its tables."""
        number = self.editions[edition]
        lines = [*_lines(page)] if has_lines else []
        self.pages.append((number, page.path, page.title, lines))

    def add_items(self, edition: Edition, page: Page, table_id: str) -> None:
        """Have the standard line items of a page found, each where it stands first."""
        first: dict[str, str] = {}
        for label, _, address in _lines(page, table_id):
            first.setdefault(label, address)
        numbers = [
            (self.items.setdefault(label, len(self.items)), address)
            for label, address in first.items()
        ]
        self.rows.append((self.editions[edition], numbers))

    def add_tables(self, printed: PrintedTables) -> None:
        """Have the printed tables found that have a page of their own."""
        for edition, number in self.editions.items():
            if not edition.is_bulk:
                self.tables += (
                    (
                        number,
                        printed_page(row["release_id"], row["table_id"]),
                        row["table_title"],
                        row["release_title"],
                    )
                    for row in printed.by_edition.get(edition.basis, [])
                )

    def write(self, folder: Path, models: Iterable[PublicModel]) -> None:
        """Write what came in, and the words of the dictionary."""
        found: dict[str, Any] = {
            "editions": [
                [
                    *(one.folder, one.label),
                    one.short_label if one.short_label != one.label else None,
                    one.name,
                    *(one.stock_exchange, one.stock_code, one.cik),
                ]
                for one in self.editions
            ],
            "pages": self.pages,
            "tables": self.tables,
            "items": [*self.items],
            "rows": self.rows,
            "words": [f"{model.schema}.{model.name}" for model in models],
        }
        text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
        (folder / FILE).write_text(f"kessanIndex = {text};\n", "utf-8")


def _lines(page: Page, table_id: str = "") -> Iterator[tuple[str, str, str]]:
    """The rows of the tables of a page, or of one of them, that have an address.

    Each with the heading of its table and the rows that stand above their parts.
    """
    for block in page.blocks:
        if not block.body:
            continue
        above: list[tuple[float, str]] = []
        for row in ROW.finditer(block.body):
            address = unescape(row["address"])
            if not address.startswith(table_id):
                continue
            label = unescape(NO_TEXT.sub("", row["label"])).strip()
            indent = float(row["indent"] or 0)
            above = [head for head in above if head[0] < indent]
            heads = (text for text in (block.heading, *(of for _, of in above)) if text)
            yield label, " · ".join(heads), address
            if "head" in (row["style"] or "").split():
                above.append((indent, label))
