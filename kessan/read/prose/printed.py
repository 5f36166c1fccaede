"""What a printed figure says by itself, as staging reads it from a row.

`figures.csv` has no unit and no scale: they are in the printed text. The rules are
those of `macros/cleaning/printed_text.sql`, the words rows of the reference data.
What this does not read, no row can say.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from kessan.read.prose import words

UNIT, CURRENCY = "\u241f", "\u00a4"
MONEY = "currency"
# What a cell has beside its figure, and signs that are written in several ways.
ASIDE = re.compile(r"<[^>]*>|\*[0-9]+$|\s+")
PLAIN = str.maketrans(
    "０１２３４５６７８９（），．％￥＄－−\u3000",  # noqa: RUF001
    "0123456789(),.%¥$-- ",
)
TRIANGLE = re.compile(r"^(\(?)[△▲] *")
SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
FIGURE = re.compile(
    rf"(?P<sign>-?\(?-?(?:{CURRENCY} ?)?|{CURRENCY} ?\(|{CURRENCY} ?-)"
    r"(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
    rf"(?: (?P<scale>{'|'.join(SCALES)}))?(?: ?{CURRENCY})?(?: ?{UNIT})?\)?"
    rf"(?: ?{UNIT})?"
)
# Digits before and behind the point of the type that staging has for figures.
MOST_DIGITS, MOST_PLACES = 20, 6
# The words of signs, the longest first.
SIGNS = dict(
    sorted(
        {
            (place, word): sign
            for place in ("before", "behind")
            for says in ("change", "amount", "limit")
            for word, sign in words.sign_words(place, says).items()
        }.items(),
        key=lambda one: -len(one[0][1]),
    )
)


@dataclass(frozen=True)
class PrintedWords:
    """The words of units and of currencies, each as it is printed.

    `signs` are the currencies by the sign that several of them share.
    """

    units: Mapping[str, str]
    currencies: Mapping[str, str]
    signs: Mapping[str, str]


@dataclass(frozen=True)
class Printed:
    """A number as printed, its unit (`JPY`, `JPY_per_share`, `percent`) and scale.

    `unit` is empty where the text names none.
    """

    number: Decimal
    unit: str
    scale: int


def read_printed_words(folder: Path) -> PrintedWords:
    """The words of the reference data in a folder."""
    codes = {row["currency"]: row["sign"] for row in _rows(folder / "currencies.csv")}
    said = {
        row["printed_word"]: row["unit"] for row in _rows(folder / "unit_words.csv")
    }
    return PrintedWords(
        units={word: unit for word, unit in said.items() if unit not in codes},
        currencies={word: unit for word, unit in said.items() if unit in codes}
        | {code: code for code in codes},
        signs=codes,
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_printed(text: str, known: PrintedWords, currency: str) -> Printed | None:
    """What a text says in a release of a currency; None where it is no one figure."""
    cell = ASIDE.sub(" ", text.translate(PLAIN)).strip()
    cell = TRIANGLE.sub(r"\1-", cell).translate({ord(UNIT): "?", ord(CURRENCY): "?"})
    word, cell = _marked(cell, known.units, UNIT, is_exact=False)
    money, cell = _marked(cell, known.currencies, CURRENCY, is_exact=True)
    sign, plain = without_sign(cell.lower())
    found = FIGURE.fullmatch(plain)
    if not found or ("(" in plain) != (")" in plain):
        return None
    whole, _, places = found["digits"].replace(",", "").partition(".")
    if len(whole) > MOST_DIGITS or len(places) > MOST_PLACES:
        return None
    unit = known.units.get(word, MONEY if money else "")
    if money and not unit.startswith(MONEY):
        return None
    is_own = money and known.signs.get(currency) == money
    code = currency if is_own or not money else known.currencies[money]
    number = Decimal(found["digits"].replace(",", ""))
    is_negative = sign < 0 or "(" in found["sign"] or "-" in found["sign"]
    return Printed(
        -number if is_negative else number,
        unit.replace(MONEY, code),
        SCALES.get(found["scale"], 0),
    )


def _marked(
    cell: str, known: Mapping[str, str], mark: str, *, is_exact: bool
) -> tuple[str, str]:
    """The longest known word in a cell, and the cell with a mark in its place."""
    text = cell if is_exact else cell.lower()
    for word in sorted(known, key=lambda one: (-len(one), one)):
        at = text.find(word if is_exact else word.lower())
        if at >= 0:
            return word, cell.replace(cell[at : at + len(word)], mark)
    return "", cell


def without_sign(cell: str) -> tuple[int, str]:
    """The sign that the longest word of it says, and the cell without the word."""
    lower = cell.lower()
    for (place, word), sign in SIGNS.items():
        if place == "before" and lower.startswith(f"{word} "):
            return sign, cell[len(word) + 1 :]
        if place == "behind" and lower.endswith(f" {word}"):
            return sign, cell[: -len(word) - 1]
    return 1, cell
