"""What kept a build from passing, in words for the person who mends it."""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb

from kessan.history import AUDIT_FAILED, BAD_INPUT, BROKEN
from kessan.intake import Intake, Problem
from kessan.project import TARGET, shown
from kessan.proposals import proposals
from kessan.transform import failed_tests, results


def verdict(build_file: Path, target: Path = TARGET) -> str:
    """How a run that did not pass ends, as in `audit.runs`.

    A test that fails speaks of the input or of its proof; SQL that fails does not.
    """
    if not failed_tests(target):
        return BROKEN
    with duckdb.connect(str(build_file), read_only=True) as connection:
        if not _has(connection, "findings"):
            return AUDIT_FAILED
        (count,) = connection.execute(
            "select count(*) from audit.findings where family = 'input' and is_blocking"
        ).fetchall()[0]
    return BAD_INPUT if count else AUDIT_FAILED


def problems(
    build_file: Path, intake: Intake, target: Path = TARGET
) -> Iterator[Problem]:
    """What kept the last run from passing, for people to mend.

    The findings of the audit come first, for most of what else fails follows
    from them.
    """
    with duckdb.connect(str(build_file), read_only=True) as connection:
        findings = list(_findings(connection, intake))
        yield from findings
        failed = failed_tests(target)
        if not findings:
            for result in failed:
                yield _failed_test(connection, result)
    errors = results("error", target)
    others = sorted(
        _name(result) for result in failed + errors if "is_empty" not in _name(result)
    )
    if findings and others:
        yield Problem(
            f"these fail too: {', '.join(others)}",
            "that they pass, once what stands above is mended",
            "mend that first, and build again",
        )
    if not findings:
        for result in errors:
            yield Problem(
                f"{result['unique_id']} could not be built: {result['message']}",
                "SQL that runs on what the seeds hold",
                "mend the model, or report this with the message above",
            )


def _has(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether the build came as far as to this table of the audit."""
    tables = connection.execute(
        "from duckdb_tables() where schema_name = 'audit' and table_name = ?", [name]
    )
    return bool(tables.fetchall())


def _findings(
    connection: duckdb.DuckDBPyConnection, intake: Intake
) -> Iterator[Problem]:
    """What the audit found, in the order of cause: input, identities, totals."""
    if not _has(connection, "findings"):
        return
    rows = connection.sql(
        """
        select
            family, statement, release_id, table_id, line_number, source_line,
            label, figure, problem, expected, remedy, identity_id, subject
        from audit.findings
        where is_blocking
        order by
            case family when 'input' then 1 when 'identity' then 2 else 3 end,
            release_id, finding_number
        """
    ).fetchall()
    proposed = {
        evaluation: proposal
        for proposal in (proposals(connection) if _has(connection, "proposals") else ())
        for evaluation in proposal.proof
    }
    for family, statement, release, table, line, source, label, figure, *rest in rows:
        kind, expected, remedy, identity, subject = rest
        where = _csv_place(intake, statement, release, table, line, figure)
        where += f"{kind.replace('_', ' ')}"
        if label:
            where += f": {label!r}" if family == "input" else f": {label}"
        if figure:
            where += f": {figure!r}" if family == "input" else f": {figure}"
        address = {
            "in": subject,
            "table": table,
            "line": line,
            "source line": source,
        }
        parts = [release] + [f"{k} {v}" for k, v in address.items() if v is not None]
        where += f"\n  at: {', '.join(filter(None, parts))}"
        releases = {release} if release else set()
        if subject:
            operands = _operands(connection, intake, release, identity, subject)
            for of, operand in operands:
                releases.add(of)
                where += f"\n  {operand}"
        if kind == "unequal_total" and (at := _line_of_one_error(connection, label)):
            where += f"\n  if one figure is wrong, it is in source line {at}"
        if proposal := proposed.get((release, identity, subject)):
            where += f"\n  if one figure is wrong: {proposal}"
        yield Problem(where, expected, remedy, frozenset(releases))


def _csv_place(
    intake: Intake,
    statement: str | None,
    release: str | None,
    table: str | None,
    line: int | None,
    cell: str | None,
) -> str:
    """The CSV and lines of a row, as a prefix; empty where there is none."""
    if not statement:
        return ""
    path, csv_lines = intake.places_of(statement, release, table, line, cell)
    numbers = f" line {', '.join(map(str, csv_lines))}" if csv_lines else ""
    return f"{shown(path)}{numbers}: "


def _operands(
    connection: duckdb.DuckDBPyConnection,
    intake: Intake,
    release: str,
    identity: str,
    subject: str,
) -> Iterator[tuple[str, str]]:
    """Both sides of an evaluation: each figure with its release, place and text."""
    rows = connection.execute(
        """
        select
            operands.side, operands.weight, figures.release_id, figures.statement,
            figures.table_id, figures.line_number, figures.source_line,
            figures.label, figures.printed_text
        from intermediate.int_identity_operands as operands
        inner join intermediate.int_figures as figures
            on operands.figure_key = figures.figure_key
        where
            operands.release_id = ?
            and operands.identity_id = ?
            and operands.subject = ?
        order by operands.side, figures.source_line, figures.figure_key
        """,
        [release, identity, subject],
    ).fetchall()
    for side, weight, of, statement, table, line, source, label, text in rows:
        place = _csv_place(intake, statement, of, table, line, text)
        times = "" if weight == 1 else f" times {weight}"
        source = f"source line {source}" + (f" of {of}" if of != release else "")
        yield of, f"{side}: {place}{label!r}: {text!r}{times} ({source})"


def _line_of_one_error(
    connection: duckdb.DuckDBPyConnection, control_key: str
) -> int | None:
    """The source line of the only figure that makes a total differ.

    One wrong figure moves the sum by its error, and the sum by line by its
    error times its line. None when no line of the document fits.
    """
    found = connection.execute(
        """
        select
            total - recorded_total,
            line_total - recorded_line_total,
            (
                select max(source_line)
                from staging.stg_release__cells as cells
                where cells.release_id = results.release_id
            )
        from audit.control_results as results
        where control_key = ? and figure_count = recorded_figure_count
        """,
        [control_key],
    ).fetchall()
    total, by_line, lines = found[0] if found else (None, None, 0)
    if not total or by_line is None or by_line % total:
        return None
    line = int(by_line / total)
    return line if 0 < line <= lines else None


def _name(result: dict) -> str:
    """The name of the node of a result."""
    return str(result["unique_id"]).split(".")[2]


def _failed_test(connection: duckdb.DuckDBPyConnection, result: dict) -> Problem:
    """A failed test with the rows that fail it, up to twenty."""
    relation = connection.sql(result["compiled_code"])
    rows = relation.limit(20).fetchall()
    listed = [
        ", ".join(
            f"{name} {value}"
            for name, value in zip(relation.columns, row, strict=True)
            if value is not None
        )
        for row in rows
    ]
    left = result["failures"] - len(rows)
    if left > 0:
        listed.append(f"… and {left} more")
    # A singular test opens with what it asserts.
    asserted = re.match(r"(?:--.*\n)*", result["compiled_code"].lstrip())
    comment = asserted[0].replace("--", "").split() if asserted else []
    return Problem(
        "\n  - ".join(
            [f"the test {_name(result)} fails with {result['failures']}:", *listed]
        ),
        " ".join(comment) or "no such row, as the test is described in tests/generic",
        "check the lines named against the source, or list an exception that"
        " the release itself gives a reason for",
    )
