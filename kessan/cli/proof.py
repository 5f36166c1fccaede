"""The verbs that prove: the audit, the attack, the bench, the dictionary."""

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import click
import duckdb
from rich.console import Console

from kessan import audit as audit_summary
from kessan import dictionary, transform
from kessan.bench import guard
from kessan.bench import report as bench_report
from kessan.bench.filings import measure_filings
from kessan.bench.measure import Bench, BenchError, Measurement
from kessan.bench.peers import (
    PeerError,
    PeerMeasurement,
    check_calculations,
    standardise,
)
from kessan.bench.releases import invented
from kessan.cli.console import pipeline, refuse, say, show_progress
from kessan.exits import Exit, UnusableError
from kessan.faults import report, sample
from kessan.faults.damages import OPERATORS, damages
from kessan.faults.evaluate import EvaluationError, FaultsFile, peak_gigabytes
from kessan.project import (
    BENCH,
    BENCH_RESULTS,
    BENCH_STEPS,
    BUILD_FILE,
    DATA_DICTIONARY,
    FAULT_RESULTS,
    FILINGS_RESULTS,
    PUBLISHED_FILE,
    shown,
)

# Of how many releases builds are measured, and compared.
MEASURED = (1, 10, 100, 1000)
COMPARED = (1, 10, 100)


@click.command(
    epilog="Example: kessan audit --release example-2016-05-13\n\n"
    "Exit codes: 0 nothing is wrong, 1 something is, 2 there is no such release,"
    " 3 there is no warehouse."
)
@click.option("--of-build", is_flag=True, help="The last build, even if refused.")
@click.option(
    "--release",
    "releases",
    multiple=True,
    metavar="RELEASE_ID",
    help="A page for this release; may be given again. Else for the newest.",
)
def audit(of_build: bool, releases: tuple[str, ...]) -> None:
    """Print how the figures are proven: a summary to sign.

    First all releases and what was restated, then a page for a release:
    identities by kind and status, exceptions with their reasons, coverage,
    control totals, mends; both sides of whatever is violated.
    """
    warehouse = BUILD_FILE if of_build else PUBLISHED_FILE
    if not warehouse.exists():
        click.echo(f"{shown(warehouse)} is not there: run kessan build", err=True)
        sys.exit(Exit.BROKEN)
    console = Console(width=max(100, Console().width))
    try:
        findings = audit_summary.audit(warehouse, console, releases)
    except KeyError as error:
        raise click.BadParameter(f"no release {error.args[0]}") from error
    if findings:
        sys.exit(Exit.BAD_INPUT)


@click.command(
    "dictionary",
    epilog="Example: kessan dictionary\n\n"
    "Exit codes: 0 done, 1 with --check when the page is not current.",
)
@click.option("--check", is_flag=True, help="Change nothing; say if it is current.")
def write_dictionary(check: bool) -> None:
    """Write docs/use/data-dictionary.md from the descriptions of the models."""
    page = dictionary.page()
    if not check:
        DATA_DICTIONARY.parent.mkdir(parents=True, exist_ok=True)
        DATA_DICTIONARY.write_text(page, "utf-8")
        say(f"wrote {shown(DATA_DICTIONARY)}")
    elif DATA_DICTIONARY.read_text("utf-8") != page:
        click.echo(f"{shown(DATA_DICTIONARY)} is old: run kessan dictionary", err=True)
        sys.exit(Exit.BAD_INPUT)


@click.command(
    epilog="Example: kessan faults --table cash_flow_financing\n\n"
    "Exit codes: 0 every damage is caught, 1 one is caught by nothing, or what was"
    " not printed is proposed, or what is undamaged is refused, or a real build"
    " disagrees, 2 wrong usage, 3 broken."
)
@click.option("--table", metavar="TABLE_ID", help="Damage this printed table only.")
@click.option(
    "--operator",
    "operators",
    type=click.Choice(OPERATORS),
    multiple=True,
    metavar="NAME",
    help="Damage in this way of docs/understand/audit.md only; may be given again.",
)
@click.option(
    "--real",
    type=click.IntRange(min=0),
    default=0,
    metavar="COUNT",
    help="Run the real build on so many of the damages too.",
)
def faults(table: str | None, operators: tuple[str, ...], real: int) -> None:
    """Damage the raw input in every likely way and count what is caught.

    Each damage is done to a release of its own. All verdicts are written to
    target/faults/results.csv. What was published stays as it was.
    """
    started = time.monotonic()
    builds = []
    try:
        say("1/3 loading the CSVs")
        faults_file = FaultsFile(say, show_progress, run_dbt=pipeline().steps.run_dbt)
        chosen = [
            damage
            for damage in damages(faults_file.rows())
            if table in (None, damage.table_id)
            and (not operators or damage.operator in operators)
        ]
        if not chosen:
            raise click.UsageError("there is no figure or line to damage so")
        say(f"2/3 auditing {len(chosen):,} releases, each with one damage")
        evaluation = faults_file.evaluate(chosen)
        seconds = time.monotonic() - started
        faults_file.remove()
        report.write_csv(evaluation, FAULT_RESULTS)
        for line in report.summary(evaluation, shown(FAULT_RESULTS)):
            say(line)
        say(
            f"\n{len(chosen):,} damages audited in {seconds:.0f} seconds;"
            f" dbt took {peak_gigabytes():.1f} GB at most"
        )
        if real:
            say(f"\n3/3 building {real} of them really")
            for build in sample.build_really(sample.spread(evaluation.verdicts, real)):
                builds.append(build)
                if len(builds) % 10 == 0:
                    say(f"    {len(builds)}/{real}")
            for line in report.real_builds(builds):
                say(line)
    except (transform.DbtError, EvaluationError, duckdb.Error, ValueError) as error:
        click.echo(f"The attack broke off:\n{error}", err=True)
        sys.exit(Exit.BROKEN)
    disagree = not all(build.agrees for build in builds)
    wrong = evaluation.missed or evaluation.harmed or evaluation.control_findings
    if wrong or disagree:
        sys.exit(Exit.BAD_INPUT)


@click.command(
    epilog="Example: kessan bench --releases 100\n\n"
    "Exit codes: 0 measured, 1 an invented release was refused or a ratio is worse than"
    " expected, 2 wrong usage, 3 broken."
)
@click.option(
    "--releases",
    "counts",
    type=click.IntRange(min=1),
    multiple=True,
    metavar="COUNT",
    help="Build so many releases; may be given again. Else 1, 10, 100 and 1,000, and"
    " with --check and --accept 1, 10 and 100.",
)
@click.option(
    "--check", is_flag=True, help="Fail where a ratio is worse than expected."
)
@click.option("--accept", is_flag=True, help="Expect from now on what is measured.")
@click.option(
    "--peers",
    is_flag=True,
    help="Have Arelle check the same figures, or secfsdstools read the same data set.",
)
@click.option(
    "--filings",
    "archive",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Measure filings of this data set of the SEC, and no invented releases.",
)
@click.option(
    "--part",
    "parts",
    type=click.IntRange(min=1),
    multiple=True,
    default=(50, 100, 200, 400),
    show_default=True,
    metavar="COUNT",
    help="Import so many of its filings before all; may be given again.",
)
def bench(
    counts: tuple[int, ...],
    check: bool,
    accept: bool,
    peers: bool,
    archive: Path | None,
    parts: tuple[int, ...],
) -> None:
    """Measure what whole builds of invented releases take, step by step.

    Prints tables and writes them to target/bench/results.csv and steps.csv. A time
    is no test: only a release that is refused fails. With --check it is compared how
    many times as long they take as their SQL alone, as bare reading and writing, and
    as fewer releases; what is expected stands in kessan/bench/expected_ratios.csv.
    Ten thousand releases are built when they are asked for: they take 8 GB of memory
    and 30 GB of disk. What was published stays as it was.

    With --filings it is a part of them, more, and all, then the rest beside a
    part; the table is in target/bench/filings.csv.
    """
    if check and accept:
        raise click.UsageError("--check and --accept exclude each other")
    if archive and (check or accept or counts):
        raise click.UsageError("with --filings no releases are built or compared")
    console = Console(width=max(120, Console().width))
    try:
        if archive:
            _bench_filings(archive, parts, peers, console)
            return
        several = counts or (COMPARED if check or accept else MEASURED)
        # What cannot be compared is said before anything is measured.
        if check:
            guard.demand(several)
        if accept:
            guard.accepted()
        measurements = _bench_releases(sorted({*several}), peers, console)
        if accept:
            guard.accept(measurements)
            say(f"{shown(guard.RATIOS)} and {guard.SHARES.name} are written.")
        if check:
            verdicts = guard.verdicts(measurements)
            console.print(bench_report.verdicts_table(verdicts))
            if worse := [verdict.problem for verdict in verdicts if verdict.is_worse]:
                refuse(worse, outcome="Builds take more than they took.")
    except guard.UnexpectedError as error:
        refuse(error.problems, outcome="Nothing was compared.")
    except UnusableError as error:
        raise click.UsageError(str(error)) from error
    except BenchError as error:
        click.echo(f"Nothing may be found in what is measured:\n{error}", err=True)
        sys.exit(Exit.BAD_INPUT)
    except (transform.DbtError, duckdb.Error) as error:
        click.echo(f"The bench broke off:\n{error}", err=True)
        sys.exit(Exit.BROKEN)


def _bench_releases(
    counts: list[int], with_peers: bool, console: Console
) -> list[Measurement]:
    """Measure builds of invented releases, and print them."""
    measurements, others = [], []

    def ask_peers(published: Path) -> None:
        if with_peers:
            others.extend(_of_peer(lambda: [check_calculations(published)]))

    measured = Bench(BENCH, say, max(counts))
    for count in counts:
        say(f"building {count:,} release{'s' if count > 1 else ''}")
        measurements.append(measured.measure(invented(count), ask_peers))
        bench_report.write_releases(measurements, BENCH_RESULTS, BENCH_STEPS)
    measured.remove()
    for table in bench_report.tables(measurements):
        console.print(table)
    if others:
        console.print(bench_report.peers_table(others))
    say(f"The tables are in {shown(BENCH_RESULTS)} and {BENCH_STEPS.name}.")
    return measurements


def _bench_filings(
    archive: Path, parts: tuple[int, ...], with_peers: bool, console: Console
) -> None:
    """Measure imports and builds of filings, and print them."""
    measurements = []
    measured = Bench(BENCH, say)
    for measurement in measure_filings(measured, archive, parts):
        measurements.append(measurement)
        bench_report.write_filings(measurements, FILINGS_RESULTS)
    measured.remove()
    for table in bench_report.filings_tables(measurements):
        console.print(table)
    if with_peers and (others := _of_peer(lambda: standardise(archive))):
        console.print(bench_report.peers_table(others))
    say(f"The table is in {shown(FILINGS_RESULTS)}.")


def _of_peer(
    measure: Callable[[], Iterable[PeerMeasurement]],
) -> list[PeerMeasurement]:
    """What a peer took; it is said where it is not there, and it has no row."""
    try:
        return [*measure()]
    except PeerError as error:
        say(f"left out: {error}")
        return []
