"""The verbs that show what is published: as pages, and in a database server."""

import sys
from pathlib import Path

import click
import duckdb

from kessan.cli.console import say, show_progress
from kessan.contract import public_models
from kessan.exits import Exit
from kessan.increment import code_digest
from kessan.project import LOCK, MANIFEST, PUBLISHED, PUBLISHED_FILE, shown
from kessan.publication import exports, postgres
from kessan.publication.generations import DamagedError, Published
from kessan.publication.packing import pack
from kessan.runs.lock import LockedError, locked
from kessan.transform import DbtError

PAGE = "index.html"


@click.command(
    "site",
    epilog="Example: kessan site --to /srv/www/kessan\n\n"
    "Exit codes: 0 written, 2 wrong usage, 3 broken, 5 another run is going on.",
)
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to; without it, beside the published file.",
)
def write_pages(folder: Path | None) -> None:
    """Write the pages of what is published anew.

    kessan build writes them too. They stand alone: copy the folder to any server, or
    open its index.html. What stood in the folder is replaced when all is written.
    """
    # What draws the charts takes a second to import: only this verb waits for it.
    from kessan.site import rewrite_site

    current = Published(PUBLISHED).current()
    if current is None or not MANIFEST.exists():
        click.echo("nothing is published: run kessan build", err=True)
        sys.exit(Exit.BROKEN)
    folder = folder or current.site
    if folder.is_dir() and any(folder.iterdir()) and not (folder / PAGE).exists():
        raise click.UsageError(f"{folder} holds something else than a site")
    say(f"writing the pages of {current.run_id}")
    try:
        with locked(LOCK, "kessan site"):
            site = rewrite_site(
                current.warehouse,
                folder,
                public_models(),
                code_digest(),
                current.parquet,
            )
    except LockedError as error:
        click.echo(str(error), err=True)
        sys.exit(Exit.LOCKED)
    except (OSError, duckdb.Error, DbtError) as error:
        click.echo(f"The pages could not be written:\n{error}", err=True)
        sys.exit(Exit.BROKEN)
    say(
        f"{site.pages} pages, {site.charts} charts, {site.bytes / 1e6:.1f} MB;"
        f" {site.seconds:.1f} seconds\nOpen {shown(folder / PAGE)}"
    )


@click.command(
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
            sys.exit(Exit.BROKEN)
    try:
        say(f"publishing {shown(PUBLISHED_FILE)} to {postgres.shown_url(url)}")
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
        sys.exit(Exit.BROKEN)
    for reason in done.kept:
        click.echo(f"Not dropped: {reason}", err=True)
    say(
        f"\n{done.tables} tables, {done.rows:,} rows in {done.seconds:.1f} seconds,"
        f" {done.rows_per_second:,.0f} rows a second;"
        f" the switch took {done.switch_seconds * 1000:.0f} ms"
    )


@click.command(
    "csv",
    epilog="Example: kessan csv marts.fct_revenue reports.quarters --to sheets\n\n"
    "Exit codes: 0 written, 2 wrong usage, 3 nothing is published, or it is damaged.",
)
@click.argument("names", metavar="[TABLE]...", nargs=-1)
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder to write to.",
)
def write_sheets(names: tuple[str, ...], folder: Path) -> None:
    """Write tables and views of what is published as CSV: each TABLE, or all.

    kessan build writes all of them where no table has many rows. Of a large
    warehouse they would take ten times the room of its file.
    """
    current = Published(PUBLISHED).current()
    if current is None:
        click.echo("nothing is published: run kessan build", err=True)
        sys.exit(Exit.BROKEN)
    try:
        with duckdb.connect(str(current.warehouse), read_only=True) as connection:
            types = exports.column_types(connection, current.warehouse.stem)
        if unknown := sorted({*names} - {*types}):
            raise click.UsageError(
                f"{', '.join(unknown)}: no such table or view, as marts.fct_revenue is"
            )
        exports.write_csv(current.parquet, names or types, types, folder)
    except (OSError, duckdb.Error) as error:
        click.echo(f"The CSVs could not be written:\n{error}", err=True)
        sys.exit(Exit.BROKEN)
    for name in names or types:
        path = folder / f"{name}.csv"
        say(f"{path.stat().st_size / 1e6:8.1f} MB  {shown(path.absolute())}")


@click.command(
    "pack",
    epilog="Example: kessan pack --to dist\n\n"
    "Exit codes: 0 packed, 2 wrong usage, 3 nothing is published, or it is damaged.",
)
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder to write to; what else it has is summed too.",
)
def pack_files(folder: Path) -> None:
    """Pack what is published into files to download.

    The warehouse; an archive of it with its tables as Parquet and CSV, their descriptor
    and contract; one of the pages; and SHA256SUMS of all that lies in the folder.
    """
    current = Published(PUBLISHED).current()
    if current is None:
        click.echo("nothing is published: run kessan build", err=True)
        sys.exit(Exit.BROKEN)
    try:
        packed = pack(current, folder)
    except (DamagedError, OSError) as error:
        click.echo(f"{error}\nNothing was packed to rely on.", err=True)
        sys.exit(Exit.BROKEN)
    for path in packed:
        say(f"{path.stat().st_size / 1e6:8.1f} MB  {shown(path.absolute())}")
