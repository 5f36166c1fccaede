"""A figure that stands in a sentence, and what has to be known to read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kessan.read.document import Place
from kessan.read.prose.words import COUNTED

# First and last day; without a first one, a date that something is as of.
Period = tuple[date | None, date]

AMOUNT = "amount"
CHANGE = "change"
GROWTH = "yoy_percent"
RATIO = "ratio"
ACTUAL = "actual"


@dataclass(frozen=True)
class ProseContext:
    """What a sentence leaves to its release.

    `period` is what the release is of, `year_start` the first day of the fiscal
    year in which it ends. `resolve` says which period words name (`1H15`, `as of
    March 31, 2016`), and None where it does not know. `currency` is a code; `counted`
    are words for units with the unit of each, as in unit_words.csv. `forecast` is
    the scenario of a target of which the text does not say whether it is the first.
    Where a document tells two periods side by side, a quarter and the year to date,
    no period is implied: a figure without period words is left to a person.
    """

    period: Period
    resolve: Callable[[str], Period | None]
    year_start: date | None = None
    currency: str = ""
    counted: Mapping[str, str] = field(default_factory=lambda: COUNTED)
    forecast: str = ""
    is_period_implied: bool = True


@dataclass(frozen=True)
class ProseFigure:
    """A figure of a text.

    `printed_text` is its stretch as it would be keyed: `down 24.0%`. `value` is
    `printed_value` times ten to the power of `scale`, negative behind the words of
    a fall; its last place is the last one printed. `unit` is as in the columns of a
    release: `JPY`, `JPY_per_share`, `percent`, `shares`. `heading` tells labels
    apart that stand in several places. `compared_with` is the period of the figure
    that a change or a growth is from, where it is said. `bound` is `low` or `high`
    where the figure is an end of a range or a limit. `sentence` is what it stands in.
    What is not known is None; `reasons` say why, and what else a person has to
    look at. A figure without reasons is sure.
    """

    place: Place
    label: str
    printed_text: str
    printed_value: Decimal
    measure: str | None
    unit: str | None
    scale: int = 0
    heading: str = ""
    comparison: str | None = None
    compared_with: Period | None = None
    period_words: str = ""
    period: Period | None = None
    scenario: str | None = ACTUAL
    bound: str = ""
    sentence: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def value(self) -> Decimal:
        """The figure in its unit; it keeps its last printed place."""
        return self.printed_value.scaleb(self.scale)

    @property
    def is_sure(self) -> bool:
        """Whether nothing is left to a person."""
        return not self.reasons
