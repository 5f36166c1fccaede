"""The words of a heading, a title or a sentence, read as a period.

First the words are found (`read_words`): days, years, lengths, parts of a fiscal year.
Then they are put together (`read_period`), where they say one thing only.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

from kessan.read.columns.calendars import (
    DAY,
    MONTHS_OF_A_QUARTER,
    MONTHS_OF_A_YEAR,
    Calendar,
    Period,
    Unsure,
    last_day_of,
    month_end,
    shift,
    start_of,
)

__all__ = ["Calendar", "Period", "PeriodWords", "Unsure", "read_period", "read_words"]

MONTHS = (
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "nine": 9,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "sixteen": 16,
    "twenty-four": 24,
    "twenty-six": 26,
    "twenty-seven": 27,
    "thirty-six": 36,
    "thirty-nine": 39,
    "forty": 40,
    "fifty-two": 52,
    "fifty-three": 53,
}
ORDINALS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
}
QUARTERS_OF_A_HALF = 2

MONTH_NUMBERS = {word: n for n, words in enumerate(MONTHS, 1) for word in words}


def _any(words: Collection[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(word.replace("-", r"[-\s]?") for word in longest_first)


MONTH = rf"\b(?P<month>{_any(MONTH_NUMBERS)})\b\.?"
DAY_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b(?![/.:]\d)"
YEAR = r"(?<![\d,.])(?P<year>(?:19|20)\d\d)(?![\d%]|[,.]\d)"
SHORT_YEAR = r"['’]?(?P<year>(?:19|20)?\d\d)(?![\d%]|[,.]\d)"  # noqa: RUF001
NUMBER = rf"(?:{_any(NUMBERS)}|\d{{1,2}})"
ORDINAL = rf"(?P<ordinal>{_any(ORDINALS)})"
ENDED = r"end(?:ed|ing|s)\b"
BETWEEN_DAYS = re.compile(r"[\s(]*(?:to|through|thru|until|-|~)[\s)]*")


@dataclass(frozen=True)
class PeriodWords:
    """What words say of a period; each field holds every such word, once.

    `days` are whole dates, `month_days` and `years` parts of some, `months` pairs of
    year and month. `fiscal_years` are called so. `parts` are the first and last
    quarter of a fiscal year, `lengths` numbers of months, `weeks` of weeks. `ranges`
    are first and last days. `is_instant` is where a day is one `as of` which
    something is. `problems` say what cannot be read.
    """

    days: tuple[date, ...] = ()
    month_days: tuple[tuple[int, int], ...] = ()
    years: tuple[int, ...] = ()
    months: tuple[tuple[int, int], ...] = ()
    fiscal_years: tuple[int, ...] = ()
    parts: tuple[tuple[int, int], ...] = ()
    lengths: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    ranges: tuple[tuple[date, date], ...] = ()
    is_instant: bool = False
    problems: tuple[str, ...] = ()

    @property
    def has_length(self) -> bool:
        """Whether a length is said, in any way."""
        return bool(self.lengths or self.weeks or self.parts or self.ranges)

    @property
    def says_when(self) -> bool:
        """Whether a day, a month or a year is said."""
        return bool(self.all_days or self.years or self.fiscal_years)

    @property
    def all_days(self) -> tuple[date | tuple[int, int], ...]:
        """Whole days and parts of some, but for the years."""
        ends = tuple(day for span in self.ranges for day in span)
        return (*self.days, *self.month_days, *self.months, *ends)

    @property
    def joined_days(self) -> tuple[date, ...]:
        """The day that a year and a day without one make."""
        if not len(self.years) == len(self.month_days) == 1:
            return ()
        _, day = _date(self.years[0], *self.month_days[0])
        return (day,) if isinstance(day, date) else ()


# A word that was found: the field of PeriodWords that it is of, and its value.
Finding = tuple[str, object]
Found = Iterator[Finding]


def _date(year: int, month: int, day: int) -> Finding:
    try:
        return "days", date(year, month, day)
    except ValueError:
        return "problems", f"there is no day {year}-{month}-{day}"


def _full_year(text: str) -> int:
    return int(text) if len(text) > len("99") else 2000 + int(text)


def _named_day(match: re.Match[str]) -> Found:
    month = MONTH_NUMBERS[match["month"]]
    yield _date(_full_year(match["year"]), month, int(match["day"]))


def _japanese_day(match: re.Match[str]) -> Found:
    yield _date(int(match["year"]), int(match["number"]), int(match["day"]))


def _numeric_day(match: re.Match[str]) -> Found:
    first, second = int(match["first"]), int(match["second"])
    year = int(match["year"])
    if match["mark"] == "." or first > MONTHS_OF_A_YEAR or first == second:
        yield _date(year, second, first)
    elif second > MONTHS_OF_A_YEAR:
        yield _date(year, first, second)
    else:
        yield "problems", f"{match[0]} may be of either month"


def _month_day(match: re.Match[str]) -> Found:
    yield "month_days", (MONTH_NUMBERS[match["month"]], int(match["day"]))


def _month_of_year(match: re.Match[str]) -> Found:
    yield "months", (int(match["year"]), MONTH_NUMBERS[match["month"]])


def _year_named_by_month(match: re.Match[str]) -> Found:
    yield "months", (_full_year(match["year"]), int(match["number"]))
    yield "lengths", MONTHS_OF_A_YEAR


def _part(match: re.Match[str]) -> Found:
    groups = match.groupdict()
    number, kind = int(groups["number"]), groups["kind"]
    if kind == "q":
        yield "parts", (1, number) if groups.get("cumulative") else (number, number)
    elif kind == "h" and number <= QUARTERS_OF_A_HALF:
        last = number * QUARTERS_OF_A_HALF
        yield "parts", (last - 1, last)
    elif kind == "m" and number % MONTHS_OF_A_QUARTER == 0:
        yield "parts", (1, number // MONTHS_OF_A_QUARTER)
    else:
        yield "problems", f"{match[0].strip()} is no part of a fiscal year"
    if groups.get("year"):
        yield "fiscal_years", _full_year(groups["year"])


def _ordinal_part(match: re.Match[str]) -> Found:
    number = ORDINALS[match["ordinal"]]
    if match["kind"] == "quarter":
        yield "parts", (number, number)
    elif number <= QUARTERS_OF_A_HALF:
        last = number * QUARTERS_OF_A_HALF
        yield "parts", (last - 1, last)
    else:
        yield "problems", f"there is no {match[0]}"


def _first_months(match: re.Match[str]) -> Found:
    (months,) = _numbers(match["number"])
    if months % MONTHS_OF_A_QUARTER or not 0 < months <= MONTHS_OF_A_YEAR:
        yield "problems", f"the {match[0]} are no quarters"
    else:
        yield "parts", (1, months // MONTHS_OF_A_QUARTER)


def _numbers(text: str) -> list[int]:
    words = re.findall(NUMBER, text)
    return [
        int(word) if word.isdigit() else NUMBERS[re.sub(r"\s", "-", word)]
        for word in words
    ]


def _age(match: re.Match[str]) -> Found:
    yield from ()


def _counted(match: re.Match[str]) -> Found:
    unit = match["unit"]
    for number in _numbers(match["numbers"]):
        if unit == "week":
            yield "weeks", number
        elif unit == "quarter":
            yield "lengths", number * MONTHS_OF_A_QUARTER
        else:
            yield "lengths", number


def _fiscal_year(match: re.Match[str]) -> Found:
    yield "fiscal_years", _full_year(match["year"])


def _length(months: int) -> Callable[[re.Match[str]], Found]:
    def found(match: re.Match[str]) -> Found:
        yield "lengths", months

    return found


def _year(match: re.Match[str]) -> Found:
    yield "years", int(match["year"])


def _no_span(match: re.Match[str]) -> Found:
    yield "problems", f"{match[0].strip()} does not say from when"


# What is found first is taken away from what the later ones may find.
PATTERNS: tuple[tuple[str, Callable[[re.Match[str]], Found]], ...] = (
    (rf"{YEAR}\s?年\s?(?P<number>\d{{1,2}})月\s?(?P<day>\d{{1,2}})日", _japanese_day),
    (
        rf"{YEAR}(?P<mark>[-/.])(?P<number>\d{{1,2}})(?P=mark){DAY_NUMBER}",
        _japanese_day,
    ),
    (
        r"\b(?P<first>\d{1,2})(?P<mark>[-/.])(?P<second>\d{1,2})(?P=mark)"
        r"(?P<year>(?:19|20)\d\d)\b",
        _numeric_day,
    ),
    (rf"{MONTH}\s*{DAY_NUMBER}\s*,?\s*{YEAR}", _named_day),
    (rf"\b{DAY_NUMBER}[-\s]+(?:of\s+)?{MONTH}[-,\s]+{YEAR}", _named_day),
    (rf"\b{DAY_NUMBER}-{MONTH}-(?P<year>\d\d)\b", _named_day),
    (rf"{YEAR}[-,\s]+{MONTH}\s*{DAY_NUMBER}", _named_day),
    (rf"{MONTH}\s*{DAY_NUMBER}", _month_day),
    (rf"\b{DAY_NUMBER}\s*{MONTH}", _month_day),
    (
        r"\bfye?\s?(?P<number>\d{1,2})/(?P<year>(?:20)?\d\d)\b",
        _year_named_by_month,
    ),
    (rf"{MONTH}\s*,?\s*{YEAR}", _month_of_year),
    (rf"\bfirst\s+(?P<number>{NUMBER})[-\s]months?\b", _first_months),
    (
        r"\b(?P<number>[1-4])(?P<kind>q)(?:\s?(?P<cumulative>ytd|cumulative)\b)"
        rf"(?:\s?fy\s?{SHORT_YEAR})?",
        _part,
    ),
    (
        r"\b(?P<number>\d{1,2})(?P<kind>[qhm])"
        rf"(?:(?:\s?fy\s?|\s(?=\d{{4}})|){SHORT_YEAR}|\b)",
        _part,
    ),
    (
        r"\b(?P<kind>[qh])(?P<number>[1-4])"
        rf"(?:(?:\s?fy\s?|\s(?=\d{{4}}|['’])|(?=['’])){SHORT_YEAR}|\b)",  # noqa: RUF001
        _part,
    ),
    (rf"\b{ORDINAL}[-\s](?:fiscal\s)?(?P<kind>quarter|half)\b", _ordinal_part),
    (
        rf"\b(?:less|more|greater|longer) than {NUMBER} (?:month|year)s?\b"
        rf"|\b(?:within|over|under|after|next|up to) {NUMBER} (?:month|year)s?\b"
        rf"|\b{NUMBER} (?:month|year)s? or (?:less|more|greater|longer)\b",
        _age,
    ),
    (
        rf"\b(?P<numbers>{NUMBER}(?:[-\s]*(?:and|or|&|,)\s*{NUMBER})*)[-\s]+"
        r"(?P<unit>month|week|quarter)s?\b",
        _counted,
    ),
    (rf"\b(?:fye?|fiscal(?:\s+years?)?)\s?{SHORT_YEAR}", _fiscal_year),
    (rf"\b(?:half|half[-\s]year)[-\s](?:period\s)?{ENDED}", _length(6)),
    (rf"\bquarters?(?:ly\speriods?)?[-\s]{ENDED}", _length(MONTHS_OF_A_QUARTER)),
    (rf"\byears?[-\s]{ENDED}", _length(MONTHS_OF_A_YEAR)),
    (r"\b(?:full|fiscal)[-\s]years?\b", _length(MONTHS_OF_A_YEAR)),
    (r"\b(?:year[-\s]to[-\s]date|ytd|ltm|inception)\b", _no_span),
    (YEAR, _year),
)
COMPILED = tuple((re.compile(pattern), read) for pattern, read in PATTERNS)
INSTANT = re.compile(r"\bas\s(?:of|at|on)\b|\bat\s*$")
END_OF_PART = re.compile(r"\s?-\s?end\b|\send\b(?!ed)")


def read_words(text: str) -> PeriodWords:
    """The words of a text that say something of a period."""
    plain = re.sub(r"[‐‑–—−]", "-", unicodedata.normalize("NFKC", text)).lower()  # noqa: RUF001
    rest = re.sub(r"\s+", " ", plain)
    findings: list[tuple[int, int, Finding]] = []
    for pattern, read in COMPILED:
        for match in pattern.finditer(rest):
            findings += [(match.start(), match.end(), found) for found in read(match)]
        rest = pattern.sub(lambda match: "\0" * len(match[0]), rest)
    findings.sort(key=lambda finding: finding[:2])
    found = [finding for _, _, finding in _with_ranges(findings, rest)]
    days = [
        start
        for start, _, (name, _) in findings
        if name in {"days", "month_days", "months"}
    ]
    before = [rest[:start] for start in days]
    is_instant = any(INSTANT.search(text) for text in (rest, *before)) or (
        bool(END_OF_PART.search(rest)) and any(name == "parts" for name, _ in found)
    )
    return PeriodWords(
        **{
            field.name: tuple(
                dict.fromkeys(value for name, value in found if name == field.name)
            )
            for field in fields(PeriodWords)
            if field.name != "is_instant"
        },  # type: ignore[arg-type]
        is_instant=is_instant,
    )


def _with_ranges(
    findings: list[tuple[int, int, Finding]], rest: str
) -> list[tuple[int, int, Finding]]:
    """The findings, where two days with a `to` between them are one range."""
    joined: list[tuple[int, int, Finding]] = []
    for start, end, finding in findings:
        before = joined[-1] if joined else None
        if before and BETWEEN_DAYS.fullmatch(rest[before[1] : start]):
            span = _range(before[2], finding)
            if span:
                joined[-1] = (before[0], end, ("ranges", span))
                continue
        joined.append((start, end, finding))
    return joined


def _range(first: Finding, last: Finding) -> tuple[date, date] | None:
    end = last[1]
    if last[0] != "days" or not isinstance(end, date):
        return None
    start = first[1]
    if first[0] == "month_days" and isinstance(start, tuple):
        _, start = _date(end.year, *start)
    is_span = isinstance(start, date) and start < end
    return (start, end) if is_span and isinstance(start, date) else None


def read_period(
    words: PeriodWords | str,
    calendar: Calendar,
    seen: Collection[date] = (),
    is_balance: bool | None = None,
) -> Period | Unsure:
    """The period that words say, or why it is not known.

    `seen` are the days above the columns of the document: they tell the rule of a
    calendar of weeks. `is_balance` is True for words over balances, which say a day
    without `as of`.
    """
    words = read_words(words) if isinstance(words, str) else words
    if words.problems:
        return Unsure("; ".join(words.problems))
    if words.ranges:
        return _read_range(words)
    day = _day(words, calendar, seen)
    if day is None:
        return _fiscal_period(words, calendar, seen, bool(is_balance))
    if isinstance(day, Unsure):
        return day
    return _period_to(day, words, calendar, seen, is_balance)


def _read_range(words: PeriodWords) -> Period | Unsure:
    (start, end), *others = words.ranges
    if others or any(day != end for day in words.days):
        return Unsure("it says more than one period")
    return Period(start, end)


def _day(
    words: PeriodWords, calendar: Calendar, seen: Collection[date]
) -> date | Unsure | None:
    """The last day that the words name; None where they name none."""
    named = words.all_days
    if not named:
        return None
    if len(named) > 1:
        return Unsure("it names more than one day")
    if words.months:
        year, month = words.months[0]
        end = month_end(date(year, month, 1))
        return last_day_of(end, calendar, seen) if calendar.month_of(end) else end
    if words.days:
        (day,) = words.days
        if set(words.years) - {day.year}:
            return Unsure("it names a day and another year")
        return day
    if len(words.years) != 1:
        return Unsure("it names a day without one year")
    finding, value = _date(words.years[0], *words.month_days[0])
    return value if isinstance(value, date) else Unsure(f"{finding}: {value}")


def _period_to(
    day: date,
    words: PeriodWords,
    calendar: Calendar,
    seen: Collection[date],
    is_balance: bool | None,
) -> Period | Unsure:
    """The period that ends on a day."""
    months = set(words.lengths)
    if words.is_instant and words.has_length:
        return Unsure("it is of a day and of a span at once")
    if words.is_instant or (is_balance and not words.has_length):
        return Period(None, day)
    if words.parts and months == {MONTHS_OF_A_YEAR}:
        return _part_of_year(day, words, calendar, seen)
    if not _is_of_its_year(day, words, calendar):
        return Unsure("it names a day that is not of the quarter or year it names")
    if words.fiscal_years and not words.has_length:
        months = {MONTHS_OF_A_YEAR}
    months |= {(last - first + 1) * MONTHS_OF_A_QUARTER for first, last in words.parts}
    if len(months) > 1 or len(words.weeks) > 1 or len(words.parts) > 1:
        return Unsure("it says more than one length")
    if words.weeks:
        return Period(day - words.weeks[0] * timedelta(weeks=1) + DAY, day)
    if not months:
        return Unsure("it names a day, but neither a span up to it nor `as of`")
    start = start_of(day, months.pop(), calendar, seen)
    return start if isinstance(start, Unsure) else Period(start, day)


def _is_of_its_year(day: date, words: PeriodWords, calendar: Calendar) -> bool:
    """Whether a day ends the quarter, and lies in the fiscal year, that are named."""
    nominal = calendar.month_of(day)
    if nominal is None:
        return not words.parts and not words.fiscal_years
    ends = [calendar.year_end(year) for year in words.fiscal_years]
    return all(last == calendar.quarter(nominal) for _, last in words.parts) and all(
        shift(end, -MONTHS_OF_A_YEAR) < nominal <= end for end in ends
    )


def _part_of_year(
    year_end: date, words: PeriodWords, calendar: Calendar, seen: Collection[date]
) -> Period | Unsure:
    """A part of the fiscal year that ends on a day."""
    nominal = calendar.month_of(year_end)
    if not nominal or calendar.quarter(nominal) != 4 or len(words.parts) != 1:
        return Unsure("it does not say one part of one fiscal year")
    return _quarters(nominal, words.parts[0], calendar, seen)


def _fiscal_period(
    words: PeriodWords, calendar: Calendar, seen: Collection[date], is_balance: bool
) -> Period | Unsure:
    """A fiscal year or a part of it, named by its number."""
    is_whole = set(words.lengths) == {MONTHS_OF_A_YEAR} and not words.parts
    years = set(words.fiscal_years)
    if words.parts or is_whole:
        years |= set(words.years)
    elif words.years:
        return Unsure("it names a year, but not whose or what of it")
    if not years:
        return Unsure("it names no period")
    if len(years) > 1 or len(words.parts) > 1 or words.weeks:
        return Unsure("it says more than one period")
    part = words.parts[0] if words.parts else (1, 4)
    months = (part[1] - part[0] + 1) * MONTHS_OF_A_QUARTER
    if set(words.lengths) - {months, MONTHS_OF_A_YEAR}:
        return Unsure("it says a year and a length, but not which part of the year")
    period = _quarters(calendar.year_end(years.pop()), part, calendar, seen)
    if isinstance(period, Period) and (is_balance or words.is_instant):
        return replace(period, start=None)
    return period


def _quarters(
    nominal_year_end: date,
    part: tuple[int, int],
    calendar: Calendar,
    seen: Collection[date],
) -> Period | Unsure:
    """The first to the last quarter of a fiscal year."""
    first, last = part
    nominal = shift(nominal_year_end, (last - 4) * MONTHS_OF_A_QUARTER)
    end = last_day_of(nominal, calendar, seen)
    if isinstance(end, Unsure):
        return end
    months = (last - first + 1) * MONTHS_OF_A_QUARTER
    start = start_of(end, months, calendar, seen)
    return start if isinstance(start, Unsure) else Period(start, end)
