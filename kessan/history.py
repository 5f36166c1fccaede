"""The history of runs: a line of JSON each, and the rows of `audit.runs`."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

import duckdb

RUNS = "runs.jsonl"

# How a run may end. Only the first changes what is published.
PUBLISHED = "published"
NOTHING_TO_DO = "nothing_to_do"
BAD_INPUT = "bad_input"
AUDIT_FAILED = "audit_failed"
BROKEN = "broken"

STATUSES_OF_IDENTITIES = (
    *("exact", "within_rounding", "excepted", "incomplete", "violated"),
)


@dataclass
class Run:
    """A run: what it read, what it found, how it ended. Times are in UTC.

    The names are the columns of `audit.runs`. What a run did not come to is null.
    """

    run_id: str
    verb: str
    started_at: str
    ended_at: str | None = None
    status: str | None = None
    input_digest: str | None = None
    code_digest: str | None = None
    release_count: int | None = None
    figure_count: int | None = None
    row_count: int | None = None
    exact_count: int | None = None
    within_rounding_count: int | None = None
    excepted_count: int | None = None
    incomplete_count: int | None = None
    violated_count: int | None = None
    entry_expectation_count: int | None = None
    exit_expectation_count: int | None = None
    failed_expectation_count: int | None = None
    problem_count: int | None = None
    message: str | None = None

    @property
    def seconds(self) -> float | None:
        """How long it took; None while it is going on."""
        if not self.ended_at:
            return None
        start, end = map(datetime.fromisoformat, (self.started_at, self.ended_at))
        return (end - start).total_seconds()

    def end(self, status: str, message: str | None = None) -> None:
        """Note how it ended, and that it is over."""
        self.status = status
        self.message = message
        self.ended_at = now()


def begun(verb: str) -> Run:
    """A run that begins now. Its id sorts by time."""
    started_at = now()
    return Run(
        run_id="".join(c for c in started_at if c not in "-:."),
        verb=verb,
        started_at=started_at,
    )


def now() -> str:
    """This moment, in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def append(folder: Path, run: Run) -> None:
    """Add a run to the history. One write: a line is there whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / RUNS).open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(run), ensure_ascii=False) + "\n")


def all_runs(folder: Path) -> Iterator[Run]:
    """The runs of the history, oldest first. A line that is torn is left out."""
    path = folder / RUNS
    known = {field.name for field in fields(Run)}
    if path.exists():
        for line in path.read_text("utf-8", errors="replace").splitlines():
            try:
                values = json.loads(line)
                yield Run(**{k: v for k, v in values.items() if k in known})
            except (ValueError, TypeError, AttributeError):
                continue


def last(folder: Path) -> Run | None:
    """The last run; None before the first."""
    return next(reversed([*all_runs(folder)]), None)


def last_published(folder: Path) -> Run | None:
    """The last run that published; None before the first."""
    published = [run for run in all_runs(folder) if run.status == PUBLISHED]
    return published[-1] if published else None


def write(
    connection: duckdb.DuckDBPyConnection, table: str, runs: Iterable[Run]
) -> None:
    """Add runs to a table with their columns."""
    names = [field.name for field in fields(Run)]
    for run in runs:
        connection.execute(
            f"insert into {table} ({', '.join(names)})"
            f" values ({', '.join('?' * len(names))})",
            [getattr(run, name) for name in names],
        )
