"""Which period a user means: by a fiscal quarter, half or year, by days, by a key."""

import re
from collections.abc import Callable, Collection
from datetime import date, timedelta

from kessan.answers.reading import Row

FORMS = (
    "2016Q2, 2016H1, 2016, a last day 2016-09-30, days 2016-04-01/2016-09-30, or a"
    " period_key"
)
_FISCAL = re.compile(r"(?:FY)?(?P<year>\d{4})(?:[ -]?(?P<part>[QH])(?P<number>[1-4]))?")

Test = Callable[[Row], bool]

# What a length of time is, of a period as `dim_period` has it with `quarter_end`.
SPANS: dict[str, Test] = {
    "quarter": lambda row: row["is_quarter"],
    "half": lambda row: row["months"] == 6,
    "year_to_date": lambda row: row["is_cumulative"],
    "year": lambda row: row["is_fiscal_year"],
    "trailing_twelve_months": lambda row: row["months"] == 12,
    "balance": lambda row: row["start_date"] is None,
}


def is_meant(text: str, span: str | None, labels: Collection[str]) -> Test | None:
    """A test of what a text means as a period; None where it means none.

    A period may be called by one of the `labels` of `dim_period`, too. `2016Q2` is
    the quarter, or the balance at its end, unless a span says otherwise: the months
    from the start of the year, or twelve months, up to that end.
    """
    named = text.strip()
    if fiscal := _FISCAL.fullmatch(named.upper()):
        return _fiscal(fiscal, span)
    begins, slash, ends = named.partition("@")[0].partition("/")
    try:
        days = [date.fromisoformat(day) for day in (begins, ends) if day]
    except ValueError:
        called = {label for label in labels if label.casefold() == named.casefold()}
        return _all(lambda row: row["label"] in called, span) if called else None
    if "@" in named:
        return _all(lambda row: row["period_key"] == named, span)
    if slash and len(days) == 2:
        return _all(lambda row: [row["start_date"], row["end_date"]] == days, span)
    return _all(lambda row: row["end_date"] == days[0], span) if days else None


def _fiscal(meant: re.Match[str], span: str | None) -> Test | None:
    year, part = int(meant["year"]), meant["part"]
    number = int(meant["number"] or 0)
    if part == "H" and number > 2:
        return None
    quarter = {"Q": number, "H": 2 * number}.get(part or "")
    usual = {"Q": "quarter", "H": "half"}.get(part or "", "year")

    def test(row: Row) -> bool:
        ends = row["fiscal_year_end_date"] if quarter is None else row["quarter_end"]
        is_there = row["fiscal_year"] == year and row["end_date"] == ends
        is_then = quarter is None or row["fiscal_quarter"] == quarter
        length = "balance" if row["start_date"] is None else usual
        return is_there and is_then and SPANS[span or length](row)

    return test


def _all(test: Test, span: str | None) -> Test:
    return lambda row: test(row) and (span is None or SPANS[span](row))


def span_of(row: Row) -> str:
    """The length of a period, in words for who chooses between several."""
    if row["start_date"] is None:
        return "balance"
    return next(
        (
            span
            for span in ("quarter", "year", "year_to_date", "trailing_twelve_months")
            if SPANS[span](row)
        ),
        f"{(row['end_date'] - row['start_date'] + timedelta(1)).days} days",
    )
