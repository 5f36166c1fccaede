"""A report's findings as a person reads them."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kessan.verify.claim import Finding, Verdict
from kessan.verify.report import Report

STYLES = {
    Verdict.MATCHES: "green",
    Verdict.DIFFERS: "bold red",
    Verdict.NOT_KNOWN: "dim",
}


def show_report(report: Report, console: Console, *, show_all: bool) -> None:
    """Print what differs and what is not known, or all, and the number of each."""
    shown = [
        finding
        for finding in report.findings
        if show_all or finding.verdict is not Verdict.MATCHES
    ]
    if shown:
        table = Table(box=None, pad_edge=False, header_style="")
        for heading in ("place", "line item", "printed", "verdict", "proof or reason"):
            table.add_column(heading, overflow="fold")
        for finding in shown:
            table.add_row(*_cells(finding))
        console.print(table)
        console.print()
    counts = ", ".join(
        f"{report.counts[verdict]} {'match' if verdict is Verdict.MATCHES else verdict}"
        for verdict in Verdict
    )
    console.print(f"figures: {counts}; generation {report.generation}")


def _cells(finding: Finding) -> list[Text]:
    claim = finding.claim
    return [Text(text) for text in (claim.place, claim.label, claim.printed_text)] + [
        Text(finding.verdict.value, STYLES[finding.verdict]),
        Text(_why(finding)),
    ]


def _why(finding: Finding) -> str:
    """The right number with its cell, or why there is none."""
    parts = []
    if finding.right:
        parts.append("right is " + " or ".join(f"{value:f}" for value in finding.right))
    parts += [finding.reason] if finding.reason else []
    parts += finding.notes
    for known in finding.known:
        cell = (
            f"{known.printed_text!r} in {known.source}" if known.source else known.key
        )
        parts.append(cell)
    return "; ".join(parts)
