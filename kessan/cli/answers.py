"""The verbs that answer: for one number, for a whole report, and for agents."""

import json
import sys
from datetime import date, datetime
from pathlib import Path

import click
import duckdb
from rich.console import Console

from kessan.answers.periods import FORMS, SPANS
from kessan.answers.refusal import RefusedError
from kessan.exits import Exit

NUMBER_PARTS = ("company", "item", "period")
# Wide enough for a line of proof: a terminal wraps it, and cuts no key off.
WIDTH = 240


@click.command(
    "ask",
    epilog="Example: kessan ask --company example --item revenues --period 2016Q2\n\n"
    "Exit codes: 0 answered, also where there is no number and the reason is known;"
    " 2 nothing, or more than one number, is meant; 3 nothing is published.",
)
@click.argument("key", required=False)
@click.option("--company", metavar="COMPANY", help="Its key, name, stock code or CIK.")
@click.option("--item", metavar="LINE_ITEM", help="The key or name of a line item.")
@click.option("--period", metavar="PERIOD", help=f"{FORMS}.")
@click.option(
    "--span", type=click.Choice([*SPANS]), help="Which of several that end together."
)
@click.option("--segment", metavar="SEGMENT", help="Else the company.")
@click.option("--product", metavar="PRODUCT", help="Else all products.")
@click.option("--scenario", metavar="SCENARIO", help="Else what happened.")
@click.option("--standard", metavar="STANDARD", help="Where there are several.")
@click.option("--currency", metavar="CURRENCY", help="Where there are several.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="What was known at the end of this day.",
)
@click.option("--release", metavar="RELEASE_ID", help="What this release said.")
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
def ask(
    key: str | None,
    as_of: datetime | None,
    release: str | None,
    as_json: bool,
    **parts: str | None,
) -> None:
    """Answer for one number, with everything that holds it.

    KEY is any key that stands beside a number: that of a printed figure, such as
    example-2016-05-13/income_statement/14/2, or a metric_key of the views of reports.
    Without it, --company, --item and --period say which number. Where several may be
    meant they are listed, and none is chosen.
    """
    # What holds the shapes takes a moment to import: only who asks waits for it.
    from kessan.answers.numbers import drill
    from kessan.answers.questions import Asked
    from kessan.answers.questions import ask as ask_by_parts
    from kessan.answers.reading import NothingPublishedError, Source
    from kessan.answers.shown import show

    day: date | None = as_of.date() if as_of else None
    given = {name: value for name, value in parts.items() if value is not None}
    if key and given:
        raise click.UsageError(f"KEY says it all: leave --{', --'.join(given)}")
    if not key and (missing := [name for name in NUMBER_PARTS if name not in given]):
        raise click.UsageError(f"give a KEY, or --{', --'.join(missing)}")
    try:
        reading = Source().reading()
        if key:
            answer = drill(reading, key, day, release)
        else:
            period, span = given.pop("period"), given.pop("span", None)
            answer = ask_by_parts(reading, Asked(**given), period, span, day, release)
    except RefusedError as refusal:
        if as_json:
            click.echo(json.dumps(refusal.as_dict(), ensure_ascii=False, indent=1))
        click.echo(str(refusal), err=True)
        sys.exit(Exit.WRONG_USAGE)
    except (NothingPublishedError, duckdb.Error) as error:
        click.echo(str(error), err=True)
        sys.exit(Exit.BROKEN)
    if as_json:
        click.echo(answer.model_dump_json(indent=1))
    else:
        show(answer, Console(width=WIDTH))


@click.command(
    "verify",
    epilog="Example: kessan verify report.md --company example\n\n"
    "Exit codes: 0 nothing differs, 1 something differs, or the file cannot be read,"
    " 2 the company is not published, 3 nothing is published.",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--company",
    metavar="COMPANY",
    help="Whose figures they are, by key, name, stock code or CIK. Else a company is"
    " that which headings, sentences or cells name.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Hold it against what was published up to this day.",
)
@click.option("--all", "show_all", is_flag=True, help="Show what matches too.")
@click.option("--json", "as_json", is_flag=True, help="All findings as JSON.")
def verify(
    file: Path,
    company: str | None,
    as_of: datetime | None,
    show_all: bool,
    as_json: bool,
) -> None:
    """Mark the figures of somebody's report: they match, differ, or are not known.

    FILE is Markdown (.md), CSV (.csv) or a workbook (.xlsx). A figure is one with a
    line item and a period in words; each is held against what is published, and is
    shown with the printed cell that proves it. One is said to differ only if it is
    wrong however its words are understood.
    """
    from kessan.answers.reading import NothingPublishedError, Source
    from kessan.exits import UnusableError
    from kessan.verify import Verdict, show_report, verify_file

    try:
        reading = Source().reading()
        report = verify_file(file, reading, company, as_of.date() if as_of else None)
    except RefusedError as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(Exit.WRONG_USAGE)
    except UnusableError as error:
        click.echo(str(error), err=True)
        sys.exit(Exit.BAD_INPUT)
    except (NothingPublishedError, duckdb.Error) as error:
        click.echo(str(error), err=True)
        sys.exit(Exit.BROKEN)
    if as_json:
        click.echo(report.told().model_dump_json(indent=1))
    else:
        show_report(report, Console(width=WIDTH), show_all=show_all)
    sys.exit(Exit.BAD_INPUT if report.counts[Verdict.DIFFERS] else Exit.DONE)


@click.command(
    "mcp",
    epilog="Example: kessan mcp\n\n"
    "Exit codes: 0 the client went away, 2 wrong usage, 3 something broke.",
)
def serve() -> None:
    """Serve what is published to an agent, over the Model Context Protocol.

    It speaks on its standard input and output, and so is started by a client, as
    docs/use/answers.md shows. It reads the published file and nothing else, and changes
    nothing. When another generation is published the next answer is of that one.
    """
    # The SDK takes a second to import.
    from kessan.agents import server

    server().run("stdio")
