"""The claims of tables: rows of line items, rows of periods, or a figure a row."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kessan.read.columns.units import read_unit, read_unit_line
from kessan.read.prose.figure import ACTUAL, AMOUNT, GROWTH, Period
from kessan.read.prose.words import OUTLOOKS, ROUGHLY
from kessan.verify.claim import Claim
from kessan.verify.document import Spot, Table
from kessan.verify.issuer import Issuer
from kessan.verify.words import unread_heading

if TYPE_CHECKING:
    from kessan.verify.report import _Reader as Reader

COLUMN_WORDS = Path(__file__).with_name("column_words.csv")
GROUP = re.compile(r"[\[(]([^()\[\]]*)[\])]")
NUMBER = re.compile(
    r"(?P<minus>[-−–△▲])?\s*(?P<open>\()?\s*(?P<before>[^\d().,\s-]{1,4}\s?)?"  # noqa: RUF001
    r"(?P<again>[-−△▲])?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"  # noqa: RUF001
    r"\s*(?P<inside>%|pp|bps)?\s*(?P<close>\))?\s*(?P<behind>%|[A-Za-z¥$€£ ]{1,24})?"
)
FORECAST = re.compile(
    rf"\b(?:{'|'.join(OUTLOOKS)}|guidance|target|outlook)\b|\d\s?E\b", re.IGNORECASE
)
ROUGH = re.compile(rf"^\s*(?:~|≈|ca\.?|c\.|{'|'.join(ROUGHLY)})\s*", re.IGNORECASE)
# More words above a table are a paragraph, and none of it.
CAPTION = 12
NOTHING = {"", "-", "–", "—", "n/a", "na", "n.a.", "nm", "n.m."}  # noqa: RUF001


@cache
def column_words() -> dict[str, str]:
    """What a column holds, by its heading."""
    with COLUMN_WORDS.open(encoding="utf-8", newline="") as file:
        return {row["word"]: row["role"] for row in csv.DictReader(file)}


@dataclass(frozen=True)
class Head:
    """What a heading of a column or a row says, beside its words."""

    words: str
    role: str = ""
    period: Period | None = None
    unit: str | None = None
    scale: int | None = None
    is_forecast: bool = False
    unread: tuple[str, ...] = ()

    @property
    def is_growth(self) -> bool:
        """Whether its numbers are growth."""
        return self.role == "growth"


def claims_of_table(
    table: Table,
    name: str,
    headings: tuple[str, ...],
    key: str | None,
    reader: "Reader",
) -> Iterator[Claim]:
    """The figures of a table; of one whose company is not known, none."""
    if len(table.rows) < 2:
        return
    top = table.rows[0]
    roles = [_role(spot.text) for spot in top]
    if "item" in roles and "value" in roles:
        yield from _long(table, name, headings, key, roles, reader)
        return
    around = (*headings, table.caption, top[0].text)
    companies = [
        reader.companies.of_cell(row[0].text) if row else None for row in table.rows
    ]
    if any(companies[1:]):
        for row, of in zip(table.rows[1:], companies[1:], strict=True):
            if of:
                yield from _Wide(reader.issuer(of), around, name, reader).by_period(
                    top, [row], is_company=True
                )
        return
    if key is None:
        return
    wide = _Wide(reader.issuer(key), around, name, reader)
    across = sum(wide.head(spot.text).period is not None for spot in top[1:])
    down = sum(
        wide.head(row[0].text).period is not None for row in table.rows[1:] if row
    )
    if down > across:
        yield from wide.by_period(top, table.rows[1:])
    else:
        yield from wide.by_item(top, table.rows[1:])


def _role(text: str) -> str:
    plain = re.sub(r"\s+", " ", text.strip().lower().replace("_", " "))
    found = column_words()
    return found.get(plain) or found.get(GROUP.sub("", plain).strip(), "")


def _long(
    table: Table,
    name: str,
    headings: tuple[str, ...],
    key: str | None,
    roles: list[str],
    reader: "Reader",
) -> Iterator[Claim]:
    """A figure a row, with its company, line item, period and unit beside it."""
    for row in table.rows[1:]:
        said: dict[str, str] = {}
        places: dict[str, str] = {}
        for role, spot in zip(roles, row, strict=False):
            if role and spot.text:
                said[role] = f"{said[role]} {spot.text}" if role in said else spot.text
                places[role] = spot.place
        of = reader.companies.of_cell(said["company"]) if "company" in said else key
        if reader.given and of != reader.given:
            of = None
        if not of or "value" not in said or "item" not in said:
            continue
        around = (*headings, table.caption)
        wide = _Wide(reader.issuer(of), around, name, reader, is_long=True)
        head = wide.head(said.get("period", ""))
        unit = wide.head(f"({said['unit']})") if "unit" in said else Head("")
        item = wide.head(said["item"])
        yield from wide.claim(
            Spot(said["value"], places["value"]),
            Head(
                item.words,
                item.role,
                item.period,
                unit.unit or item.unit,
                unit.scale if unit.scale is not None else item.scale,
            ),
            head,
        )


@dataclass
class _Wide:
    """Reads cells that have their line item at one side and their period at another."""

    issuer: Issuer
    around: tuple[str, ...]
    name: str
    reader: "Reader"
    is_long: bool = False

    @cached_property
    def unread(self) -> tuple[str, ...]:
        """The words above that are not understood: of whom else it may be."""
        *headings, caption, _ = (*self.around, "") if self.is_long else self.around
        if len(caption.split()) > CAPTION:
            caption = ""
        known = self.issuer.vocabulary
        return (
            *self.reader.unread(tuple(headings), self.issuer),
            *unread_heading(caption, self.issuer.lexer, known),
        )

    def head(self, text: str) -> Head:
        """What a heading says."""
        words = GROUP.sub("", text).strip(" :*") or text
        unit = scale = None
        for group in [
            *GROUP.findall(text),
            *([text] if not text[:1].isdigit() else []),
        ]:
            found = read_unit(group, self.issuer.currency, self.reader.units)
            stated = (
                None
                if found
                else read_unit_line(group, self.issuer.currency, self.reader.units)
            )
            if stated and group != text:
                found = stated.amounts
            if found:
                unit, scale = found.name, found.scale
                break
        if text.strip().endswith("%") and unit is None:
            unit, words = "percent", words.rstrip("% ,")
        _, year_end = self.reader.period_of(self.around, self.issuer)
        period = None
        if any(letter.isdigit() for letter in text) or year_end:
            resolve = self.issuer.resolver(year_end)
            period = resolve(words) or self.issuer.instant(words)
        more = unread_heading(words, self.issuer.lexer, ()) if period else ()
        return Head(
            words,
            _role(text),
            period,
            unit,
            scale,
            bool(FORECAST.search(text)),
            tuple(more),
        )

    def by_item(
        self, top: tuple[Spot, ...], rows: tuple[tuple[Spot, ...], ...]
    ) -> Iterator[Claim]:
        """Rows of line items below columns of periods."""
        heads = [self.head(spot.text) for spot in top]
        periods = [
            head.period for head in heads[1:] if head.period and not head.is_growth
        ]
        for row in rows:
            if not row:
                continue
            item = self.head(row[0].text)
            for number, (spot, head) in enumerate(zip(row, heads, strict=False)):
                if number == 0:
                    continue
                if head.is_growth or "yoy" in head.words.lower().split():
                    yield from self._growth(spot, item, head, periods)
                elif head.role in ("unit", "item", "company"):
                    continue
                else:
                    own = next(
                        (
                            self.head(f"({other.text})")
                            for other, of in zip(row, heads, strict=False)
                            if of.role == "unit"
                        ),
                        Head(""),
                    )
                    yield from self.claim(spot, _with_unit(item, own), head)

    def by_period(
        self,
        top: tuple[Spot, ...],
        rows: "tuple[tuple[Spot, ...], ...] | list[tuple[Spot, ...]]",
        is_company: bool = False,
    ) -> Iterator[Claim]:
        """Rows of periods, or of companies, below columns of line items."""
        heads = [self.head(spot.text) for spot in top]
        for row in rows:
            when = Head("") if is_company else self.head(row[0].text)
            for spot, item in list(zip(row, heads, strict=False))[1:]:
                if item.role == "period" and is_company:
                    when = self.head(spot.text)
                    continue
                yield from self.claim(spot, item, when)

    def _growth(
        self, spot: Spot, item: Head, head: Head, periods: list[Period]
    ) -> Iterator[Claim]:
        """A growth: of its own period, else between the only two that are there."""
        period, base = head.period, None
        if period is None and len(periods) == 2:
            base, period = sorted(periods, key=lambda one: one[1])
        yield from self.claim(
            spot, item, Head("", "growth", period, "percent", 0), base
        )

    def claim(
        self, spot: Spot, item: Head, when: Head, base: Period | None = None
    ) -> Iterator[Claim]:
        """The figure of a cell; none where there is no number."""
        text = ROUGH.sub("", spot.text)
        found = NUMBER.fullmatch(text.strip())
        if text.strip().lower() in NOTHING or not found or not item.words:
            return
        own, reasons = self._own(found)
        is_percent = own.unit == "percent"
        is_growth = item.is_growth or when.is_growth
        label = item.words
        if not is_growth and (
            growth := re.fullmatch(
                r"(.+?)[,:]? (?:yoy(?: growth)?|growth(?: rate)?|growth yoy)",
                label,
                re.I,
            )
        ):
            label, is_growth = growth[1], True
        unit = own.unit or item.unit or when.unit
        scale = own.scale
        for head in (item, when):
            scale = scale if scale is not None else head.scale
        is_own = bool(own.unit) or bool(item.unit) or when.unit == "percent"
        if unit is None or scale is None:
            around_unit, around_scale = self._stated()
            unit = unit or around_unit
            scale = scale if scale is not None else around_scale
        if is_percent or is_growth or unit == "percent":
            unit, scale, is_own = "percent", 0, True
        elif (
            own.unit and own.scale is None and item.scale is None and when.scale is None
        ):
            # ¥74,123 in a table of millions.
            is_own = "_per_" in own.unit
        period, words = when.period, when.words
        if period is None:
            heading, _ = self.reader.period_of(self.around, self.issuer)
            for said in (*reversed(self.around[-2:]), heading):
                period = self.issuer.resolve(said) or self.issuer.instant(said)
                words = said
                if period:
                    break
        negative = (
            found["minus"] or found["again"] or (found["open"] and found["close"])
        )
        value = Decimal(found["digits"].replace(",", ""))
        is_forecast = item.is_forecast or when.is_forecast
        yield Claim(
            place=spot.place,
            company=self.issuer.company_key,
            label=FORECAST.sub("", label).strip(" ,:"),
            printed_text=spot.text,
            printed_value=-value if negative else value,
            period=period,
            unit=unit,
            scale=scale,
            is_own_unit=is_own,
            measure=GROWTH if is_growth else AMOUNT,
            base=base,
            period_words=words,
            scenario="forecast" if is_forecast else ACTUAL,
            is_rough=text != spot.text,
            table=self.name,
            around=". ".join((*self.around[-3:], item.words)),
            reasons=tuple(reasons),
            unread=(*when.unread, *self.unread),
        )

    def _own(self, found: re.Match[str]) -> tuple[Head, list[str]]:
        """What a cell itself says of its unit."""
        before = (found["before"] or "").strip()
        behind = ((found["behind"] or "") + (found["inside"] or "")).strip()
        if "%" in behind:
            return Head("", unit="percent", scale=0), []
        words = f"{before} {behind}".strip()
        if not words:
            return Head(""), []
        unit = read_unit(words, self.issuer.currency, self.reader.units)
        if unit is None:
            unit = (
                read_unit(behind, self.issuer.currency, self.reader.units)
                if behind
                else None
            )
        if unit is None:
            return Head(""), [f"the unit is not understood: {words}"]
        return Head("", unit=unit.name, scale=unit.scale), []

    def _stated(self) -> tuple[str | None, int | None]:
        """What the words around a table say of its unit."""
        for text in reversed(self.around):
            stated = read_unit_line(text, self.issuer.currency, self.reader.units)
            if stated:
                return stated.amounts.name, stated.amounts.scale
        return None, None


def _with_unit(item: Head, own: Head) -> Head:
    if own.unit is None and own.scale is None:
        return item
    return Head(
        item.words, item.role, item.period, own.unit, own.scale, item.is_forecast
    )
