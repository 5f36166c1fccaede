"""The words of reports, as rows: how they say what is known, and what says nothing."""

import csv
import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from kessan.read.prose import words
from kessan.read.prose.tokens import DATE, PERIOD, Kind, Lexer, Token, whole

FOLDER = Path(__file__).parent
# What takes something away, or away from what is told: never without a meaning.
NARROWING = frozenset({"excluding", "including"})
REASONS = frozenset(words.CAUSES) - NARROWING
# What a heading says beside the words of its rows: when, and in which unit.
UNITS = "|".join(
    [*words.SCALES, *(code for code in words.CURRENCIES if code.isalpha())]
)
HEADED = re.compile(
    rf"{PERIOD}|{DATE}|\bsheet\s?\d+|\b(?:{UNITS})s?\b|\b(?:19|20)\d\d\b|[¥$€£%]",
    re.IGNORECASE,
)
SPLIT = re.compile(r"[\s/–—-]+")  # noqa: RUF001
# `+12.0% YoY` is a growth, as is a percentage with a plus; `-2.0%` may be a ratio.
GROWN = r"(?=[\d.]+\s?(?:%|percent)"
PLUS = re.compile(rf"(?<=[(,;\s])\+{GROWN})")
LESS = re.compile(rf"(?<=[(,;\s])[-−–]{GROWN}\s*(?:y\W?o\W?y|y/y|year))", re.I)  # noqa: RUF001
# `(a year earlier: five)`.
EARLIER = re.compile(
    r"\((?:a year (?:earlier|ago)|(?:previous|prior|last) year):?\s+([^()]*\d[^()]*)\)",
    re.IGNORECASE,
)
MINUS = re.compile(r"\b(?:minus|negative)\s+(?=\D{0,4}\d)", re.IGNORECASE)


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV beside this module."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def plain_words() -> frozenset[str]:
    """Words that change nothing of what a sentence says of its figure."""
    return frozenset(row["word"] for row in rows("plain_words.csv"))


@cache
def _phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    plain = {row["phrase"]: row["plain"] for row in rows("phrases.csv")}
    return re.compile(whole(plain), re.IGNORECASE), plain


def plainly(text: str) -> str:
    """A text in the words that a sentence is read by: `slipped to`, `decreased to`."""
    pattern, plain = _phrases()
    text = MINUS.sub("-", LESS.sub("down ", PLUS.sub("up ", text)))
    text = EARLIER.sub(r"(compared to \1 a year earlier)", text)
    return pattern.sub(lambda found: plain[re.sub(r"\s+", " ", found[0]).lower()], text)


def unread(
    text: str, lexer: Lexer, known: Collection[str], behind: int = 0
) -> Iterator[str]:
    """The words of a text that are neither known nor without a meaning.

    What stands behind a reason that opens after the place `behind` is left out: it
    says why, and of what the figure is no more.
    """
    for token in lexer.tokens(text):
        if token.start >= behind and token.key in REASONS:
            return
        if token.key in NARROWING or token.kind is Kind.WORD:
            yield from _unread(token, known)


def unread_heading(text: str, lexer: Lexer, known: Collection[str]) -> Iterator[str]:
    """The same of a heading, which may be a date, a scale or the name of a sheet."""
    yield from unread(HEADED.sub(" ", text), lexer, known)


def _unread(token: Token, known: Collection[str]) -> Iterator[str]:
    if token.key in known or token.key in plain_words():
        return
    for part in SPLIT.split(token.key):
        bare = part.strip("'’.*_!?“”\"").removesuffix("'s").removesuffix("’s")  # noqa: RUF001
        if bare and bare not in known and bare not in plain_words():
            yield part
