"""HTML and inline XBRL: paragraphs and tables in the order in which they are read."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lxml import etree

from kessan.read.document import Block, Document, Paragraph, TableBlock, Tag
from kessan.read.formats.errors import UnreadableError
from kessan.read.formats.flow import Flow, Table
from kessan.read.formats.ixbrl import Facts, attribute, name_of, read_facts
from kessan.read.formats.styles import PLAIN, Style, StyleSheet
from kessan.read.formats.text import read_text

# What begins a paragraph of its own; all else runs on in the text.
BLOCK_NAMES = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center"),
    *("dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure"),
    *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html"),
    *("li", "main", "nav", "ol", "p", "pre", "section", "summary", "ul"),
}
# What the EDGAR system sets around each document of a filing.
ENVELOPE = re.compile(
    r"<TEXT>\s*(?:<XBRL>)?(.*?)(?:</XBRL>\s*)?</TEXT>", re.DOTALL | re.IGNORECASE
)
DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
INLINE = re.compile(r"http://www\.xbrl\.org/20\d\d/inlineXBRL")
# What is marked as XHTML is read as that, so that no tag is moved by repair.
XHTML = re.compile(r"<\?xml|xmlns\s*=", re.IGNORECASE)


def read_html(name: str, text: str, remarks: tuple[str, ...] = ()) -> Document:
    """The document of HTML, with its facts where it is inline XBRL.

    `place.line` counts rows and paragraphs; `place.element` is an id, or the number of
    a row in its table and of that in the document (`table[3]/tr[7]`), or that of a
    paragraph among those with its name (`div[12]`). Indents are in points.
    """
    root, more = parse(name, text)
    facts = read_facts(root) if INLINE.search(text) else Facts({}, ())
    reader = Reader(root, facts.tags)
    blocks = tuple(numbered(reader.blocks()))
    if not blocks:
        raise UnreadableError(
            name, "HTML without any text", "Save the page when it shows its text."
        )
    form = "ixbrl" if facts.tags else "html"
    printed = tuple(reader.unprinted)
    return Document(name, form, blocks, remarks + more + facts.remarks, printed)


def parse(name: str, text: str) -> tuple[etree._Element, tuple[str, ...]]:
    """The tree of a document, and remarks on what of it was read."""
    remarks: tuple[str, ...] = ()
    wrapped = ENVELOPE.findall(text) if "<TEXT>" in text[:5000] else []
    if len(wrapped) > 1:
        remarks = (f"{len(wrapped)} documents in the file, of which the first is read",)
    source = DECLARATION.sub("", wrapped[0] if wrapped else text, count=1).strip()
    data = source.encode("utf-8", "replace")
    root = xhtml(data) if XHTML.search(text[:5000]) else None
    if root is None:
        root = etree.fromstring(
            data, etree.HTMLParser(encoding="utf-8", huge_tree=True)
        )
    if root is None:
        raise UnreadableError(name, "HTML without any text", "Fetch it once more.")
    return root, remarks


def xhtml(data: bytes) -> etree._Element | None:
    """The tree of a document that is XML; None where it is not, or not alone."""
    parser = etree.XMLParser(
        encoding="utf-8", huge_tree=True, resolve_entities=False, no_network=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None
    # Names of marks, such as `&nbsp;`, are known in HTML only.
    return None if next(root.iter(etree.Entity), None) is not None else root


def numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with their running lines."""
    line = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            line += 1
            yield replace(block, place=replace(block.place, line=line))
            continue
        rows = []
        for row in block.rows:
            line += 1
            rows.append(replace(row, place=replace(row.place, line=line)))
        yield TableBlock(tuple(rows))


@dataclass(frozen=True)
class Level:
    """An open element: its name, and what holds for the text in it."""

    name: str
    style: Style
    is_bold: bool
    left: float
    first_line: float
    element: str
    # Where a raised text began: its flow, and how many parts that had.
    raised: tuple[Flow, int] | None = None
    tag: Tag | None = None


class Reader:
    """One walk through a tree. `unprinted` are the facts without a printed text."""

    def __init__(self, root: etree._Element, tags: dict[etree._Element, Tag]) -> None:
        """Begin above the root."""
        self.root = root
        self.tags = tags
        self.sheet = StyleSheet(root)
        self.levels = [Level("", PLAIN, False, 0, 0, "")]
        self.page = Table("")
        self.tables: list[Table] = []
        self.counts: Counter[str] = Counter()
        self.flow = Flow()
        self.pending: list[Tag] = []
        self.unprinted: list[Tag] = []

    @property
    def table(self) -> Table:
        """The innermost open table, or the page itself."""
        return self.tables[-1] if self.tables else self.page

    def blocks(self) -> list[Block]:
        """All that is printed, in the order of the document."""
        walk = etree.iterwalk(self.root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                if self.open(element):
                    self.say(element.text)
                else:
                    walk.skip_subtree()
                continue
            if event == "end":
                self.close()
            if element is not self.root:
                self.say(element.tail)
        self.end_flow()
        self.page.end_rows()
        return self.page.blocks

    def open(self, element: etree._Element) -> bool:
        """Begin an element; False where nothing in it is to be read."""
        name = name_of(element)
        style = self.sheet.style(element, name)
        level = self.level(element, name, style)
        self.levels.append(level)
        if style.is_hidden:
            self.unprinted += hidden(element, self.tags)
            return False
        if level.tag is not None:
            self.pending.append(level.tag)
        match name:
            case "table":
                self.end_flow()
                self.tables.append(Table(level.element))
            case "tr":
                self.end_flow()
                self.table.begin_row(level.element)
            case "td" | "th":
                self.end_flow()
                spans = attribute(element, "colspan"), attribute(element, "rowspan")
                is_left = style.is_left or attribute(element, "align") == "left"
                self.table.begin_cell(*spans, is_left)
            case "br":
                self.flow.add(" ")
            case "pre" if not self.tags and not self.tables:
                self.end_flow()
                lines = read_text("", "".join(map(str, element.itertext()))).blocks
                self.page.blocks += lines
                return False
            case _ if level.name in BLOCK_NAMES:
                self.end_flow()
        return True

    def level(self, element: etree._Element, name: str, style: Style) -> Level:
        """What holds in an element, by its style and by what it stands in."""
        above = self.levels[-1]
        is_block = name in BLOCK_NAMES and not style.is_inline
        is_cell = name in ("td", "th")
        place = above.element
        if is_block or name in ("table", "tr"):
            place = attribute(element, "id") or self.path(name)
        return Level(
            name=name if is_block or name not in BLOCK_NAMES else "",
            style=style,
            is_bold=above.is_bold if style.is_bold is None else style.is_bold,
            left=style.left + (0 if is_cell else above.left),
            first_line=(
                (0 if is_cell else above.first_line)
                if style.first_line is None
                else style.first_line
            ),
            element=place,
            raised=(self.flow, len(self.flow.parts)) if style.is_raised else None,
            tag=self.tags.get(element),
        )

    def path(self, name: str) -> str:
        """The number of an element among those of its name; of a row in its table."""
        if name == "tr" and self.tables:
            self.table.row_number += 1
            return f"{self.table.element}/tr[{self.table.row_number}]"
        self.counts[name] += 1
        return f"{name}[{self.counts[name]}]"

    def close(self) -> None:
        """End the innermost element."""
        level = self.levels.pop()
        if level.style.is_hidden:
            return
        if level.raised is not None and level.raised[0] is self.flow:
            self.flow.mark(level.raised[1])
        if level.tag is not None and level.tag in self.pending:
            self.pending.remove(level.tag)
            self.unprinted.append(level.tag)
        match level.name:
            case "table":
                self.end_flow()
                inner = self.tables.pop()
                inner.end_row()
                inner.end_rows()
                self.table.take(inner)
            case "tr":
                self.end_flow()
                self.table.end_row()
            case "td" | "th":
                self.end_flow()
                self.table.end_cell()
            case name if name in BLOCK_NAMES:
                self.end_flow()

    def say(self, text: str | None) -> None:
        """Add a text where the walk stands."""
        if not text:
            return
        level = self.levels[-1]
        before = self.flow.marks
        self.flow.add(text, level.is_bold, level.left + level.first_line, level.element)
        if self.flow.marks > before:
            self.flow.tags += self.pending
            self.pending.clear()

    def end_flow(self) -> None:
        """End a stretch of text: it is a piece of a cell, or a paragraph."""
        if self.flow.has_text:
            self.table.take_flow(self.flow)
        self.flow = Flow()


def hidden(element: etree._Element, tags: dict[etree._Element, Tag]) -> list[Tag]:
    """The facts in an element that is not printed."""
    return [tags[inner] for inner in element.iter(etree.Element) if inner in tags]
