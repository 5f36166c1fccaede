"""What the heading of a row or a column says: its role, period, unit and scale."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from kessan.read.columns.units import (
    StatedUnits,
    Unit,
    UnitWords,
    read_unit,
    read_unit_line,
)
from kessan.read.prose.figure import Period
from kessan.read.prose.words import OUTLOOKS
from kessan.verify.issuer import Issuer
from kessan.verify.words import rows, unread_heading

GROUP = re.compile(r"[\[(]([^()\[\]]*)[\])]")
FORECAST = re.compile(
    rf"\b(?:{'|'.join(OUTLOOKS)}|guidance|target|outlook)\b|\d\s?E\b", re.IGNORECASE
)
GROWN = re.compile(r"\b(?:yoy|y/y|growth|change)\b", re.IGNORECASE)
GROWTH_OF = re.compile(
    r"(.+?)[,:]? (?:yoy(?: growth)?|growth(?: rate)?|growth yoy)", re.IGNORECASE
)


@cache
def column_words() -> dict[str, str]:
    """What a column holds, by its heading."""
    return {row["word"]: row["role"] for row in rows("column_words.csv")}


def role_of(text: str) -> str:
    """`company`, `item`, `period`, `value`, `unit`, `growth`, or nothing."""
    plain = re.sub(r"\s+", " ", text.strip().lower().replace("_", " "))
    found = column_words()
    return found.get(plain) or found.get(GROUP.sub("", plain).strip(), "")


@dataclass(frozen=True)
class Head:
    """What a heading says, beside its words.

    `unread` are the words beside a period that are not understood: *consensus*.
    """

    words: str = ""
    role: str = ""
    period: Period | None = None
    unit: str | None = None
    scale: int | None = None
    is_forecast: bool = False
    unread: tuple[str, ...] = ()

    @property
    def is_growth(self) -> bool:
        """Whether its numbers are growth."""
        return self.role == "growth" or "yoy" in self.words.lower().split()


@dataclass(frozen=True)
class Headings:
    """Reads headings of tables of one company, below headings of one fiscal year."""

    issuer: Issuer
    units: UnitWords
    year_end: date | None

    def read(self, text: str) -> Head:
        """What a heading says."""
        words = GROUP.sub("", text).strip(" :*") or text
        unit = self._in_groups(text) or Unit(None, None)
        name = unit.name
        if text.strip().endswith("%") and name is None:
            name, words = "percent", words.rstrip("% ,")
        role = role_of(text)
        if not role and (growth := GROWTH_OF.fullmatch(words)):
            words, role = growth[1], "growth"
        is_forecast = bool(FORECAST.search(text))
        period = self._period(words)
        said = FORECAST.sub("", GROWN.sub("", words))
        more = unread_heading(said, self.issuer.lexer, ()) if period else ()
        return Head(words, role, period, name, unit.scale, is_forecast, tuple(more))

    def unit(self, text: str) -> Unit | None:
        """The unit that a text is, alone."""
        return read_unit(text, self.issuer.currency, self.units)

    def stated(self, text: str) -> StatedUnits | None:
        """What a line, or a part of it, says of units: `Example Inc., USD millions`."""
        currency = self.issuer.currency
        parts = [text, *re.split(r"[,;:()–—]| - ", text)]  # noqa: RUF001
        lines = (read_unit_line(part.strip(), currency, self.units) for part in parts)
        return next((stated for stated in lines if stated), None)

    def _in_groups(self, text: str) -> Unit | None:
        """The unit in parentheses, or that the text is."""
        for group in self._groups(text):
            if found := self.unit(group):
                return found
            if group != text and (stated := self.stated(group)):
                return stated.amounts
        return None

    @staticmethod
    def _groups(text: str) -> Iterator[str]:
        yield from GROUP.findall(text)
        if not text[:1].isdigit():
            yield text

    def _period(self, words: str) -> Period | None:
        if not self.year_end and not any(letter.isdigit() for letter in words):
            return None
        return self.issuer.resolver(self.year_end)(words) or self.issuer.instant(words)
