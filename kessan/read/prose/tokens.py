"""A text as tokens: figures, periods, the words that join them, and other words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, auto
from functools import cached_property

from kessan.read.prose import words


class Kind(StrEnum):
    """What a token is for the sentence."""

    FIGURE = auto()
    PERIOD = auto()
    YEAR_ON_YEAR = auto()
    DIRECTION = auto()
    SIGNED_NOUN = auto()
    PAST = auto()
    VERB = auto()
    REPORT = auto()
    CAUSE = auto()
    COMPARISON = auto()
    FROM = auto()
    OF = auto()
    BOUND = auto()
    ROUGHLY = auto()
    OUTLOOK = auto()
    REVISION = auto()
    PLAN = auto()
    RESPECTIVELY = auto()
    AND = auto()
    OPEN = auto()
    CLOSE = auto()
    COMMA = auto()
    SEMICOLON = auto()
    COLON = auto()
    END = auto()
    WORD = auto()


@dataclass(frozen=True)
class Quantity:
    """A number with what makes it a figure; `value` is in the printed scale.

    `unit` is None where the word that is counted is no known unit. `doubts` are
    what the stretch itself leaves open.
    """

    value: Decimal
    unit: str | None
    scale: int = 0
    currency: str = ""
    noun: str = ""
    is_points: bool = False
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Token:
    """A stretch of the text, from `start` up to before `end`."""

    kind: Kind
    text: str
    start: int
    end: int
    quantity: Quantity | None = None

    @cached_property
    def key(self) -> str:
        """The text to look up in a table of words."""
        return BLANKS.sub(" ", self.text).lower()


BLANKS = re.compile(r"\s+")


def any_of(options: Iterable[str]) -> str:
    """A pattern of words, the longest first, with any blanks between."""
    longest_first = sorted(options, key=len, reverse=True)
    return (
        "(?:"
        + "|".join(re.escape(word) for word in longest_first).replace(r"\ ", r"\s+")
        + ")"
    )


def whole(options: Iterable[str]) -> str:
    """A pattern of words that are not parts of longer ones.

    It looks at the first letter first: most words of a text begin otherwise.
    """
    listed = list(options)
    letters = "".join(sorted({re.escape(word[0]) for word in listed}))
    first = f"(?=[{letters}])" if listed else "(?!)"
    return rf"(?<![\w-]){first}{any_of(listed)}(?![\w-])"


MONTH = any_of(words.MONTHS)
DATE = (
    rf"(?:{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?"
    rf"|\d{{1,2}}\s+{MONTH}(?:\s+\d{{4}})?)"
)
LENGTH = rf"(?:\d+|{any_of(words.COUNTS)})[\s-](?:months?|weeks?|days?)"
YEAR = r"(?:19|20)\d{2}"
SPAN = (
    rf"(?:{LENGTH}|{any_of(words.ORDINALS)}|fiscal|financial|quarters?|years?|halves|half"
    rf"|periods?|months|same|prior|previous|last|next|full|{YEAR})"
)
# Words of a period up to the date of its end; or with what makes them one.
DATED = (
    rf"(?:{SPAN}(?:[\s-]+(?:of\s+)?(?:the\s+)?{SPAN})*\s+(?:ended|ending)\s+{DATE}"
    rf"|{DATE}\s+(?:to|through)\s+{DATE})"
)
NAMED = (
    rf"(?:(?:the|this|its|our)\s+)?(?:fiscal|financial|{any_of(words.ORDINALS)}|same"
    rf"|prior|previous|last|next)[\s-]+{SPAN}(?:[\s-]+(?:(?:of|in)\s+)?(?:the\s+)?{SPAN})*"
    rf"|(?:the|this)\s+(?:quarter|year|period|half)"
)
SPANS = rf"(?:{DATED}|{NAMED}|{'|'.join(words.PERIOD_CODES)})"
THE = r"(?:(?:the|its|our)\s+)?"
INSTANT = rf"(?:as\s+(?:of|at)|at)\s+(?:the\s+end\s+of\s+)?{THE}(?:{DATE}|{SPANS})"
STRETCH = rf"(?:(?:for|in|during)\s+{THE})?{SPANS}"
PERIOD = rf"(?<![\w-])(?:{INSTANT}|{STRETCH})(?![\w-])"

NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
MINUS = r"[-−△▲]"  # noqa: RUF001
# In any case, but for a misprinted currency: that is in capitals only.
FIGURE = (
    rf"(?<![\w.,/-])(?P<minus>{MINUS}(?=\S))?"
    rf"(?:(?P<currency>{any_of(words.CURRENCIES)}|(?-i:[A-Z]{{2,3}})(?=\d))\s?)?"
    rf"(?P<open>\()?(?P<digits>{NUMBER})(?(open)\))(?!,?\d)(?!-?[a-z]{{3}})"
    rf"(?:[\s-]?(?P<scale>{any_of(words.SCALES)})\b|(?P<short>{any_of(words.SHORT_SCALES)})\b)?"
    rf"(?:\s?(?P<percent>{any_of(words.PERCENT)})(?!\w)|\s(?P<points>{any_of(words.POINTS)})\b"
    rf"|\s?(?P<behind>{any_of(words.CURRENCIES_BEHIND)})\b)?"
    rf"(?:\s(?P<per>{any_of(words.PER_UNITS)})\b)?"
)
NOUN = re.compile(r"\s([a-z][a-z-]{2,}s|[a-z][a-z-]*\s[a-z][a-z-]{2,}s)\b")
RANGE = re.compile(r"\s?[-–—]\s?\D{0,3}\d")  # noqa: RUF001

# A section mark, a mark of a note, markup, an address: none of the sentence.
MARKS = (
    r"<[^>]*>|\^\{[^}]*\}|[⁰¹²³⁴-⁹]|(?<![\w)])\(?(?:Note\s?)?\d{1,2}\)(?!\w)"
    r"|\b(?:https?://|www\.)\S+|\S+@\S+|[+(]\d[\d()-]*\s?[\d-]{6,}"
)
END = r"[.!?](?=[\"”’']*(?:\s+[\"“‘']?[A-Z]|\s*$))|(?<=[.!?]\))\s+(?=[\"“]?[A-Z])"  # noqa: RUF001
WORD = r"[^\s,;:()\"“”.<>]+(?:\.[^\s,;:()\"“”.<>]+)*"

# What is found beside the kinds of tokens: it is none, or a word.
SKIPPED, ABBREVIATION = "skipped", "abbreviation"
PATTERNS: Mapping[str, str] = {
    SKIPPED: MARKS,
    Kind.YEAR_ON_YEAR: whole(words.YEAR_ON_YEAR),
    Kind.PERIOD: PERIOD,
    Kind.BOUND: whole(words.BOUNDS),
    Kind.ROUGHLY: whole(words.ROUGHLY),
    Kind.FIGURE: FIGURE,
    ABBREVIATION: any_of(words.ABBREVIATIONS) + r"|\b(?:[A-Z]\.){2,}",
    Kind.PAST: whole(words.VERBS_OF_THE_PAST),
    Kind.DIRECTION: whole(words.DIRECTIONS) + f"|{whole(words.DIRECTIONS_BEHIND)}",
    Kind.SIGNED_NOUN: whole(words.SIGNED_NOUNS),
    Kind.VERB: whole(words.VERBS),
    Kind.REPORT: whole(words.REPORTS),
    Kind.CAUSE: whole(words.CAUSES),
    Kind.COMPARISON: whole(words.COMPARISONS),
    Kind.FROM: whole(words.FROM),
    Kind.OF: r"(?<![\w-])of(?![\w-])",
    Kind.OUTLOOK: whole(words.OUTLOOKS),
    Kind.REVISION: whole(words.REVISIONS),
    Kind.PLAN: whole(words.PLANS),
    Kind.RESPECTIVELY: whole([words.RESPECTIVELY]),
    Kind.AND: r"(?<![\w-])(?:and|or)(?![\w-])",
    Kind.OPEN: r"\(",
    Kind.CLOSE: r"\)",
    Kind.COMMA: ",",
    Kind.SEMICOLON: ";",
    Kind.COLON: ":",
    Kind.END: END,
    Kind.WORD: WORD,
}
# Those that are written in one way only; all others in any case.
EXACT = {ABBREVIATION, Kind.END}


def first_of(kinds: Iterable[str]) -> re.Pattern[str]:
    """A pattern of the first kind that fits; its name, in capitals, is the group."""
    groups = []
    for kind in kinds:
        flags = "-i" if kind in EXACT else "i"
        groups.append(rf"(?P<{kind.upper()}>(?{flags}:{PATTERNS[kind]}))")
    return re.compile("|".join(groups))


ANY = first_of(PATTERNS)
# Where a number is no figure, it may be what comes behind figures.
BEHIND_FIGURES = first_of([*PATTERNS][[*PATTERNS].index(Kind.FIGURE) + 1 :])


@dataclass(frozen=True)
class Lexer:
    """Reads tokens; `currency` and `counted` are of the release."""

    currency: str
    counted: Mapping[str, str]

    def tokens(self, text: str) -> Iterator[Token]:
        """The tokens of a text, in order; what is none of them is passed over."""
        at = 0
        while at < len(text):
            token, at = self._next(text, at)
            if token:
                yield token

    def _next(self, text: str, at: int) -> tuple[Token | None, int]:
        """The token that begins at a place, if one does, and where to go on."""
        found = ANY.match(text, at)
        if found and found.lastgroup == Kind.FIGURE.name:
            if figure := self._figure(found):
                return figure, figure.end
            found = BEHIND_FIGURES.match(text, at)
        return (_token(found), found.end()) if found else (None, at + 1)

    @cached_property
    def _known_nouns(self) -> re.Pattern[str]:
        """What is counted in a known unit, behind a blank."""
        return re.compile(rf"\s({any_of(self.counted)})(?!\w)", re.IGNORECASE)

    def _figure(self, found: re.Match[str]) -> Token | None:
        """The figure, or None where the number is none: a year, an age, a name."""
        noun, end = self._noun(found)
        currency, doubts = self._currency(found)
        is_sized = found["scale"] or (found["short"] and currency)
        if found["currency"] and not currency:
            return None
        if found["short"] and not is_sized:
            return None
        is_percent = found["percent"] or found["points"]
        if not (currency or is_sized or is_percent or found["per"] or noun):
            return None
        scale = words.SCALES.get((found["scale"] or "").lower(), 0)
        if found["short"]:
            scale = words.SHORT_SCALES[found["short"].lower()]
        if found["points"]:
            scale = words.POINTS[re.sub(r"\s+", " ", found["points"]).lower()]
        unit = self._unit(found, noun, currency)
        if unit is None:
            doubts += ("no unit is said",) if not noun else (f"counts {noun}",)
        if RANGE.match(found.string, end):
            doubts += ("a range: its ends share words",)
        digits = Decimal(found["digits"].replace(",", ""))
        value = -digits if found["minus"] or found["open"] else digits
        quantity = Quantity(
            value, unit, scale, currency, noun, bool(found["points"]), doubts
        )
        return Token(
            Kind.FIGURE, found.string[found.start() : end], found.start(), end, quantity
        )

    def _currency(self, found: re.Match[str]) -> tuple[str, tuple[str, ...]]:
        """The code, and a doubt where it is misprinted: `JP244 million`."""
        before = (found["currency"] or "").lower()
        behind = re.sub(r"\s+", " ", found["behind"] or "").lower()
        code = words.CURRENCIES.get(before) or words.CURRENCIES_BEHIND.get(behind, "")
        if before == "$" and self.currency:
            code = self.currency if self.currency.endswith("D") else code
        if code or not before:
            return code, ()
        shortened = {
            self.currency[:at] + self.currency[at + 1 :]
            for at in range(len(self.currency))
        }
        if before.upper() in shortened:
            return self.currency, (f"printed {before.upper()}, read {self.currency}",)
        return "", ()

    def _noun(self, found: re.Match[str]) -> tuple[str, int]:
        """What is counted, and where it ends; only behind a number alone."""
        beside = ("currency", "percent", "points", "behind", "per", "short")
        if any(found[name] for name in beside):
            return "", found.end()
        noun = self._known_nouns.match(found.string, found.end())
        if not noun:
            noun = NOUN.match(found.string, found.end())
            before = found.string[: found.start()].rstrip(" ").rpartition(" ")[2]
            is_name = before[:1].isupper() and before[-1:].isalnum()
            is_year = re.fullmatch(YEAR, found["digits"])
            if not noun or is_name or is_year or set(noun[1].split()) & words.TIMES:
                return "", found.end()
        return noun[1], noun.end()

    def _unit(self, found: re.Match[str], noun: str, currency: str) -> str | None:
        if found["percent"] or found["points"]:
            return "percent"
        if found["per"]:
            return words.PER_UNITS[re.sub(r"\s+", " ", found["per"]).lower()]
        if noun:
            known = {word.lower(): unit for word, unit in self.counted.items()}
            return known.get(noun.lower())
        return "currency" if currency else None


def _token(found: re.Match[str]) -> Token | None:
    """What was found as a token; None where it is nothing of the sentence."""
    name = found.lastgroup or ""
    if name == SKIPPED.upper():
        return None
    kind = Kind.WORD if name == ABBREVIATION.upper() else Kind[name]
    return Token(kind, found[0], found.start(), found.end())


def sentences(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """The tokens of each sentence, without the stop."""
    sentence: list[Token] = []
    for token in tokens:
        if token.kind is Kind.END:
            if sentence:
                yield sentence
            sentence = []
        else:
            sentence.append(token)
    if sentence:
        yield sentence


def fold_remarks(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without parentheses that hold no figure.

    Up to two words stay as one: `Other income (expenses)`.
    """
    folded: list[Token] = []
    openings: list[int] = []
    for token in tokens:
        folded.append(token)
        if token.kind is Kind.OPEN:
            openings.append(len(folded) - 1)
        elif token.kind is Kind.CLOSE and openings:
            opening = openings.pop()
            inner = folded[opening + 1 : -1]
            if any(part.kind is Kind.FIGURE for part in inner):
                continue
            start = folded[opening].start
            del folded[opening:]
            if 0 < len(inner) < 3 and all(part.kind is Kind.WORD for part in inner):
                text = "(" + " ".join(part.text for part in inner) + ")"
                folded.append(Token(Kind.WORD, text, start, token.end))
    return folded
