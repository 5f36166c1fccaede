"""What makes tables hard to read: each takes a sheet and prints it so."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from kessan.read.second import number_of
from rendering.sheets import Column, Line, Sheet

LONG_UNIT_LINE = (
    "(In millions, except number of shares, which are reflected in thousands,"
    " and per-share amounts)"
)
MARK = "(1)"
NOTE = "(1) Restated for a change of method."


def in_millions(sheet: Sheet) -> Sheet:
    """A unit line that says another scale for shares than for amounts."""
    columns = tuple(replace(column, scale="6") for column in sheet.columns)
    return replace(sheet, columns=columns, unit_line=LONG_UNIT_LINE)


def in_one_row(sheet: Sheet) -> Sheet:
    """Headings in one row each."""
    columns = tuple(replace(one, headings=(one.heading,)) for one in sheet.columns)
    return replace(sheet, columns=columns)


def in_plain_signs(sheet: Sheet) -> Sheet:
    """Losses with a minus sign, and dashes that are hyphens."""

    def text_of(text: str) -> str:
        if text.startswith("("):
            return f"-{text.strip('()')}"
        return text.replace("—", "-")

    return _with(sheet, texts=text_of)


def unclosed(sheet: Sheet) -> Sheet:
    """The first loss of the sheet has lost its closing parenthesis."""
    lines = [*sheet.lines]
    at = next(
        (n for n, one in enumerate(lines) if any("(" in text for text in one.texts)), -1
    )
    if at >= 0:
        lines[at] = replace(lines[at], is_unclosed=True)
    return replace(sheet, lines=tuple(lines))


def wrapped(sheet: Sheet) -> Sheet:
    """Labels of figures run over two rows, before a word that begins with none."""
    return replace(sheet, lines=tuple(map(_wrapped, sheet.lines)))


def _wrapped(line: Line) -> Line:
    words = line.label.split()
    breaks = [n for n in range(2, len(words)) if words[n].islower()]
    return replace(line, words=breaks[-1]) if breaks and any(line.texts) else line


def marked(sheet: Sheet) -> Sheet:
    """A label, and the figures of a line without a sign, have the mark of a note."""
    lines = [*sheet.lines]
    at = next(n for n, one in enumerate(lines) if any(one.texts) and not one.sign)
    label = f"{lines[at].label} {MARK}"
    lines[at] = replace(lines[at], label=label)
    lines[at + 1] = (
        replace(lines[at + 1], mark="*") if any(lines[at + 1].texts) else lines[at + 1]
    )
    return replace(sheet, lines=tuple(lines), notes=(NOTE, "* Not audited."))


def turned(sheet: Sheet) -> Sheet:
    """The table goes on behind the end of a page, with its headings again."""
    return replace(sheet, turned=len(sheet.lines) // 2)


def garbled(sheet: Sheet) -> Sheet:
    """Every fourth label has letters that a scan took for others."""
    lines = [
        replace(line, label=line.label.replace("i", "1").replace("e", "c"))
        if n % 4 == 1 and any(line.texts)
        else line
        for n, line in enumerate(sheet.lines)
    ]
    return replace(sheet, lines=tuple(lines))


def growing(sheet: Sheet) -> Sheet:
    """Changes and growths stand behind the first two columns, and no others."""
    return _growing(sheet, sheet.columns[0].headings[:-1])


def growing_alone(sheet: Sheet) -> Sheet:
    """The same, with nothing above the headings of changes and growths."""
    return _growing(sheet, ("",) * (sheet.levels - 1))


def _growing(sheet: Sheet, above: tuple[str, ...]) -> Sheet:
    first, second = sheet.columns[:2]
    period = first.period
    unit = Column((*above, "Change"), period, first.unit, first.scale, "", "change")
    rate = Column((*above, "% Change"), period, "percent", "0", "", "yoy_percent")
    lines = tuple(
        replace(line, texts=(*line.texts[:2], *_growth(*line.texts[:2])))
        if any(line.texts)
        else line
        for line in sheet.lines
    )
    return replace(sheet, columns=(first, second, unit, rate), lines=lines)


def _growth(later: str, earlier: str) -> tuple[str, str]:
    new, old = (number_of(text) or Decimal(0) for text in (later, earlier))
    change = _printed(new - old)
    if not old or old < 0 or new < 0:
        return change, "n/m"
    rate = ((new - old) * 100 / old).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return change, _printed(rate, "%")


def _printed(value: Decimal, behind: str = "") -> str:
    text = f"{abs(value):,}{behind}"
    return f"({text})" if value < 0 else text


def _with(sheet: Sheet, texts: "object") -> Sheet:
    lines = (replace(line, texts=tuple(map(texts, line.texts))) for line in sheet.lines)
    return replace(sheet, lines=tuple(lines))
