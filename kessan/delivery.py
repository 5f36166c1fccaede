"""The next delivery: a check of it by itself.

A delivered release is a folder of `landing`, named by its release_id, with the
CSVs of `seeds/release`.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
from rich.console import Console

from kessan import audit, findings, gates, increment, transform
from kessan.exits import UnusableError
from kessan.foot import Footing, Grid
from kessan.intake import RELEASE_ID, Problem, laid_out, landed_folders, take_in
from kessan.project import BUILD_FILE, CHECK_FOLDER, SEEDS, shown

CHECK_FILE = CHECK_FOLDER / BUILD_FILE.name
# What a check proposes first for new labels, as rows of labels.csv.
PROPOSED_LABELS = CHECK_FOLDER / "proposed_labels.csv"

# What is asked of a checked release beside its proof: a title, and a query.
NEWS = (
    (
        "What the release prints",
        """
        select
            table_id as "table", statement, line_count as lines,
            label_count as labels, figure_count as figures,
            understood_count as understood
        from intermediate.int_table_readings
        where release_id = $release
        order by display_order, 1
        """,
    ),
    (
        "Facts by period: new, or printed before and now in agreement or not",
        """
        select
            period_key as period,
            case when is_known_elsewhere then 'known' else 'new' end as "is",
            fact_count as facts, new_count as new, as_derived_count as "as derived",
            agreeing_count as agree, restated_count as differ
        from intermediate.int_period_vintages
        where release_id = $release
        order by 1
        """,
    ),
    (
        "Printed otherwise than derived from other releases",
        """
        select
            period_key as period, line_item_key as "line item",
            segment_key || ', ' || product_key as "of", value as printed,
            derived_value as derived, derived_release_id as "with"
        from intermediate.int_derived_comparisons
        where release_id = $release and not is_in_agreement
        order by all
        """,
    ),
    (
        "Restated: printed otherwise than before",
        """
        select
            period_key as period, line_item_key as "line item",
            segment_key || ', ' || product_key as "of", measure,
            first_value as "first", first_release_id as "in",
            latest_value as "now", difference
        from audit.restatements
        where release_id = $release
        order by all
        """,
    ),
    (
        "Shares jump: list the split in seeds/reference/splits.csv",
        """
        select
            cast(period_end as varchar) as "to", label,
            replace(span, '_', ' ') as "of", value as amount,
            value_year_ago as "year ago"
        from reports.audit_share_jumps
        where
            company_key = (
                select company_key from marts.dim_release
                where release_id = $release
            )
        order by all
        """,
    ),
    (
        "Identities that lack a part",
        """
        select subjects as "in", identities
        from reports.audit_incomplete_identities
        where release_id = $release
        order by 1
        """,
    ),
)
LABELS = """
    with unknown as (
        select company_key, statement, table_id, line_number, heading, label
        from intermediate.int_labelled_figures
        where release_id = $release and line_item_key is null
        group by all
    )
    select
        table_id, line_number, heading, label, proposal_number, is_first, evidence,
        labels_row
    from unknown
    left join intermediate.int_label_proposals
        using (company_key, statement, heading, label)
    order by all
"""


@dataclass(frozen=True)
class Verdict:
    """What a check has found.

    `is_built`: all models could be built, so that there is something to look at.
    `is_broken`: SQL failed, and no test says that it is for the input. `apart` is
    what is wrong with other releases, and not for this one to answer for.
    """

    problems: list[Problem]
    is_built: bool
    is_broken: bool = False
    apart: list[Problem] = field(default_factory=list)


def check(
    folder: Path,
    on_step: Callable[[transform.Step], None],
    run_dbt: Callable[..., bool] = transform.run_dbt,
    left_out: frozenset[str] = frozenset(),
) -> Verdict:
    """Build a release with all others of its company, in `target/check` only.

    Nothing is built when the CSVs cannot be read. The entry gate and the tests
    are those of a build. What the last build proved of other companies is taken
    from a copy of it. `left_out` are delivered releases that are not to be looked
    at.

    Raises UnusableError when the folder's name is not that of a release, and
    transform.DbtError when dbt cannot run at all.
    """
    if not RELEASE_ID.fullmatch(folder.name):
        raise UnusableError(
            f"{folder.name!r} cannot name a release: call the folder by its"
            " release_id, in lower case letters, digits and hyphens"
        )
    others = [
        path for path in landed_folders() if path.name not in {folder.name, *left_out}
    ]
    taken_in = take_in(folders=[*others, folder])
    unread, apart = _told_apart(taken_in.problems, folder.name, others)
    if unread:
        return Verdict(unread, is_built=False, apart=apart)
    if apart:
        # What cannot be read is left out: nothing can be compared with it.
        others = [path for path in others if not _are_in(path, apart)]
        taken_in = take_in(folders=[*others, folder])
    CHECK_FOLDER.mkdir(parents=True, exist_ok=True)
    for left in CHECK_FOLDER.glob(f"{CHECK_FILE.name}*"):
        left.unlink()
    if BUILD_FILE.exists():
        shutil.copy(BUILD_FILE, CHECK_FILE)
    company = taken_in.releases[folder.name].company_key
    increment.prepare(CHECK_FILE, taken_in.releases.values(), company=company)

    def build() -> bool:
        return run_dbt(
            "build",
            *("--exclude-resource-type", "unit_test"),
            build_file=CHECK_FILE,
            on_step=on_step,
            target=CHECK_FOLDER,
            landing=landing,
        )

    with laid_out(taken_in, CHECK_FOLDER / "landing") as landing:
        entry, passed = gates.asked_beside(
            build, lambda: gates.entry_gate(taken_in, landing)
        )
    own, of_others = _told_apart(entry.problems, folder.name, others)
    apart += of_others
    if passed:
        return Verdict(own, is_built=True, apart=apart)
    found, of_others = _told_apart(
        findings.problems(CHECK_FILE, taken_in, CHECK_FOLDER), folder.name, others
    )
    own += found
    apart += of_others
    is_built = not transform.results("error", CHECK_FOLDER)
    wrong = {name for problem in of_others for name in problem.releases}
    if not is_built and not own and wrong & {path.name for path in others}:
        # Nothing can be built with them, and so nothing be said of this one.
        verdict = check(folder, on_step, run_dbt, left_out | wrong)
        return replace(verdict, apart=apart + verdict.apart)
    return Verdict(
        own if own or is_built else of_others,
        is_built=is_built,
        is_broken=not own and not transform.failed_tests(CHECK_FOLDER),
        apart=apart,
    )


def _told_apart(
    problems: Iterable[Problem], release_id: str, others: list[Path]
) -> tuple[list[Problem], list[Problem]]:
    """The problems that a release has to answer for, and those of others.

    It answers for what its own figures contradict, wherever that stands. What
    speaks of no release follows from what does: it goes where the first is.
    """
    own: list[Problem] = []
    apart: list[Problem] = []
    for problem in problems:
        if release_id in problem.releases:
            own.append(problem)
        elif problem.releases or any(_are_in(path, [problem]) for path in others):
            apart.append(problem)
        else:
            (apart if apart and not own else own).append(problem)
    return own, apart


def _are_in(folder: Path, problems: Iterable[Problem]) -> bool:
    """Whether one of some problems stands in a delivered folder."""
    name = shown(folder)
    return any(
        problem.where.startswith((f"{name}/", f"{name}:")) for problem in problems
    )


def print_news(release_id: str, console: Console) -> None:
    """Print what a checked release holds, what is new in it and how it is proven."""
    with duckdb.connect(str(CHECK_FILE), read_only=True) as connection:
        for note in audit.remarks(connection, release_id):
            console.print(f"Note: {note}", style="bold")
        for heading, query in NEWS:
            found = audit.table(connection, heading, query, release_id)
            console.print(found if found.row_count else f"{heading}: none")
        _print_labels(connection, console, release_id)
        audit.print_proof(connection, console, release_id)
        for notice in audit.notices(connection, release_id):
            console.print(notice, markup=False, soft_wrap=True)


def _print_labels(
    connection: duckdb.DuckDBPyConnection, console: Console, release_id: str
) -> None:
    """Print each unknown label with what it may stand for, to copy from.

    What is proposed first is in a CSV too, to be looked over and appended.
    """
    lines = []
    first: dict[str, None] = {}
    for (
        table,
        line,
        heading,
        label,
        number,
        is_first,
        evidence,
        row,
    ) in connection.execute(LABELS, {"release": release_id}).fetchall():
        if is_first:
            first[row] = None
        if number in (None, 1):
            below = f", below {heading!r}" if heading else ""
            lines.append(f"  {table} line {line}: {label!r}{below}")
        if number is None:
            lines.append("    nothing known is near it")
        else:
            rank = "first" if is_first else f"perhaps {number}"
            lines += [f"    {rank}: {evidence}", f"       {row}"]
    console.print("New labels, and the rows of labels.csv for what they may mean")
    console.print("\n".join(lines or ["  none"]), soft_wrap=True, markup=False)
    PROPOSED_LABELS.unlink(missing_ok=True)
    if first:
        header = (SEEDS / "reference" / "labels.csv").read_text("utf-8-sig")
        content = "\n".join([header.splitlines()[0], *first])
        PROPOSED_LABELS.write_text(content + "\n", "utf-8")
        console.print(
            f"The {len(first)} first ones are in {shown(PROPOSED_LABELS)}: look them"
            " over, and append its rows to seeds/reference/labels.csv",
            soft_wrap=True,
            markup=False,
        )


def footing_in_words(grid: Grid, footing: Footing) -> Iterator[str]:
    """What was found in a table: each sum, each second way to one, each loose line."""
    labels = {line.line_number: line.label for line in grid.lines}
    yield f"\n{grid.table_id}"
    for calculation, again in [
        *((one, "") for one in footing.calculations),
        *((one, "also ") for one in footing.also_hold),
    ]:
        parts = " ".join(
            f"{'-' if weight < 0 else '+'} {number}"
            for number, weight in calculation.parts
        )
        how = "exactly" if calculation.is_exact else "within rounding"
        total = calculation.total_line
        chance = f"by chance {calculation.chance:.0e}"
        yield (
            f"  {again}{total} {labels[total]!r} = {parts.removeprefix('+ ')}"
            f"  {how} in {calculation.columns} columns, {chance}"
        )
    if footing.loose_lines:
        loose = ", ".join(
            f"{line.line_number} {line.label!r}" for line in footing.loose_lines
        )
        yield f"  in no sum: {loose}"
