"""What a printed line may mean: the parts that evidence for it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from kessan.read.labels.chart import TOTAL
from kessan.read.tables.printed import PrintedTable

# The least rank of words that are sure, if nothing speaks against them.
SURE = 20


class Standing(StrEnum):
    """How sure a meaning is.

    `OWN`: a row of the company's own labels says so. `PROPOSED`: sure enough to be
    taken. `UNSURE`: there are candidates, for a person. `NEW`: nothing known fits.
    """

    OWN = "own"
    PROPOSED = "proposed"
    UNSURE = "unsure"
    NEW = "new"


@dataclass(frozen=True)
class Candidate:
    """A meaning that a line may have, and why.

    `rank` says how well the words agree: from 40 on the same label, from 30 the same
    words, from 20 the same but for what the section says already, below some of them.
    """

    line_item_key: str
    evidence: str
    rank: int = 0
    segment_key: str = TOTAL
    product_key: str = TOTAL
    balance_at: str = ""
    is_negated: str = "false"

    @property
    def meaning(self) -> tuple[str, str, str, str]:
        """What it stands for."""
        return (
            self.line_item_key,
            self.segment_key,
            self.product_key,
            self.balance_at,
        )


@dataclass(frozen=True)
class LabelMeaning:
    """What a line means. Without a line item it is unsure, or new.

    `heading` is the line that it stands below, as the row of labels.csv has it; `below`
    that, or what opens its section. `section` is where it stands, as in
    `kessan.read.labels.sections`. `candidates` are the best first. `member_rows` are
    rows of segments.csv and products.csv that the meaning needs, each with the name of
    its file. `is_by_concept`: its tag says it, and its label alone would say less.
    """

    line_number: int
    company_key: str
    statement: str
    heading: str
    label: str
    standing: Standing
    line_item_key: str | None = None
    segment_key: str = TOTAL
    product_key: str = TOTAL
    balance_at: str = ""
    is_negated: str = "false"
    section: str = ""
    below: str = ""
    evidence: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    member_rows: tuple[tuple[str, Mapping[str, str]], ...] = ()
    is_by_concept: bool = False

    @property
    def is_known(self) -> bool:
        """Whether its meaning may be taken without a person."""
        return self.standing in (Standing.OWN, Standing.PROPOSED)

    @property
    def meaning(self) -> tuple[str, str, str, str]:
        """What it stands for."""
        return (
            self.line_item_key or "",
            self.segment_key,
            self.product_key,
            self.balance_at,
        )

    @property
    def label_row(self) -> dict[str, str] | None:
        """The row of labels.csv that says so; None while nothing is known."""
        if self.line_item_key is None:
            return None
        return {
            "company_key": self.company_key,
            "statement": self.statement,
            "heading": self.heading,
            "label": self.label,
            "line_item_key": self.line_item_key,
            "segment_key": self.segment_key,
            "product_key": self.product_key,
            "balance_at": self.balance_at,
            "is_negated": self.is_negated,
        }

    def as_candidate(self, evidence: str) -> Candidate:
        """Its meaning as one that another line may have, and why."""
        return Candidate(
            self.line_item_key or "",
            evidence,
            segment_key=self.segment_key,
            product_key=self.product_key,
            balance_at=self.balance_at,
            is_negated=self.is_negated,
        )

    def taken(self, candidate: Candidate, *evidence: str) -> "LabelMeaning":
        """This line with the meaning of a candidate, sure enough to be taken."""
        return replace(
            self,
            standing=Standing.PROPOSED,
            line_item_key=candidate.line_item_key,
            segment_key=candidate.segment_key,
            product_key=candidate.product_key,
            balance_at=candidate.balance_at,
            is_negated=candidate.is_negated,
            evidence=(candidate.evidence, *evidence),
        )

    def doubted(self, reason: str) -> "LabelMeaning":
        """This line with its meaning as a candidate only, and why."""
        was = self.as_candidate("; ".join(self.evidence))
        others = tuple(one for one in self.candidates if one.meaning != was.meaning)
        return replace(
            self,
            standing=Standing.UNSURE,
            line_item_key=None,
            segment_key=TOTAL,
            product_key=TOTAL,
            balance_at="",
            is_negated="false",
            evidence=(reason,),
            candidates=((was, *others) if self.line_item_key else others),
        )


@dataclass(frozen=True)
class ResolvedTable:
    """A table of the same company whose lines have been given their meaning."""

    table: PrintedTable
    statement: str
    meanings: tuple[LabelMeaning, ...]


@dataclass(frozen=True)
class Shape:
    """What is known of a line's figures; empty where it is not known.

    `unit` is as in units.csv (`currency`, `currency_per_share`, `shares`, `percent`),
    `period_type` is `instant` or `duration`. What tags tell: `balance_at` is the end of
    its period that a line is a balance of, `members` those of axes that it is of,
    `of_table` those that all columns of its table are of. `is_also_in_shares` where a
    line of money has a number of shares too, in a column of its own.
    """

    unit: str = ""
    period_type: str = ""
    balance_at: str = ""
    members: frozenset[tuple[str, str]] = frozenset()
    of_table: frozenset[tuple[str, str]] = frozenset()
    is_also_in_shares: bool = False
