"""Marks of footnotes: raised digits and letters, which are no part of a figure."""

import re

MARK = re.compile(r"\(?(\d{1,2}|[a-z])\)?(?:[\s,;]+\(?(\d{1,2}|[a-z])\)?)*")
PART = re.compile(r"\d{1,2}|[a-z]")


def as_mark(raised: str) -> str | None:
    """A raised text as a mark behind what it stands at: `(1)`, `(1)(2)`, `(a)`.

    None where it is no mark, such as `th`.
    """
    if not MARK.fullmatch(raised):
        return None
    return "".join(f"({part})" for part in PART.findall(raised))


def alone(mark: str) -> str:
    """A mark that is all of a cell: `[1]`. In parentheses it would be a figure."""
    return mark.replace("(", "[").replace(")", "]")
