"""What the cover of a filing says of its company: facts of the taxonomy `dei`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kessan.read.document import Tag

DEI = "dei:"
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
# A year of weeks may end in the first days of the month after the one it goes with.
WEEK = 7
DAY = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:\s*,\s*(\d{4}))?$")
ISO = re.compile(r"(\d{4}|-)-(\d{2})-(\d{2})$")
SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?$")
CIK_DIGITS = 10
# The postal code of an address in the United States, whose country is not tagged.
ZIP = re.compile(r"\d{5}(?:-?\d{4})?$")


@dataclass(frozen=True)
class Cover:
    """The cover of a filing; empty, or None, is what it does not say."""

    name: str = ""
    exchange: str = ""
    ticker: str = ""
    country: str = ""
    year_end_month: int | None = None
    period_end: date | None = None
    named_after: Literal["start", "end"] = "end"
    cik: str = ""


def cover_of(tags: Iterable[Tag]) -> Cover:
    """The cover of a document by its tags, in order: of shares, the first counts."""
    said: dict[str, str] = {}
    for tag in tags:
        if tag.concept.startswith(DEI) and tag.printed_text:
            said.setdefault(tag.concept.removeprefix(DEI), tag.printed_text.strip())
    closing = _day(said.get("CurrentFiscalYearEndDate", ""))
    ended = _day(said.get("DocumentPeriodEndDate", ""))
    period_end = _date(ended)
    return Cover(
        name=said.get("EntityRegistrantName", ""),
        exchange=said.get("SecurityExchangeName", ""),
        ticker=said.get("TradingSymbol", ""),
        country=_country(said),
        year_end_month=_month(closing),
        period_end=period_end,
        named_after=_named_after(said, closing, period_end),
        cik=_cik(said),
    )


def _cik(said: dict[str, str]) -> str:
    """The number that the SEC knows the filer by, of ten digits."""
    told = said.get("EntityCentralIndexKey", "")
    return told.zfill(CIK_DIGITS) if told.isdigit() else ""


def _country(said: dict[str, str]) -> str:
    """The code of the country of the address; that of the United States is not said."""
    told = said.get("EntityAddressCountry", "")
    if told:
        return told if re.fullmatch("[A-Z]{2}", told) else ""
    has_state = "EntityAddressStateOrProvince" in said
    is_here = ZIP.match(said.get("EntityAddressPostalZipCode", ""))
    return "US" if has_state and is_here else ""


def _day(text: str) -> tuple[int | None, int, int] | None:
    """A year, or None, with a month and a day; None for what is no day for sure."""
    plain = text.lower().strip()
    if found := ISO.match(plain):
        year = None if found[1] == "-" else int(found[1])
        return year, int(found[2]), int(found[3])
    if found := DAY.match(plain):
        months = [n for n, name in enumerate(MONTHS, 1) if name.startswith(found[1])]
        if len(months) == 1:
            return int(found[3]) if found[3] else None, months[0], int(found[2])
    if found := SLASHES.match(plain):
        month, day = int(found[1]), int(found[2])
        if month <= len(MONTHS) < day or month == day:
            return int(found[3]) if found[3] else None, month, day
    return None


def _date(found: tuple[int | None, int, int] | None) -> date | None:
    try:
        return date(found[0], *found[1:]) if found and found[0] else None
    except ValueError:
        return None


def _month(closing: tuple[int | None, int, int] | None) -> int | None:
    """The month that fiscal years end with."""
    if closing is None or not 1 <= closing[1] <= len(MONTHS):
        return None
    _, month, day = closing
    return (month - 2) % len(MONTHS) + 1 if day <= WEEK else month


def _named_after(
    said: dict[str, str],
    closing: tuple[int | None, int, int] | None,
    period_end: date | None,
) -> Literal["start", "end"]:
    """Whether a fiscal year is called after the year that it begins or ends in."""
    focus = said.get("DocumentFiscalYearFocus", "")
    if not focus.isdigit() or closing is None or period_end is None:
        return "end"
    is_next = (period_end.month, period_end.day - WEEK) > closing[1:]
    ends_in = period_end.year + is_next
    return "start" if ends_in == int(focus) + 1 else "end"
