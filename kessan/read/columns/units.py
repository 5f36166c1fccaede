"""What figures are counted in: unit lines, headings, labels and cells, read as units.

The words of units and currencies are rows of the reference data (`UnitWords`); the
words that say a scale, or which lines a unit line leaves out, stand below.
"""

import csv
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PERCENT = "percent"
COUNT = "count"
SHARES = "shares"
CURRENCY = "currency"
PER = f"{CURRENCY}_per_"

SCALES = {
    "thousand": 3,
    "000": 3,
    "千": 3,
    "lakh": 5,
    "million": 6,
    "mil": 6,
    "mn": 6,
    "百万": 6,
    "crore": 7,
    "億": 8,
    "hundred million": 8,
    "billion": 9,
    "bn": 9,
    "trillion": 12,
}
_WORDS = sorted(SCALES, key=len, reverse=True)
SCALE = (
    rf"(?:\b(?:{'|'.join(word for word in _WORDS if word.isascii())})s?\b"
    rf"|{'|'.join(word for word in _WORDS if not word.isascii())})"
)
SCALE_OF_SHARES = re.compile(rf"\bshares?\b[^;.]{{0,40}}?\bin (?P<scale>{SCALE})")
# Words beside a unit that say nothing of it.
FILLERS = (
    r"units?|amounts?|figures|all|tabular|are|is|stated|expressed|reflected|presented"
    r"|rounded|in|of|the|unaudited|audited"
)
EXCEPT = re.compile(r"\b(?:except|other than|excluding|but)\b")
# A label that is the name of an amount, though it mentions shares.
MONEY_LABEL = re.compile(
    r"^(?:class \w )?(?:common|preferred|ordinary|capital|treasury) (?:stock|shares?)\b"
    r"(?! (?:outstanding|issued)$)"
    r"|\bpar value\b|\d[\d,.]* (?:\w+ ){0,3}shares\b|\bpurchases? of\b|\bissuance of\b"
)
SHARE_COUNT = (
    r"\b{shares} used (?:in|to|for)\b",
    r"\b(?:weighted )?average (?:\w+ ){{0,5}}{shares}\b",
    r"\bnumber of (?:\w+ ){{0,3}}{shares}\b",
    r"\b{shares} (?:outstanding|issued|authorized)\b",
)
DILUTIVE = re.compile(
    r"^(?:effect|impact) of (?:potentially )?dilutive\b"
    r"|^(?:anti ?)?dilutive (?:impact|effect|\w+ awards|\w+ excluded)\b"
)
# Labels of what may be percent, where no sign says so.
RATE = re.compile(r"\b(?:rate|ratio|(?:operating|profit|net) margin)s?$")
TIME = re.compile(r"\b(?:remaining|average) (?:\w+ )*(?:period|life|term)\b|\byears$")
PER_SOMETHING = re.compile(r"\bper (?:\w+ ){0,2}[a-z]+$")
NUMBER_OF = re.compile(r"^(?:total )?number of\b")
IN_PERCENT = re.compile(r"(?:^|[^\d\s])\s*%|(?<!\d )\bpercent(?:age)?s?\b")
GROUPS = re.compile(r"\(([^()]*)\)")
DIGITS = re.compile(r"[-–−△▲(]?\s*[\d,]*\.?\d+\s*\)?")  # noqa: RUF001
# What is counted, where a label begins with it, and is no money.
COUNTED = re.compile(
    r"^(?:\w+ ){0,2}(?:memberships?|subscribers?|subscriptions|employees|headcount"
    r"|stores|restaurants|locations|users|contracts|square feet)\b"
)
MONEY_WORDS = re.compile(
    r"\b(?:revenues?|sales|income|costs?|expenses?|assets?|liabilit(?:y|ies)|deferred"
    r"|receivables?|payables?|due|deposits?|values?|amounts?|proceeds|payments?"
    r"|cash|tax(?:es)?|price)\b"
)
# What is counted in shares or awards, where a label does not say so.
AWARD = re.compile(r"\b(?:awards?|options?|rsus?|psus?|securities)\b")
AWARDS = re.compile(
    r"\b(?:awards?|units?|options?|shares|rsus?|psus?) \w+ed\b"
    r"|^(?:granted|vested|forfeited|cancell?ed|exercised|expired)\b"
)
OF_AMOUNTS = re.compile(r"^(?:net|income|dollar(?= amounts))\b.*")
# A unit line is short, or what stands in the parentheses of a title.
LONGEST_UNIT_LINE = 80


@dataclass(frozen=True)
class Unit:
    """A unit as the rows of a release write it, and the power of ten of its figures.

    `name` is `JPY`, `JPY_per_share`, `shares`, `percent`; each is None where it is
    not said.
    """

    name: str | None
    scale: int | None


@dataclass(frozen=True)
class UnitWords:
    """The words of units: `words` by their printed form, in lower case.

    `units` are the names of all units, `currencies` the label and sign of each code.
    """

    words: Mapping[str, str]
    units: tuple[str, ...]
    currencies: Mapping[str, tuple[str, str]]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The unit or currency by all that it is printed as, in lower case."""
        labels = {label.lower(): code for code, (label, _) in self.currencies.items()}
        codes = {code.lower(): code for code in self.currencies}
        units = {unit.lower(): unit for unit in self.units}
        return {**labels, **codes, **units, **self.words}

    @cached_property
    def per(self) -> Mapping[str, str]:
        """The unit of money per something, by the something as printed."""
        return {
            word.split(" ", 1)[1]: unit
            for word, unit in self.words.items()
            if unit.startswith(PER) and " " in word
        }

    @cached_property
    def counts(self) -> Mapping[str, str]:
        """The units that money is counted per, by their printed form: shares, ADSs."""
        singles = [unit.removeprefix(PER) for unit in self.units if PER in unit]
        return {
            single.lower(): name
            for single in singles
            for name in (single, f"{single}s")
            if name in self.units
        }


def read_unit_words(folder: Path) -> UnitWords:
    """The words of units, from the reference data in a folder."""
    units = [row["unit"] for row in _rows(folder / "units.csv")]
    return UnitWords(
        words={
            row["printed_word"].lower(): row["unit"]
            for row in _rows(folder / "unit_words.csv")
        },
        units=tuple(units),
        currencies={
            row["currency"]: (row["label"], row["sign"])
            for row in _rows(folder / "currencies.csv")
        },
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class StatedUnits:
    """What a unit line says: the unit of the amounts, and what differs from it.

    `shares_scale` is that of numbers of shares. `has_plain_numbers` is whether numbers
    of other things are left out of the scale, `has_percentages` whether some figures
    are percentages, it does not say which; `is_of_all` whether the line says a
    scale alone, and no currency.
    """

    amounts: Unit
    shares_scale: int | None = None
    has_plain_numbers: bool = False
    has_percentages: bool = False
    is_of_all: bool = False


def read_unit(text: str, currency: str, words: UnitWords) -> Unit | None:
    """The unit that a text is, alone: `JPY millions`, `Unit: %`; else None.

    `in thousands` says a scale and no name, `JPY` a name and no scale. A sign or a
    word of several currencies is of `currency`, that of the release.
    """
    scale, rest = _take_scale(_plain(text))
    name = _unit_name(rest, currency, words) if rest else None
    if (rest and not name) or (name is None and scale is None):
        return None
    return Unit(name, scale)


def read_unit_line(text: str, currency: str, words: UnitWords) -> StatedUnits | None:
    """What a unit line says, or the parentheses of a title; None for other texts."""
    groups = GROUPS.findall(text)
    candidates = [text, *groups] if len(text) <= LONGEST_UNIT_LINE else groups or [text]
    stated = (_read_line(_plain(item), currency, words) for item in candidates)
    return next((line for line in stated if line), None)


def _read_line(plain: str, currency: str, words: UnitWords) -> StatedUnits | None:
    without_per = re.sub(r"\bper[- ](?:\w+ ){0,2}(?:shares?|ads)\b", "", plain)
    of_shares = SCALE_OF_SHARES.search(without_per)
    if of_shares:
        without_per = without_per.replace(of_shares[0], " ")
    main, *exceptions = EXCEPT.split(without_per, maxsplit=1)
    excepted = " ".join(exceptions)
    scale, _ = _take_scale(main)
    _, rest = _take_scale(re.split(r"[,;]|\band\b", main)[0])
    rest = OF_AMOUNTS.sub("", rest)
    name = _unit_name(rest, currency, words) if rest else currency
    if name is None or scale is None or _take_scale(excepted)[0]:
        return None
    unit = Unit(name, scale)
    return StatedUnits(
        unit,
        _shares_scale(of_shares, excepted, unit, is_of_all=not rest),
        bool(re.search(r"\bnumbers?\b", excepted)),
        has_percentages=bool(re.search(r"\bpercent|%|\brat(?:e|io)s?\b", excepted)),
        is_of_all=not rest,
    )


def _shares_scale(
    said: re.Match[str] | None, excepted: str, unit: Unit, is_of_all: bool
) -> int | None:
    """The scale of numbers of shares: their own, none, or that of all figures."""
    if said:
        return _take_scale(said["scale"])[0]
    if re.search(r"\bshares?\b", excepted):
        return 0
    return unit.scale if is_of_all else None


def read_label_unit(
    label: str,
    headings: Iterable[str],
    texts: Collection[str],
    stated: StatedUnits | None,
    currency: str,
    words: UnitWords,
) -> Unit | None:
    """The unit of a line, where it or a heading above says one; None where not.

    `headings` are those above it, the outermost first; `texts` are its cells. A name
    or a scale that is not known is None.
    """
    own = cells_unit(texts, currency, words)
    own = own or named_unit(label, stated, currency, words)
    if own or _is_doubtful(label):
        return own or Unit(None, None)
    for heading in reversed(tuple(headings)):
        unit = named_unit(heading, stated, currency, words)
        if unit:
            is_per = "_per_" in (unit.name or "")
            return Unit(None, None) if is_per and _are_large(texts) else unit
    return None


def _are_large(texts: Collection[str]) -> bool:
    """Whether figures are too large to be money per share."""
    return any(re.search(r"\d,\d{3},\d{3}|\d{6}", text) for text in texts)


def _is_doubtful(label: str) -> bool:
    """Whether a label may be of what is no money, though it does not say so."""
    plain = _plain(GROUPS.sub(" ", label)).rstrip(" :")
    is_count = COUNTED.search(plain) or AWARDS.search(plain)
    if is_count and not says_money(plain) and not MONEY_LABEL.search(plain):
        return True
    return any(form.search(plain) for form in (RATE, TIME, PER_SOMETHING))


def says_money(text: str) -> bool:
    """Whether a label or a heading has a word of money."""
    return bool(MONEY_WORDS.search(text.lower()))


def named_unit(
    text: str, stated: StatedUnits | None, currency: str, words: UnitWords
) -> Unit | None:
    """The unit that a label, or a heading of lines or of a column, names.

    `stated` is what the unit line says: the scale of numbers of shares.
    """
    groups = (read_unit(group, currency, words) for group in GROUPS.findall(text))
    printed = next((unit for unit in groups if unit), Unit(None, None))
    plain = _plain(GROUPS.sub(" ", text)).replace("-", " ")
    plain = re.sub(r"\s+", " ", EXCEPT.split(plain)[0]).strip(" :")
    shares = None if MONEY_LABEL.search(plain) else _share_count(plain, words)
    if shares:
        return Unit(shares, _count_scale(printed, stated))
    money = printed.name if printed.name in words.currencies else None
    per = _per_unit(plain, money or currency, words)
    if per:
        return Unit(per, 0)
    if NUMBER_OF.search(plain) and AWARD.search(plain):
        return Unit(None, printed.scale)
    if NUMBER_OF.search(plain):
        is_plain = stated is None or stated.has_plain_numbers
        return Unit(COUNT, printed.scale or (0 if is_plain else None))
    if printed.name and not money:
        return Unit(printed.name, printed.scale or 0)
    if printed != Unit(None, None):
        scale = printed.scale
        return Unit(money, stated.amounts.scale if stated and scale is None else scale)
    return Unit(PERCENT, 0) if IN_PERCENT.search(plain) else None


def _count_scale(printed: Unit, stated: StatedUnits | None) -> int | None:
    """The scale of a number of shares: what it says, else what the unit line does."""
    if printed.scale is not None:
        return printed.scale
    if printed.name:
        return 0
    return stated.shares_scale if stated else None


def _share_count(plain: str, words: UnitWords) -> str | None:
    if re.search(r"\b(?:price|fair value)\b", plain):
        return None
    if DILUTIVE.search(plain):
        return SHARES
    for single, unit in words.counts.items():
        shares = rf"{re.escape(single)}s?"
        if any(re.search(form.format(shares=shares), plain) for form in SHARE_COUNT):
            return unit
    return None


def _per_unit(plain: str, currency: str, words: UnitWords) -> str | None:
    for single, unit in words.per.items():
        # A digit behind it is the mark of a footnote.
        form = rf"\bper (?:\w+ ){{0,3}}{re.escape(single)}s?(?![a-z])"
        if re.search(form, plain) and not re.search(rf"[\d.]\s+{form[2:]}", plain):
            return unit.replace(CURRENCY, currency, 1)
    return None


def cells_unit(texts: Collection[str], currency: str, words: UnitWords) -> Unit | None:
    """The unit that stands in every cell with digits, as in `15.2%`."""
    marks = [DIGITS.sub("", text) for text in texts if re.search(r"\d", text)]
    units = {
        read_unit(mark, currency, words) if mark.strip() else None for mark in marks
    }
    if len(units) != 1:
        return None
    unit = units.pop()
    if unit is None or unit.name is None or unit.name in words.currencies:
        return None
    return Unit(unit.name, unit.scale or 0)


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("’", "'")  # noqa: RUF001
    return re.sub(r"\s+", " ", re.sub(r"[‐‑–—]", "-", text)).strip().lower()  # noqa: RUF001


def _take_scale(plain: str) -> tuple[int | None, str]:
    """The power of ten that a text says, and the text without it and its fillers."""
    found = re.findall(SCALE, plain)
    scales = {SCALES.get(word, SCALES.get(word.removesuffix("s"))) for word in found}
    rest = re.sub(SCALE, " ", plain)
    rest = re.sub(rf"\b(?:{FILLERS})\b", " ", rest.replace("'", " "))
    rest = re.sub(r"\s+", " ", rest).strip(" ()[]:.;,*-")
    return (scales.pop() if len(scales) == 1 else None), rest


def _unit_name(rest: str, currency: str, words: UnitWords) -> str | None:
    """The name of the unit that a word is."""
    label, sign = words.currencies.get(currency, ("", ""))
    single = rest.removesuffix("s").replace(".", "")
    if rest == sign or single == label.lower().split(" ")[-1]:
        return currency
    named = words.names.get(rest) or words.names.get(single)
    if named:
        return named.replace(CURRENCY, currency, 1)
    before, per, single = rest.partition(" per ")
    if per and f"per {single}" in words.words:
        money = _unit_name(before, currency, words)
        unit = words.words[f"per {single}"]
        return unit.replace(CURRENCY, money, 1) if money else None
    return None
