"""A figure as its sentence gives it, before its periods are looked up."""

from dataclasses import dataclass, field

from kessan.read.prose import words
from kessan.read.prose.tokens import Quantity

NO_BEGINNING = "where the line item begins is not clear"
NO_LABEL = "names no line item of its own"
NO_VERB = "no verb joins it with the words before"
UNITS_PER_SHARE = frozenset(words.PER_UNITS.values())


@dataclass
class Subject:
    """A line item as the sentence names it, with what holds for its figures.

    `told` and `base` are the period words of what is told and of what it is
    compared with. `carrier` is the word that opens the name behind a figure.
    """

    label: str = ""
    told: str = ""
    base: str = ""
    base_scenario: str | None = None
    carrier: str = ""
    has_moved: bool = False
    is_forecast: bool = False
    revision: str = ""
    has_two_periods: bool = False
    reasons: tuple[str, ...] = ()
    drafts: list["Draft"] = field(default_factory=list)


@dataclass
class Draft:
    """A figure of a sentence, before its periods are looked up."""

    subject: Subject
    quantity: Quantity
    start: int
    end: int
    label: str
    measure: str | None
    sign: int = 1
    is_base: bool = False
    is_year_on_year: bool = False
    own_words: str = ""
    bound: str = ""
    is_planned: bool = False
    has_dated_word: bool = False
    is_named_behind: bool = False
    reasons: list[str] = field(default_factory=list)
    period_reasons: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The period words that hold for it."""
        side = self.subject.base if self.is_base else self.subject.told
        return self.own_words or side

    def keep_label(self) -> None:
        """The words before it make clear that the line item is the one before."""
        self.reasons = [why for why in self.reasons if why != NO_LABEL]


def label_per_share(label: str) -> str:
    """The label of an amount per share, which it says."""
    is_said = "per " in label.lower() or "dividend" in label.lower()
    return label if is_said or not label else f"{label} per share"
