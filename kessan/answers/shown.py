"""An answer as a person reads it."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kessan.answers.shapes import Answer, Cell, Identity, Vintage


def show(answer: Answer, console: Console) -> None:
    """Print a number, what it is made of, what holds it and since when it is known."""
    console.print(Text(_headline(answer), style="bold"), soft_wrap=True)
    for line in _lines(answer):
        console.print(Text(f"  {line}"), soft_wrap=True)
    _table(console, "Printed", map(_cell, answer.cells), right=(1,))
    releases = {cell.release_id for cell in answer.cells}
    evaluations = [_identity(identity, releases) for identity in answer.identities]
    _table(console, "Identities", evaluations, right=(3, 4))
    if answer.identities_left_out:
        console.print(f"  … and {answer.identities_left_out} more")
    versions = answer.vintage.versions if answer.vintage else []
    if len(versions) > 1:
        said = [
            [
                *(version.release_id, grouped(version.value), "from", version.known_on),
                f"to {version.superseded_on}" if version.superseded_on else "",
                "derived" if version.is_derived else "printed",
            ]
            for version in versions
        ]
        _table(console, "Said of it", said, right=(1,))


def grouped(number: str | None) -> str:
    """An exact number with its thousands apart; empty where there is none."""
    return "" if number is None else f"{Decimal(number):,f}"


def _headline(answer: Answer) -> str:
    words = [answer.line_item.label]
    words += [
        named.label
        for named, usual in (
            (answer.segment, "total"),
            (answer.product, "total"),
            (answer.scenario, "actual"),
        )
        if named.key != usual
    ]
    if answer.members:
        words.append(answer.members)
    if answer.measure != "amount":
        compared = f" from {answer.comparison}" if answer.comparison else ""
        words.append((answer.measure + compared).replace("_", " "))
    about = ", ".join([*words, answer.period.label])
    if answer.value is None:
        return f"{about}: no number"
    return f"{about}: {grouped(answer.value)} {answer.unit}"


def _lines(answer: Answer) -> Iterator[str]:
    period = answer.period
    days = f"{period.start_date} to" if period.start_date else "at"
    yield (
        f"{answer.company.label}; {answer.accounting_standard}, {answer.currency};"
        f" {days} {period.end_date}"
    )
    yield f"key: {answer.key}"
    if answer.missing_reason:
        yield f"{answer.missing_reason}: {answer.missing_reason_meaning}"
    if answer.formula:
        yield f"formula: {answer.formula}"
    for operand in answer.operands:
        yield f"  {operand.role} {grouped(operand.value)}: {operand.metric_key}"
    if answer.derivation and not answer.formula:
        yield f"derived: {answer.derivation.replace('_', ' ')}"
    if answer.verdict.verdict:
        yield f"{answer.verdict.verdict}: {answer.verdict.reason}"
    if answer.vintage:
        yield from _known(answer.vintage)
    yield f"generation: {answer.generation}"


def _known(vintage: Vintage) -> Iterator[str]:
    known = f"known since {vintage.known_on}, of {vintage.release_id}"
    if vintage.is_latest:
        yield f"{known}: the latest word"
    else:
        better = f" by {vintage.superseded_by}" if vintage.superseded_by else ""
        yield f"{known}: superseded on {vintage.superseded_on}{better}"
    if vintage.restated:
        restated = vintage.restated
        yield (
            f"restated: {grouped(restated.first_value)} of {restated.first_release_id},"
            f" {grouped(restated.latest_value)} of {restated.latest_release_id}"
        )


def _cell(cell: Cell) -> list[str]:
    """What a printed figure does, its text, its words, and where it stands."""
    words = ", ".join(word for word in (cell.label, cell.heading) if word)
    marks = [cell.verdict]
    marks += [
        mark
        for mark, is_so in (
            ("other sign", cell.is_negated),
            ("mended", cell.is_mended),
            ("corrected", cell.is_corrected),
        )
        if is_so
    ]
    return [
        *(cell.role, cell.printed_text, words, cell.figure_key),
        *(f"source line {cell.source_line}", ", ".join(marks)),
    ]


def _identity(identity: Identity, releases: set[str]) -> list[str]:
    """Whether an identity held, of what, and both sides.

    The release is said where it is not the one that prints all cells.
    """
    of = "" if releases == {identity.release_id} else f"{identity.release_id}: "
    status = identity.status.replace("_", " ")
    reason = f": {identity.reason}" if identity.reason else ""
    return [
        *(identity.identity_id, of + identity.subject, status + reason),
        *(grouped(identity.left_value), grouped(identity.right_value)),
    ]


def _table(
    console: Console,
    title: str,
    rows: Iterable[Sequence[str]],
    right: tuple[int, ...],
) -> None:
    """Rows below a title; a key is never broken, so that it can be copied."""
    listed = [*rows]
    if not listed:
        return
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column()
    for number in range(len(listed[0])):
        table.add_column(justify="right" if number in right else "left", no_wrap=True)
    for row in listed:
        table.add_row("", *(Text(cell) for cell in row))
    console.print(Text(title, style="bold"))
    console.print(table)
