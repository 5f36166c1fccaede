"""The header that EDGAR writes above a filing: what its documents do not say."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kessan.exits import UnusableError

# As it stands in a submission, or as a page shows it.
ACCEPTED = re.compile(r"(?:<|&lt;)ACCEPTANCE-DATETIME(?:>|&gt;)\s*(\d{14})")
INDUSTRY = re.compile(r"STANDARD INDUSTRIAL CLASSIFICATION:[^\n\[]*\[(\d{4})\]")
# A code of two letters is a state of the United States; others have a digit.
STATE = re.compile(r"BUSINESS ADDRESS:.*?STATE:\s*(\w{2})\b", re.DOTALL)
SUFFIXES = {".txt", ".sgml", ".html", ".htm"}
BYTES = 20_000


@dataclass(frozen=True)
class Header:
    """What is known of a filing beside its documents; nothing is empty, or None."""

    accepted_at: datetime | None = None
    country: str = ""
    industry_code: str = ""


def header_of(folder: Path) -> Header:
    """The header in the folder of a filing; an empty one where there is none.

    Raises UnusableError where there are two of different filings.
    """
    found: dict[str, str] = {}
    for path in sorted(folder.glob("[!.]*")):
        if path.suffix.lower() not in SUFFIXES or not path.is_file():
            continue
        with path.open("rb") as file:
            text = file.read(BYTES).decode("latin-1")
        if told := ACCEPTED.search(text):
            found.setdefault(told[1], text)
    if len(found) > 1:
        raise UnusableError(
            f"{folder}: its headers say {' and '.join(sorted(found))}; expected: one"
            " moment of acceptance; to do: give each filing a folder of its own"
        )
    for moment, text in found.items():
        industry, state = INDUSTRY.search(text), STATE.search(text)
        return Header(
            accepted_at=_moment(folder, moment),
            country="US" if state and state[1].isalpha() else "",
            industry_code=industry[1] if industry else "",
        )
    return Header()


def _moment(folder: Path, text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S")
    except ValueError:
        raise UnusableError(
            f"{folder}: its header says {text}; expected: the moment of acceptance as"
            " YYYYMMDDhhmmss; to do: fetch the header anew"
        ) from None
