"""Which company a text is about: what it names, of those that are published."""

import re
from dataclasses import dataclass, field

from kessan.answers.reading import Reading
from kessan.read.labels.chart import company_names

_COMPANIES = """
    select company_key, label, short_label, stock_code
    from marts.dim_company
    where company_key in (select company_key from marts.dim_release)
    order by company_key
"""
# What a name is used without.
LEGAL = re.compile(
    r"[\s,]+(?:inc|incorporated|corp|corporation|co|company|ltd|limited|llc|lp|plc|nv|sa"
    r"|ag|kk|k\.k|n\.v|s\.a|holdings?|group|/\w+/?)\.?$",
    re.IGNORECASE,
)
SHORT = 4


@dataclass
class Companies:
    """The published companies by the names that a text may call them."""

    reading: Reading
    _names: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read what they are called."""
        for row in self.reading.rows(_COMPANIES):
            for name in company_names(row["label"], row["short_label"] or ""):
                for form in self._forms(name):
                    self._names.setdefault(form, set()).add(row["company_key"])
            self._names.setdefault(row["company_key"], set()).add(row["company_key"])

    @property
    def keys(self) -> set[str]:
        """All of them."""
        return set().union(*self._names.values())

    @staticmethod
    def _forms(name: str) -> set[str]:
        name = name.rstrip(".")
        forms = {name}
        while (shorter := LEGAL.sub("", name)) != name and len(shorter) > 1:
            name = shorter
            forms.add(name)
        return forms

    def named_in(self, text: str) -> set[str]:
        """The companies that a text names; a name within a longer one is none."""
        found: set[str] = set()
        words = re.findall(r"\w[\w&.'/-]*", text)
        lower = [word.lower().rstrip(".'").removesuffix("'s") for word in words]
        taken = [False] * len(words)
        for length in range(min(8, len(words)), 0, -1):
            for at in range(len(words) - length + 1):
                if any(taken[at : at + length]):
                    continue
                keys = self._names.get(" ".join(lower[at : at + length]))
                if keys and self._is_name(words[at : at + length]):
                    found |= keys
                    taken[at : at + length] = [True] * length
        return found

    def of_cell(self, text: str) -> str | None:
        """The one company that a cell names as a whole, else None."""
        keys = self._names.get(text.strip().lower().rstrip("."), set())
        keys = keys or self._names.get(
            " ".join(re.findall(r"\w[\w&.'/-]*", text.lower())).rstrip("."), set()
        )
        return next(iter(keys)) if len(keys) == 1 else None

    @staticmethod
    def _is_name(words: list[str]) -> bool:
        """A name is written with capitals; a short one in capitals or with digits."""
        if len(words) == 1 and len(words[0]) <= SHORT:
            return words[0].isupper() or any(c.isdigit() for c in words[0])
        return words[0][:1].isupper() or words[0][:1].isdigit()
