"""The claims of tables: rows of line items, rows of periods, or a figure a row."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from kessan.read.prose.figure import ACTUAL, AMOUNT, GROWTH, Period
from kessan.read.prose.words import ROUGHLY
from kessan.verify.around import Around, heading_of_period
from kessan.verify.claim import Claim
from kessan.verify.document import Spot, Table
from kessan.verify.headings import FORECAST, Head, Headings, role_of
from kessan.verify.issuer import Issuer
from kessan.verify.words import unread_heading

Row = tuple[Spot, ...]
NUMBER = re.compile(
    r"(?P<minus>[-−–△▲])?\s*(?P<open>\()?\s*(?P<before>[^\d().,\s-]{1,4}\s?)?"  # noqa: RUF001
    r"(?P<again>[-−△▲])?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"  # noqa: RUF001
    r"\s*(?P<inside>%|pp|bps)?\s*(?P<close>\))?\s*(?P<behind>%|[A-Za-z¥$€£ ]{1,24})?"
)
ROUGH = re.compile(rf"^\s*(?:~|≈|ca\.?|c\.|{'|'.join(ROUGHLY)})\s*", re.IGNORECASE)
PERCENT = "percent"
# More words above a table are a paragraph, and none of it.
CAPTION = 12


def claims_of_table(
    table: Table, name: str, headings: tuple[str, ...], key: str | None, around: Around
) -> Iterator[Claim]:
    """The figures of a table, each of the company that its row or the table names.

    A table whose company is not known is read as if of any: nothing of it is known.
    """
    top, *below = table.rows
    rows = [row for row in below if row]
    roles = [role_of(spot.text) for spot in top]
    said = (*headings, table.caption, top[0].text)

    def cells(of: str | None) -> "_Cells":
        issuer = around.issuer(of or min(around.companies.keys))
        return _Cells(issuer, of or "", said, name, around)

    if "item" in roles and "value" in roles:
        yield from _long(roles, rows, key, cells, around)
        return
    companies = [around.companies.of_cell(row[0].text) for row in rows]
    if any(companies):
        for row, of in zip(rows, companies, strict=True):
            if of:
                yield from cells(of).of_company(top, row)
        return
    read = cells(key)
    across = sum(read.head(spot.text).period is not None for spot in top[1:])
    down = sum(read.head(row[0].text).period is not None for row in rows)
    yield from read.by_period(top, rows) if down > across else read.by_item(top, rows)


def _long(
    roles: list[str],
    rows: list[Row],
    key: str | None,
    cells: Callable[[str | None], "_Cells"],
    around: Around,
) -> Iterator[Claim]:
    """A figure a row, with its company, line item, period and unit beside it."""
    for row in rows:
        said: dict[str, str] = {}
        spots: dict[str, Spot] = {}
        for role, spot in zip(roles, row, strict=False):
            if role and spot.text:
                said[role] = f"{said[role]} {spot.text}" if role in said else spot.text
                spots[role] = spot
        if not {"value", "item"} <= said.keys():
            continue
        of = around.companies.of_cell(said["company"]) if "company" in said else key
        read = cells(None if around.given and of != around.given else of)
        item = _with_unit(read.head(said["item"]), read.own_unit(said.get("unit", "")))
        when = replace(read.head(said.get("period", "")), unit=None, scale=None)
        yield from read.claim(spots["value"], item, when)


@dataclass
class _Cells:
    """Reads cells that have their line item at one side and their period at another.

    `said` are the headings above the table, its caption, and its first cell.
    """

    issuer: Issuer
    company: str
    said: tuple[str, ...]
    name: str
    around: Around

    @cached_property
    def headings(self) -> Headings:
        """What reads its headings."""
        _, year_end = heading_of_period(self.said, self.issuer)
        return Headings(self.issuer, self.around.units, year_end)

    def head(self, text: str) -> Head:
        """What a heading says."""
        return self.headings.read(text)

    def own_unit(self, text: str) -> Head:
        """What the cell of a unit says."""
        unit = self.headings.unit(text)
        return Head(unit=unit.name, scale=unit.scale) if unit else Head()

    def by_item(self, top: Row, rows: Iterable[Row]) -> Iterator[Claim]:
        """Rows of line items below columns of periods."""
        heads = [self.head(spot.text) for spot in top]
        periods = [
            head.period for head in heads[1:] if head.period and not head.is_growth
        ]
        for row in rows:
            pairs = list(zip(row, heads, strict=False))
            units = [self.own_unit(s.text) for s, head in pairs if head.role == "unit"]
            item = _with_unit(self.head(row[0].text), *units[:1])
            for spot, head in pairs[1:]:
                if head.is_growth:
                    yield from self._growth(spot, item, head, periods)
                elif head.role not in ("unit", "item", "company"):
                    yield from self.claim(spot, item, head)

    def by_period(self, top: Row, rows: Iterable[Row]) -> Iterator[Claim]:
        """Rows of periods below columns of line items."""
        heads = [self.head(spot.text) for spot in top]
        for row in rows:
            when = self.head(row[0].text)
            for spot, item in list(zip(row, heads, strict=False))[1:]:
                yield from self.claim(spot, item, when)

    def of_company(self, top: Row, row: Row) -> Iterator[Claim]:
        """A row of a company below columns of line items, and maybe of its period."""
        heads = [self.head(spot.text) for spot in top]
        pairs = list(zip(row, heads, strict=False))[1:]
        told = [self.head(spot.text) for spot, head in pairs if head.role == "period"]
        for spot, item in pairs:
            if item.role != "period":
                yield from self.claim(spot, item, told[0] if told else Head())

    def _growth(
        self, spot: Spot, item: Head, head: Head, periods: list[Period]
    ) -> Iterator[Claim]:
        """A growth: of its own period, else between the only two that are there."""
        period, base = head.period, None
        if period is None and len(periods) == 2:
            base, period = sorted(periods, key=lambda one: one[1])
        yield from self.claim(spot, item, Head("", "growth", period), base)

    def claim(
        self, spot: Spot, item: Head, when: Head, base: Period | None = None
    ) -> Iterator[Claim]:
        """The figure of a cell; none where there is no number."""
        text = ROUGH.sub("", spot.text).strip()
        found = NUMBER.fullmatch(text)
        if not found or not item.words:
            return
        own, reasons = self._own(found)
        is_growth = item.is_growth or when.is_growth
        unit, scale, is_own = self._unit(own, item, when)
        if is_growth or unit == PERCENT:
            unit, scale, is_own = PERCENT, 0, True
        is_bracketed = found["open"] and found["close"]
        is_negative = found["minus"] or found["again"] or is_bracketed
        value = Decimal(found["digits"].replace(",", ""))
        words, period = (when.words, when.period) if when.period else self._around()
        yield Claim(
            place=spot.place,
            company=self.company,
            label=FORECAST.sub("", item.words).strip(" ,:"),
            printed_text=spot.text,
            printed_value=-value if is_negative else value,
            period=period,
            unit=unit,
            scale=scale,
            is_own_unit=is_own,
            measure=GROWTH if is_growth else AMOUNT,
            base=base,
            period_words=words,
            scenario="forecast" if item.is_forecast or when.is_forecast else ACTUAL,
            is_rough=text != spot.text.strip(),
            table=self.name,
            around=". ".join((*self.said[-3:], item.words)),
            reasons=tuple(reasons),
            unread=(*item.unread, *when.unread, *self._unread),
        )

    def _unit(
        self, own: Head, item: Head, when: Head
    ) -> tuple[str | None, int | None, bool]:
        """The unit and the scale, and whether both are of this very line."""
        listed = [own, item, when, self._stated]
        unit = next((head.unit for head in listed if head.unit), None)
        scale = next((head.scale for head in listed if head.scale is not None), None)
        is_own = bool(own.unit or item.unit or when.unit == PERCENT)
        if own.unit and own.scale is None and scale is not None:
            # `¥74,123` in a table of millions.
            is_own = "_per_" in own.unit
        return unit, scale, is_own

    def _around(self) -> tuple[str, Period | None]:
        """The period that holds for the whole table."""
        heading, _ = heading_of_period(self.said, self.issuer)
        for text in (*reversed(self.said[-2:]), heading):
            if period := self.issuer.resolve(text) or self.issuer.instant(text):
                return text, period
        return "", None

    def _own(self, found: re.Match[str]) -> tuple[Head, list[str]]:
        """What a cell itself says of its unit."""
        before = (found["before"] or "").strip()
        behind = ((found["behind"] or "") + (found["inside"] or "")).strip()
        if "%" in behind:
            return Head(unit=PERCENT, scale=0), []
        words = f"{before} {behind}".strip()
        if not words:
            return Head(), []
        unit = self.headings.unit(words) or (
            self.headings.unit(behind) if behind else None
        )
        if unit is None:
            return Head(), [f"the unit is not understood: {words}"]
        return Head(unit=unit.name, scale=unit.scale), []

    @cached_property
    def _unread(self) -> tuple[str, ...]:
        """The words above the table that are not understood: of whom else it may be."""
        *headings, caption, corner = self.said
        texts = [text for text in (caption, corner) if len(text.split()) <= CAPTION]
        return (
            *self.around.unread(tuple(headings), self.issuer),
            *(
                word
                for text in texts
                if role_of(text) == ""
                for word in unread_heading(
                    text, self.issuer.lexer, self.issuer.vocabulary
                )
            ),
        )

    @cached_property
    def _stated(self) -> Head:
        """What the words around the table say of its unit."""
        for text in reversed(self.said):
            if stated := self.headings.stated(text):
                return Head(unit=stated.amounts.name, scale=stated.amounts.scale)
        return Head()


def _with_unit(item: Head, *units: Head) -> Head:
    """A heading with the unit that stands in a cell of its own."""
    for own in units:
        if own.unit or own.scale is not None:
            return replace(item, unit=own.unit, scale=own.scale)
    return item
