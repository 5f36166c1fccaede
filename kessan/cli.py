"""The command line: a verb for each thing that a user does.

Exit codes: 0 done, 1 the input or the proof of a release has problems,
2 wrong usage, 3 something else broke. Only 0 changes what is published.
"""

import sys
import time
from collections.abc import Iterable
from pathlib import Path

import click
import duckdb
from rich.console import Console

from kessan import audit as audit_summary
from kessan import delivery, dictionary, increment, intake, postgres, publish, transform
from kessan.bench import report as bench_report
from kessan.bench.measure import Bench, BenchError
from kessan.contract import public_models
from kessan.faults import report, sample
from kessan.faults.damages import OPERATORS, damages
from kessan.faults.evaluate import EvaluationError, FaultsFile, peak_gigabytes
from kessan.project import (
    BENCH,
    BENCH_RESULTS,
    BUILD_FILE,
    DATA_DICTIONARY,
    FAULT_RESULTS,
    MANIFEST,
    PUBLISHED_FILE,
    shown,
)

PROBLEMS = 1
BROKEN = 3

FIRST_QUERY = (
    "select label, year_ago, current_period from reports.printed_income_statement"
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Turn earnings releases into a warehouse that is proven to the digit."""


@main.command(
    epilog="Example: kessan build\n\n"
    "Exit codes: 0 published, 1 problems in the input or its proof, 3 broken."
)
@click.option("--anew", is_flag=True, help="Take in every release again.")
def build(anew: bool) -> None:
    """Check the CSVs, build and test the warehouse, publish it.

    Takes in the releases of seeds/release and of landing. Companies of which
    nothing changed since the last build are kept as it proved them. Whatever
    goes wrong, what was published before stays as it was.
    """
    started = time.monotonic()
    say("1/3 reading the CSVs")
    taken_in = intake.take_in()
    if taken_in.problems:
        refuse(taken_in.problems)
    say(f"    {taken_in.files} files, {taken_in.rows:,} rows")

    say("2/3 building and testing with dbt")
    releases = taken_in.releases.values()
    if kept := increment.prepare(BUILD_FILE, releases, anew):
        say(f"    {len(kept)} of {len(releases)} releases did not change and are kept")
    try:
        passed = transform.run_dbt(
            "build",
            "--exclude-resource-type",
            "unit_test",
            build_file=BUILD_FILE,
            on_step=show_progress,
        )
    except transform.DbtError as error:
        click.echo(f"dbt did not run:\n{error}", err=True)
        sys.exit(BROKEN)
    if not passed:
        # A test that fails speaks of the input; SQL that fails does not.
        code = PROBLEMS if transform.failed_tests() else BROKEN
        refuse(transform.problems(BUILD_FILE, taken_in), code)

    say(f"3/3 publishing {shown(PUBLISHED_FILE)}")
    publish.publish(BUILD_FILE, PUBLISHED_FILE)
    increment.accept(BUILD_FILE, releases)
    summarise(time.monotonic() - started)


@main.command(
    "new-release",
    epilog="Example: kessan new-release iij-2017-02-09\n\n"
    "Exit codes: 0 made, 2 wrong usage.",
)
@click.argument("release_id")
@click.option(
    "--company",
    metavar="COMPANY_KEY",
    help="Whose release it is; else the one that RELEASE_ID begins with.",
)
def make_release(release_id: str, company: str | None) -> None:
    """Make landing/RELEASE_ID with an empty template of every CSV."""
    try:
        folder = delivery.new_release(release_id, company)
    except delivery.UnusableError as error:
        raise click.UsageError(str(error)) from error
    say(
        f"made {shown(folder)}\n"
        "1. Complete its releases.csv, and key the tables as docs/adding-a-release.md"
        " says.\n"
        f"2. kessan check {shown(folder)}\n"
        "3. kessan build"
    )


@main.command(
    epilog="Example: kessan check landing/iij-2017-02-09\n\n"
    "Exit codes: 0 sound, 1 problems in the release or its proof, 2 wrong usage,"
    " 3 broken."
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(folder: Path) -> None:
    """Prove a delivered release by itself and against all that is known.

    FOLDER is named by its release_id and may lie anywhere. Prints what a reviewer
    needs: what is new, what is restated, how it is proven, all that is wrong. The
    work is done in target/check; nothing else changes.
    """
    started = time.monotonic()
    release = folder.absolute()
    say(f"1/2 building and testing {release.name} with dbt, in target/check")
    try:
        verdict = delivery.check(release, show_progress)
        if verdict.is_built:
            console = Console(width=max(100, Console().width))
            console.rule(f"2/2 {release.name}")
            delivery.print_news(release.name, console)
    except delivery.UnusableError as error:
        raise click.UsageError(str(error)) from error
    except (transform.DbtError, duckdb.Error) as error:
        click.echo(f"The check broke off:\n{error}", err=True)
        sys.exit(BROKEN)
    if verdict.problems:
        code = BROKEN if verdict.is_broken else PROBLEMS
        refuse(verdict.problems, code, "Nothing was changed.")
    say(f"\n{release.name} is sound; {time.monotonic() - started:.1f} seconds")


@main.command(
    epilog="Example: kessan audit --release iij-2016-05-13\n\n"
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
        sys.exit(BROKEN)
    console = Console(width=max(100, Console().width))
    try:
        findings = audit_summary.audit(warehouse, console, releases)
    except KeyError as error:
        raise click.BadParameter(f"no release {error.args[0]}") from error
    if findings:
        sys.exit(PROBLEMS)


@main.command(
    "publish",
    epilog="Example: kessan publish --to postgres --reader-role kessan_reader\n\n"
    "Exit codes: 0 published, 2 wrong usage, or the database or the role is not for"
    " it, 3 broken: the server cannot be reached, refuses or goes away.",
)
@click.option("--to", "place", type=click.Choice(["postgres"]), required=True)
@click.option(
    "--url",
    envvar=postgres.URL_VARIABLE,
    show_envvar=True,
    help="Which database, as postgresql://user@host:5432/database.",
)
@click.option(
    "--reader-role",
    metavar="NAME",
    help="A role that may read all of it; made when there is none.",
)
@click.option(
    "--tries",
    type=click.IntRange(min=1),
    default=postgres.Patience.attempts,
    show_default=True,
    metavar="COUNT",
    help="Try so often to reach the server, and to switch.",
)
def publish_to(
    place: str, url: str | None, reader_role: str | None, tries: int
) -> None:
    """Copy the published file into a PostgreSQL database.

    The schemas marts, audit and reports are built beside those in force, and
    replace them at once. Whatever goes wrong, what was published there before
    stays as it was.
    """
    if not url:
        raise click.UsageError(f"give --url, or set {postgres.URL_VARIABLE}")
    for needed in (PUBLISHED_FILE, MANIFEST):
        if not needed.exists():
            click.echo(f"{shown(needed)} is not there: run kessan build", err=True)
            sys.exit(BROKEN)
    try:
        say(f"publishing {shown(PUBLISHED_FILE)} to {postgres.masked(url)}")
        done = postgres.publish_to_postgres(
            PUBLISHED_FILE,
            url,
            public_models(),
            reader_role,
            show_progress,
            postgres.Patience(attempts=tries),
        )
    except postgres.UnusableError as error:
        raise click.UsageError(str(error)) from None
    except (postgres.PostgresError, duckdb.Error) as error:
        click.echo(f"The publication broke off:\n{error}", err=True)
        click.echo("What is in force there is whole.", err=True)
        sys.exit(BROKEN)
    for reason in done.kept:
        click.echo(f"Not dropped: {reason}", err=True)
    say(
        f"\n{done.tables} tables, {done.rows:,} rows in {done.seconds:.1f} seconds,"
        f" {done.rows_per_second:,.0f} rows a second;"
        f" the switch took {done.switch_seconds * 1000:.0f} ms"
    )


@main.command(
    "dictionary",
    epilog="Example: kessan dictionary\n\n"
    "Exit codes: 0 done, 1 with --check when the page is not current.",
)
@click.option("--check", is_flag=True, help="Change nothing; say if it is current.")
def write_dictionary(check: bool) -> None:
    """Write docs/data-dictionary.md from the descriptions of the models."""
    page = dictionary.page()
    if not check:
        DATA_DICTIONARY.write_text(page, "utf-8")
        say(f"wrote {shown(DATA_DICTIONARY)}")
    elif DATA_DICTIONARY.read_text("utf-8") != page:
        click.echo(f"{shown(DATA_DICTIONARY)} is old: run kessan dictionary", err=True)
        sys.exit(PROBLEMS)


@main.command(
    epilog="Example: kessan faults --table cash_flow_financing\n\n"
    "Exit codes: 0 every damage is caught, 1 one is caught by nothing, or what is"
    " undamaged is refused, or a real build disagrees, 2 wrong usage, 3 broken."
)
@click.option("--table", metavar="TABLE_ID", help="Damage this printed table only.")
@click.option(
    "--operator",
    "operators",
    type=click.Choice(OPERATORS),
    multiple=True,
    metavar="NAME",
    help="Damage in this way of docs/audit.md only; may be given again.",
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
        faults_file = FaultsFile(say, show_progress)
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
        sys.exit(BROKEN)
    disagree = not all(build.agrees for build in builds)
    if evaluation.missed or evaluation.control_findings or disagree:
        sys.exit(PROBLEMS)


@main.command(
    epilog="Example: kessan bench --releases 100\n\n"
    "Exit codes: 0 measured, 1 an invented release was refused, 2 wrong usage,"
    " 3 broken."
)
@click.option(
    "--releases",
    "counts",
    type=click.IntRange(min=1),
    multiple=True,
    default=(1, 10, 100, 1000),
    show_default=True,
    metavar="COUNT",
    help="Build so many releases; may be given again.",
)
def bench(counts: tuple[int, ...]) -> None:
    """Measure how long builds of invented releases take.

    Prints a table and writes it to target/bench/results.csv. A time is no
    test: only a release that is refused fails. Ten thousand releases are built
    when they are asked for: they take 8 GB of memory and 30 GB of disk.
    What was published stays as it was.
    """
    measurements = []
    try:
        measured = Bench(BENCH, show_progress, max(counts))
        for count in sorted(counts):
            say(f"building {count:,} release{'s' if count > 1 else ''}")
            measurements.append(measured.measure(count))
            bench_report.write_csv(measurements, BENCH_RESULTS)
        measured.remove()
    except BenchError as error:
        click.echo(f"Nothing may be found in what is invented:\n{error}", err=True)
        sys.exit(PROBLEMS)
    except (transform.DbtError, duckdb.Error) as error:
        click.echo(f"The bench broke off:\n{error}", err=True)
        sys.exit(BROKEN)
    Console(width=max(100, Console().width)).print(bench_report.table(measurements))
    say(f"The table is in {shown(BENCH_RESULTS)}.")


def say(text: str) -> None:
    """A line for the person who waits."""
    click.echo(text)


def show_progress(step: transform.Step) -> None:
    """How far dbt is: one line that is rewritten, or a line now and then."""
    width = len(str(step.total))
    text = f"    {step.index:>{width}}/{step.total} {step.name}"
    if sys.stdout.isatty():
        end = "\n" if step.index == step.total else ""
        click.echo(f"\r{text[:78]:<78}{end}", nl=False)
    elif step.index % 50 == 0 or step.index == step.total:
        click.echo(text)


def refuse(
    problems: Iterable[intake.Problem],
    code: int = PROBLEMS,
    outcome: str = "Nothing was published.",
) -> None:
    """Print every problem and the outcome, and end with the code."""
    listed = list(problems)
    for problem in listed:
        click.echo(f"\n{problem}", err=True)
    count = f"{len(listed)} problem{'s' if len(listed) > 1 else ''}"
    click.echo(f"\n{count}. {outcome}", err=True)
    sys.exit(code)


def summarise(seconds: float) -> None:
    """What was published, and the first thing to do with it."""
    nodes = transform.results()
    models = sum(node["unique_id"].startswith("model.") for node in nodes)
    tests = sum(node["unique_id"].startswith("test.") for node in nodes)
    with duckdb.connect(str(PUBLISHED_FILE), read_only=True) as connection:
        releases, figures = connection.sql(
            "select count(distinct release_id), count(*)"
            " from marts.fct_reported_figures"
        ).fetchone() or (0, 0)
    say(
        f"\n{releases} release{'s' if releases > 1 else ''}, {figures:,} figures;"
        f" {models} models, {tests} tests passed; {seconds:.1f} seconds\n"
        f"Open {PUBLISHED_FILE} and try:\n    {FIRST_QUERY};"
    )
