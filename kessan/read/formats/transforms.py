"""Printed figures of inline XBRL into numbers, by the format that the tag names.

The names are those of the transformation registries (`ixt`, `ixt-sec`), without
hyphens: `num-dot-decimal` and `numdotdecimal` are one rule in two of them.
"""

import re
import unicodedata
from decimal import Decimal

BLANK = r"[\s\u00a0\u2009\u202f]"
QUOTE = r"['’‘´`]"  # noqa: RUF001
# What separates thousands, and the point, where a format names both.
GROUPED: dict[str, tuple[str, str]] = {
    "numdotdecimal": (rf"[,{QUOTE[1:-1]}]|{BLANK}", r"\."),
    "numdotdecimalapos": (rf"{QUOTE}|{BLANK}", r"\."),
    "numdotdecimalin": (rf",|{BLANK}", r"\."),
    "numcommadecimal": (rf"[.{QUOTE[1:-1]}]|{BLANK}", ","),
    "numcommadecimalapos": (rf"{QUOTE}|{BLANK}", ","),
    "numcommadot": (",", r"\."),
    "numdotcomma": (r"\.", ","),
    "numspacedot": (BLANK, r"\."),
    "numspacecomma": (BLANK, ","),
}
# Formats that say zero, whatever is printed; a dash alone says it for the last two.
ZERO = {"fixedzero", "zerodash", "numdash"}
DASHED = {"zerodash", "numdash"}
DASH = re.compile(r"[-‐‑‒–—―−]+")  # noqa: RUF001
WORDS = {"numwordsen"}
# Two units, each behind its figure: `12 yen 50 sen`.
UNIT_DECIMAL = "numunitdecimal"
UNIT_PARTS = re.compile(r"(?P<whole>\d[\d,.]*)[^\d,.]+(?P<parts>\d{1,2})[^\d]*")
NUMBER = re.compile(r"\d+(\.\d+)?|\.\d+")

SMALL = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
UNITS = {
    **{word: number for number, word in enumerate(SMALL, 1)},
    **{word: 10 * number for number, word in enumerate(TENS, 2)},
}
NONE = {"zero", "no", "none", "nil"}
THOUSANDS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}


def transformed(text: str, form: str) -> Decimal | None:
    """The number that `text` stands for under the format `form`, without its sign.

    Without a format the text must be a plain number. None where the text is not what
    the format takes, or where the format is not known: nothing is guessed.
    """
    printed = unicodedata.normalize("NFKC", text).strip()
    rule = form.rpartition(":")[2].replace("-", "").lower()
    if rule in ZERO:
        is_zero = rule not in DASHED or DASH.fullmatch(printed)
        return Decimal(0) if is_zero else None
    if rule in WORDS:
        return in_words(printed)
    if rule in GROUPED:
        return grouped(printed, *GROUPED[rule])
    if rule == UNIT_DECIMAL:
        return with_units(printed)
    is_plain = not form and NUMBER.fullmatch(printed)
    return Decimal(printed) if is_plain else None


def grouped(printed: str, separator: str, point: str) -> Decimal | None:
    """The number of digits with separators between them; None for anything else."""
    shape = rf"(?P<whole>\d(?:(?:{separator})*\d)*)?(?:{point}\s?(?P<parts>\d+))?"
    found = re.fullmatch(shape, printed)
    if found is None or not (found["whole"] or found["parts"]):
        return None
    whole = re.sub(separator, "", found["whole"] or "0")
    return Decimal(f"{whole}.{found['parts'] or ''}")


def with_units(printed: str) -> Decimal | None:
    """The number of two figures with their units, of which the second is hundredths."""
    found = UNIT_PARTS.fullmatch(printed)
    if found is None:
        return None
    return Decimal(f"{re.sub('[,.]', '', found['whole'])}.{found['parts']:0>2}")


def in_words(printed: str) -> Decimal | None:
    """The number that English words say; None where they say none.

    A figure in digits is one too: `ixt-sec:numwordsen` takes both.
    """
    if NUMBER.fullmatch(printed):
        return Decimal(printed)
    words = [word for word in re.split(r"[\s-]+", printed.lower()) if word != "and"]
    if len(words) == 1 and words[0] in NONE:
        return Decimal(0)
    total = part = 0
    for word in words:
        if word in THOUSANDS:
            total, part = total + (part or 1) * THOUSANDS[word], 0
        elif word == "hundred":
            part = (part or 1) * 100
        elif word in UNITS and follows(part % 100, UNITS[word]):
            part += UNITS[word]
        else:
            return None
    return Decimal(total + part)


def follows(before: int, number: int) -> bool:
    """Whether a word for `number` may follow on the tens and units before it."""
    return before == 0 or (before >= 20 and before % 10 == 0 and 0 < number < 10)
