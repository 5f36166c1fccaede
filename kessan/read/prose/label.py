"""The words of a sentence that name a line item, as they would be keyed."""

import re
from collections.abc import Sequence

from kessan.read.prose import words
from kessan.read.prose.tokens import BLANKS, Kind, Token

# No line item of a statement has more words in a sentence.
LONGEST = 10
OPENERS = re.compile(r"^(?:for|in|during)\s+", re.IGNORECASE)
ARTICLES = re.compile(r"^(?:the|its|our)\s+", re.IGNORECASE)


def plain_words(text: str) -> str:
    """Period words without the preposition and article of the sentence.

    `as of` and `at` stay: they say that a date is meant and no stretch of time.
    """
    return ARTICLES.sub("", OPENERS.sub("", BLANKS.sub(" ", text)))


def label_of(phrase: Sequence[Token]) -> str:
    """The line item that a phrase names; nothing where it only repeats one."""
    parts = split_at_commas(phrase)
    while len(parts) > 1 and not parts[-1]:
        # A comma before the verb closes a remark: `Sales, a new line, were`.
        parts.pop()
        if len(parts) > 1 and parts[-1][0].key in words.REMARKS:
            parts.pop()
    parts = [part for part in parts if part]
    while len(parts) > 1 and is_adjunct(parts[0]):
        parts.pop(0)
    tokens = strip(parts)
    text = " ".join(token.text for token in tokens).replace(" ,", ",")
    for wrapping in words.WRAPPINGS:
        if text.lower().startswith(wrapping + " "):
            inner = [t for t in tokens[len(wrapping.split()) :]]
            return label_of(inner)
    for closing in words.CLOSINGS:
        if text.lower().endswith(" " + closing):
            text = text[: -len(closing)].strip()
    if not any(letter.isalpha() for letter in text) or all(
        word in words.SAME for word in text.lower().split()
    ):
        return text if text.lower() in words.PRONOUNS else ""
    return text


def doubts_of(label: str) -> tuple[str, ...]:
    """Why the words may be more than a line item: a clause, or too many of them."""
    found = re.findall(r"[\w'’-]+", label.lower())  # noqa: RUF001
    is_clause = any(
        word in words.CLAUSES
        or (word.endswith("ed") and "-" not in word and word not in words.PARTICIPLES)
        for word in found
    )
    is_cut = bool(found) and found[-1] in words.ARTICLES
    is_price = any(f" {price} " in label.lower() for price in words.PRICES)
    if is_clause or is_cut or is_price or len(found) > LONGEST:
        return ("the words may be more than a line item",)
    return ()


def split_at_commas(phrase: Sequence[Token]) -> list[list[Token]]:
    """The parts of a phrase between its commas; an empty one behind the last."""
    parts: list[list[Token]] = [[]]
    for token in phrase:
        if token.kind is Kind.COMMA:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def is_adjunct(part: Sequence[Token]) -> bool:
    """Whether a part only says when, where or why."""
    return part[0].kind is Kind.CAUSE or part[0].key in words.ADJUNCTS


def strip(parts: Sequence[Sequence[Token]]) -> list[Token]:
    """The tokens of the parts, without words that are none of a line item."""
    tokens: list[Token] = []
    for part in parts:
        if tokens:
            tokens.append(Token(Kind.COMMA, ",", part[0].start, part[0].start))
        tokens += [token for token in part if token.kind is not Kind.PERIOD]
    keys = [token.key for token in tokens]
    if "that" in keys:
        # `announced today that net income was`.
        tokens = tokens[len(keys) - keys[::-1].index("that") :]
    while tokens and tokens[0].key in (*words.LEADING, ","):
        tokens.pop(0)
    while tokens and tokens[-1].key in (*words.TRAILING, ","):
        tokens.pop()
    return tokens


def folded(label: str) -> str:
    """A label to compare: lower case, plain dashes and blanks, no article."""
    text = re.sub(r"\s*[-–—]\s*", "-", label.lower())  # noqa: RUF001
    return re.sub(r"\s+", " ", text).strip(" :,.-").removeprefix("the ")


def core(label: str) -> frozenset[str]:
    """The words of a label, those of either sign as one."""
    return frozenset(
        words.OPPOSITES.get(word, word) for word in folded(label).split(" ")
    )


def is_same(label: str, other: str) -> bool:
    """Whether two labels have the same words."""
    return folded(label) == folded(other)


def after_last_separator(phrase: Sequence[Token]) -> list[Token]:
    """The words behind the last comma or `and`."""
    for at in range(len(phrase) - 1, -1, -1):
        if phrase[at].kind in (Kind.COMMA, Kind.AND):
            return list(phrase[at + 1 :])
    return list(phrase)


def after_last_article(phrase: Sequence[Token]) -> list[Token]:
    """The words behind the last `and a`: those before name something else."""
    for at in range(len(phrase) - 2, -1, -1):
        is_joined = phrase[at].kind in (Kind.COMMA, Kind.AND)
        if is_joined and phrase[at + 1].key in words.ARTICLES:
            return list(phrase[at + 2 :])
    return list(phrase)
