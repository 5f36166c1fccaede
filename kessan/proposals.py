"""What one other figure would explain: proposed to a person, and never written."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from kessan.faults.operators import PrintedNumber, sign_flipped

PROPOSALS = """
    select
        figures.release_id, figures.table_id, figures.line_number,
        figures.column_number, figures.source_line, figures.printed_label,
        figures.printed_text, proposals.printed_number, proposals.proposed_number,
        list(
            (repairs.release_id, repairs.identity_id, repairs.subject)
            order by repairs.release_id, repairs.identity_id, repairs.subject
        ),
        proposals.holding_count
    from audit.proposals as proposals
    inner join marts.fct_reported_figures as figures using (figure_key)
    inner join audit.repairs as repairs using (figure_key)
    where proposals.is_proposed and repairs.is_violated
    group by all
    order by all
"""
# What hangs together and several figures explain, or one by several values.
OPEN = """
    select
        split_part(first_violated, '/', 1), split_part(first_violated, '/', 2),
        substr(first_violated, length(split_part(first_violated, '/', 1))
            + length(split_part(first_violated, '/', 2)) + 3),
        max(violated_count), count(*)
    from audit.proposals
    group by first_violated
    having not bool_or(is_proposed)
    order by all
"""

# A release, an identity, and what it was evaluated of.
Evaluation = tuple[str, str, str]


@dataclass(frozen=True)
class Proposal:
    """A printed figure that would explain what is violated, if it were another.

    `printed` and `proposed` are numbers in the scale of the printed text. `proof`
    are the evaluations that would hold; `holding` is how many others with this
    figure hold and still would.
    """

    release_id: str
    table_id: str
    line_number: int
    column_number: int
    source_line: int
    label: str
    printed_text: str
    printed: Decimal
    proposed: Decimal
    proof: tuple[Evaluation, ...]
    holding: int

    @property
    def proposed_text(self) -> str:
        """The proposed number as the printed one is written."""
        return in_printed_form(self.printed_text, self.printed, self.proposed)

    def __str__(self) -> str:
        count = len(self.proof)
        proof = ", ".join(f"{identity} in {of}" for _, identity, of in self.proof)
        return (
            f"{self.release_id} line {self.source_line} {self.label!r}"
            f" ({self.table_id}, line {self.line_number}), column"
            f" {self.column_number}: printed {self.printed_text};"
            f" {self.proposed_text} would make {count} broken"
            f" identit{'y' if count == 1 else 'ies'} hold ({proof}) and break none of"
            f" {self.holding}: look at the document"
        )


def proposals(connection: duckdb.DuckDBPyConnection) -> Iterator[Proposal]:
    """The figures that one slip would explain, by release and place."""
    for row in connection.execute(PROPOSALS).fetchall():
        *place, proof, holding = row
        cells = [*place, tuple(proof), holding]
        yield Proposal(*cells)


def unexplained(connection: duckdb.DuckDBPyConnection, release: str) -> Iterator[str]:
    """What is violated in a release and too many figures would explain, in words."""
    for of, identity, subject, violated, figures in connection.execute(OPEN).fetchall():
        if of == release:
            yield (
                f"{identity} in {subject}, {violated} violated with what hangs"
                f" together: {figures} figure{'s' if figures > 1 else ''} could explain"
                " it, or none by one slip: nothing is proposed"
            )


def in_printed_form(text: str, printed: Decimal, number: Decimal) -> str:
    """A number as another one is written in a text: places, commas, sign and words.

    A dash has no form: then it is a bare number, or one in parentheses.
    """
    form = PrintedNumber.read(text)
    places = len(form.fraction) if form else 0
    whole, _, fraction = f"{abs(number):.{places}f}".partition(".")
    if form is None:
        return f"({int(whole):,})" if number < 0 else f"{int(whole):,}"
    written = form.replaced(whole, fraction) or text
    turned = printed * number < 0 and sign_flipped(written)
    return turned or written
